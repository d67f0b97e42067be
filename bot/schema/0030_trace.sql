-- trace: written by bot/knowledge/trace.py only. How a message was taken; text masked, nothing of a screening, 90 days.
CREATE TABLE trace (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  door TEXT NOT NULL,
  text TEXT NOT NULL,
  row TEXT NOT NULL,
  walk TEXT NOT NULL,
  topic TEXT,
  question TEXT,
  chance REAL,
  candidates TEXT NOT NULL DEFAULT '[]',
  reviewed TEXT,                            -- right | question:<id> | missing | out_of_scope
  reviewed_by TEXT,
  reviewed_at TEXT
);
CREATE INDEX trace_at ON trace (at);
CREATE INDEX trace_unreviewed ON trace (reviewed, id);
