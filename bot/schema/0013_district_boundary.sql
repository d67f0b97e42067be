-- Written by bot/places/store.py only. The district's outline, GCJ-02, where a file gives one.
CREATE TABLE IF NOT EXISTS district_boundary (
  position INTEGER PRIMARY KEY,
  lon REAL NOT NULL,
  lat REAL NOT NULL
);
DROP TABLE IF EXISTS places_edition;
-- The kinds of place and the outline count as content too.
CREATE TRIGGER place_category_insert_moves_version AFTER INSERT ON place_category BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER place_category_update_moves_version AFTER UPDATE ON place_category BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER place_category_delete_moves_version AFTER DELETE ON place_category BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER district_boundary_insert_moves_version AFTER INSERT ON district_boundary BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER district_boundary_delete_moves_version AFTER DELETE ON district_boundary BEGIN UPDATE content_version SET version = version + 1; END;
