-- answer and phrasing: written by bot/knowledge/faq.py only.
CREATE TABLE answer (
  topic TEXT PRIMARY KEY,
  domain TEXT NOT NULL,
  question TEXT NOT NULL,
  body TEXT NOT NULL,                       -- JSON: answer, tiers, details, sources, ...
  verified INTEGER NOT NULL DEFAULT 0,
  review_by TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  edited INTEGER NOT NULL DEFAULT 0,        -- 1 once staff changed it; files never overwrite it then
  imported_hash TEXT NOT NULL,              -- of the file's version last taken in
  updated_at TEXT NOT NULL
);
CREATE TABLE phrasing (
  topic TEXT NOT NULL REFERENCES answer (topic) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (topic, position)
);
-- revision: written by bot/knowledge/revision.py only.
CREATE TABLE revision (
  id INTEGER PRIMARY KEY,
  topic TEXT NOT NULL,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  why TEXT NOT NULL,
  before TEXT,                              -- JSON of the whole answer, NULL when it is new
  after TEXT NOT NULL
);
CREATE INDEX revision_topic ON revision (topic, id);
-- unanswered: written by bot/knowledge/unanswered.py only. Text is masked before it gets here.
CREATE TABLE unanswered (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  text TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('none', 'close', 'thumbs_down', 'hotline')),
  candidates TEXT NOT NULL DEFAULT '[]',
  door TEXT NOT NULL,
  settled TEXT,                             -- phrasing | new_answer | out_of_scope | dismissed
  settled_by TEXT,
  settled_at TEXT
);
CREATE INDEX unanswered_open ON unanswered (settled, id);
-- turn: written by bot/knowledge/turns.py only. No text and no resident: counts for the overview.
CREATE TABLE turn (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  door TEXT NOT NULL,
  kind TEXT NOT NULL,
  topic TEXT,
  milliseconds INTEGER NOT NULL
);
CREATE INDEX turn_at ON turn (at);
-- feedback: written by bot/knowledge/turns.py only.
CREATE TABLE feedback (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  topic TEXT,
  helpful INTEGER NOT NULL
);
-- content_version: moved by triggers alone, so that readers learn of any change of answers or figures
-- without being woken by every logged turn.
CREATE TABLE content_version (version INTEGER NOT NULL);
INSERT INTO content_version VALUES (1);
CREATE TRIGGER answer_insert_moves_version AFTER INSERT ON answer BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER answer_update_moves_version AFTER UPDATE ON answer BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER answer_delete_moves_version AFTER DELETE ON answer BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER figure_insert_moves_version AFTER INSERT ON figure BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER figure_update_moves_version AFTER UPDATE ON figure BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER figure_delete_moves_version AFTER DELETE ON figure BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER figure_value_insert_moves_version AFTER INSERT ON figure_value BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER figure_value_update_moves_version AFTER UPDATE ON figure_value BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER figure_value_delete_moves_version AFTER DELETE ON figure_value BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER source_insert_moves_version AFTER INSERT ON source BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER source_update_moves_version AFTER UPDATE ON source BEGIN UPDATE content_version SET version = version + 1; END;
CREATE TRIGGER source_delete_moves_version AFTER DELETE ON source BEGIN UPDATE content_version SET version = version + 1; END;
