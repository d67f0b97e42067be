-- Written by bot/policy/figure_store.py only. One row per figure; one per value of it.
CREATE TABLE source (
  ref TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  number TEXT,
  url TEXT,
  seen_at TEXT,
  effective TEXT
);
CREATE TABLE figure (
  name TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  unit TEXT NOT NULL,
  attributes TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE figure_value (
  name TEXT NOT NULL REFERENCES figure (name),
  from_day TEXT NOT NULL,
  value REAL NOT NULL,
  until TEXT,
  confidence TEXT NOT NULL CHECK (confidence IN ('A', 'B', 'C')),
  source_ref TEXT NOT NULL REFERENCES source (ref),
  clause TEXT,
  note TEXT,
  is_target INTEGER NOT NULL DEFAULT 0,
  at_least INTEGER NOT NULL DEFAULT 0,
  origin TEXT NOT NULL CHECK (origin IN ('file', 'staff')),
  PRIMARY KEY (name, from_day)
);
