-- Written by bot/places/store.py only. The district's outline, GCJ-02, where a file gives one.
CREATE TABLE IF NOT EXISTS district_boundary (
  position INTEGER PRIMARY KEY,
  lon REAL NOT NULL,
  lat REAL NOT NULL
);
-- One row, replaced by every change to the places, so that readers know when to load anew.
CREATE TABLE IF NOT EXISTS places_edition (
  edition TEXT NOT NULL
);
