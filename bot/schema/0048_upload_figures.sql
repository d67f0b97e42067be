-- Written by bot/desk/upload.py only. A table sent for import is of answers, places or figures.
CREATE TEMP TABLE waiting AS SELECT id, who, kind, name, rows, at FROM upload;
DROP TABLE upload;
CREATE TABLE upload (
  id TEXT PRIMARY KEY,
  who TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('answers', 'places', 'figures')),
  name TEXT NOT NULL,
  rows TEXT NOT NULL,
  at REAL NOT NULL
);
INSERT INTO upload SELECT id, who, kind, name, rows, at FROM waiting;
DROP TABLE waiting;
