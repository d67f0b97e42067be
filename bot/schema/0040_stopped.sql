-- stopped: written by bot/knowledge/stopped.py only. A topic staff stopped answering; rows stay as its history.
CREATE TABLE stopped (
  id INTEGER PRIMARY KEY,
  topic TEXT NOT NULL,
  sentence TEXT NOT NULL,                   -- what residents read instead
  until TEXT,                               -- the last day of it, NULL: until somebody ends it
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  why TEXT NOT NULL,
  ended_at TEXT,
  ended_by TEXT
);
CREATE INDEX stopped_topic ON stopped (topic, id);
CREATE UNIQUE INDEX stopped_once ON stopped (topic) WHERE ended_at IS NULL;
CREATE TRIGGER stopped_insert_moves_version AFTER INSERT ON stopped BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER stopped_update_moves_version AFTER UPDATE ON stopped BEGIN UPDATE content_version SET version = version + 1; END;
