-- Written by bot/places/store.py only. Outlines of the subdistricts, GCJ-02 degrees; a ring is not closed.
-- From data/places/subdistrict_boundaries.csv: © OpenStreetMap contributors, ODbL 1.0.
CREATE TABLE subdistrict_boundary (
  subdistrict TEXT NOT NULL,
  ring INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  lon REAL NOT NULL,
  lat REAL NOT NULL,
  PRIMARY KEY (subdistrict, ring, seq)
);
CREATE TRIGGER subdistrict_boundary_insert_moves_version AFTER INSERT ON subdistrict_boundary BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER subdistrict_boundary_delete_moves_version AFTER DELETE ON subdistrict_boundary BEGIN UPDATE content_version SET version = version + 1; END;
DROP TABLE district_boundary;
