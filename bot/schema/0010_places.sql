-- Written by bot/places/store.py only. Names after Open Referral HSDS 3.0:
-- https://docs.openreferral.org/en/latest/hsds/schema_reference.html
-- Coordinates are GCJ-02 degrees.
CREATE TABLE place_category (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  scope TEXT NOT NULL CHECK (scope IN ('district', 'subdistrict')),
  words TEXT NOT NULL,
  generic_words TEXT NOT NULL,
  look_alikes TEXT NOT NULL,
  advice TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL
);
CREATE TABLE organization (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);
CREATE TABLE location (
  id TEXT PRIMARY KEY,
  address TEXT NOT NULL DEFAULT '',
  subdistrict TEXT,
  community TEXT,
  lon REAL,
  lat REAL,
  precision TEXT CHECK (precision IN ('point', 'landmark', 'community', 'subdistrict', 'district')),
  accessibility TEXT NOT NULL DEFAULT '',
  CHECK ((lon IS NULL) = (lat IS NULL)),
  CHECK (lon IS NULL OR precision IS NOT NULL)
);
CREATE TABLE service (
  id TEXT PRIMARY KEY,
  category TEXT NOT NULL REFERENCES place_category (id),
  name TEXT NOT NULL,
  organization_id TEXT REFERENCES organization (id),
  location_id TEXT NOT NULL REFERENCES location (id),
  eligibility TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
  source TEXT NOT NULL DEFAULT '',
  source_day TEXT NOT NULL DEFAULT '',
  confidence TEXT NOT NULL DEFAULT 'C' CHECK (confidence IN ('A', 'B', 'C')),
  verified INTEGER NOT NULL DEFAULT 0,
  verified_on TEXT,
  note TEXT NOT NULL DEFAULT '',
  origin TEXT NOT NULL CHECK (origin IN ('file', 'staff'))
);
CREATE TABLE service_area (
  service_id TEXT NOT NULL REFERENCES service (id) ON DELETE CASCADE,
  subdistrict TEXT NOT NULL,
  PRIMARY KEY (service_id, subdistrict)
);
CREATE TABLE phone (
  service_id TEXT NOT NULL REFERENCES service (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  number TEXT NOT NULL,
  PRIMARY KEY (service_id, position)
);
CREATE TABLE schedule (
  service_id TEXT PRIMARY KEY REFERENCES service (id) ON DELETE CASCADE,
  opening_hours TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT ''
);
CREATE TABLE gazetteer (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('subdistrict', 'landmark', 'community', 'former_community', 'station',
                                     'exit', 'road', 'former_district', 'outside', 'not_place')),
  name TEXT NOT NULL,
  aliases TEXT NOT NULL DEFAULT '[]',
  weak_aliases TEXT NOT NULL DEFAULT '[]',
  subdistricts TEXT NOT NULL DEFAULT '[]',
  community TEXT,
  lon REAL,
  lat REAL,
  precision TEXT,
  district TEXT NOT NULL DEFAULT '西城区',
  note TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL
);
CREATE INDEX service_by_category ON service (category);
