-- Written by bot/desk/upload.py only. A table sent for import is of answers, places or figures.
-- What waited is let go: it is kept for two hours at most, and can be sent again.
DROP TABLE upload;
CREATE TABLE upload (
  id TEXT PRIMARY KEY,
  who TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('answers', 'places', 'figures')),
  name TEXT NOT NULL,
  rows TEXT NOT NULL,
  at REAL NOT NULL
);
