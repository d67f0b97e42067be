-- Written by bot/places/undo.py only. What an import of places changed, from what to what, so that it can be undone.
CREATE TABLE place_import (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  name TEXT NOT NULL,
  changes TEXT NOT NULL,
  undone_at TEXT
);
