-- Written by bot/places/store.py only.
-- A place may be known to its road and no better; what staff look up a fact by is kept apart from its source in a person's words.
CREATE TABLE service_kept AS SELECT * FROM service;
CREATE TABLE service_area_kept AS SELECT * FROM service_area;
CREATE TABLE phone_kept AS SELECT * FROM phone;
CREATE TABLE schedule_kept AS SELECT * FROM schedule;
CREATE TABLE location_kept AS SELECT * FROM location;
DELETE FROM service;
DROP TABLE location;
CREATE TABLE location (
  id TEXT PRIMARY KEY,
  address TEXT NOT NULL DEFAULT '',
  subdistrict TEXT,
  community TEXT,
  lon REAL,
  lat REAL,
  precision TEXT CHECK (precision IN ('point', 'landmark', 'road', 'community', 'subdistrict', 'district')),
  accessibility TEXT NOT NULL DEFAULT '',
  CHECK ((lon IS NULL) = (lat IS NULL)),
  CHECK (lon IS NULL OR precision IS NOT NULL)
);
INSERT INTO location SELECT * FROM location_kept;
INSERT INTO service SELECT * FROM service_kept;
INSERT OR IGNORE INTO service_area SELECT * FROM service_area_kept;
INSERT OR IGNORE INTO phone SELECT * FROM phone_kept;
INSERT OR IGNORE INTO schedule SELECT * FROM schedule_kept;
DROP TABLE service_kept;
DROP TABLE service_area_kept;
DROP TABLE phone_kept;
DROP TABLE schedule_kept;
DROP TABLE location_kept;
ALTER TABLE service ADD COLUMN evidence TEXT NOT NULL DEFAULT '';
ALTER TABLE place_category ADD COLUMN errands TEXT NOT NULL DEFAULT '[]';
ALTER TABLE place_category ADD COLUMN descriptions TEXT NOT NULL DEFAULT '[]';
CREATE TRIGGER location_insert_moves_version AFTER INSERT ON location BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER location_update_moves_version AFTER UPDATE ON location BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER location_delete_moves_version AFTER DELETE ON location BEGIN UPDATE content_version SET version = version + 1; END;
-- How many places of a kind there are, as somebody said it; `number` is NULL where nobody did.
CREATE TABLE known_total (
  position INTEGER PRIMARY KEY,
  category TEXT NOT NULL REFERENCES place_category (id),
  subdistrict TEXT NOT NULL DEFAULT '',
  number INTEGER,
  unit TEXT NOT NULL DEFAULT '',
  counts TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('actual', 'target', 'list', 'derived', 'unknown')),
  as_of TEXT NOT NULL DEFAULT '',
  source_title TEXT NOT NULL DEFAULT '',
  source_date TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '',
  confidence TEXT NOT NULL DEFAULT '',
  in_total INTEGER NOT NULL,
  may_be_said INTEGER NOT NULL,
  note TEXT NOT NULL DEFAULT ''
);
CREATE TRIGGER known_total_insert_moves_version AFTER INSERT ON known_total BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER known_total_delete_moves_version AFTER DELETE ON known_total BEGIN UPDATE content_version SET version = version + 1; END;
-- What a kind of place is gone to for: the topic that explains it, and the words that say so.
CREATE TABLE place_errand (
  position INTEGER PRIMARY KEY,
  category TEXT NOT NULL REFERENCES place_category (id),
  topic TEXT NOT NULL,
  title TEXT NOT NULL,
  what_for TEXT NOT NULL,
  words TEXT NOT NULL
);
CREATE TRIGGER place_errand_insert_moves_version AFTER INSERT ON place_errand BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER place_errand_delete_moves_version AFTER DELETE ON place_errand BEGIN UPDATE content_version SET version = version + 1; END;
-- Phrasings, sentences and thresholds of data/places/*.yml, one JSON document a file.
CREATE TABLE place_language (
  name TEXT PRIMARY KEY,
  content TEXT NOT NULL
);
CREATE TRIGGER place_language_insert_moves_version AFTER INSERT ON place_language BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER place_language_update_moves_version AFTER UPDATE ON place_language BEGIN UPDATE content_version SET version = version + 1; END;
