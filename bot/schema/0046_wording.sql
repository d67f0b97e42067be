-- wording, wording_revision: written by bot/wording.py only. What staff changed of the words in data/, over the files.
CREATE TABLE wording (
  kind TEXT NOT NULL CHECK (kind IN ('synonym', 'place', 'department', 'sentence')),
  name TEXT NOT NULL,
  value TEXT NOT NULL,                      -- JSON
  PRIMARY KEY (kind, name)
);
CREATE TABLE wording_revision (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  why TEXT NOT NULL,
  before TEXT,                              -- JSON; NULL: as the files have it
  after TEXT
);
CREATE TRIGGER wording_insert_moves_version AFTER INSERT ON wording BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER wording_update_moves_version AFTER UPDATE ON wording BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER wording_delete_moves_version AFTER DELETE ON wording BEGIN UPDATE content_version SET version = version + 1; END;
