-- desk_account: written by bot/desk/account.py only.
CREATE TABLE desk_account (
  name TEXT PRIMARY KEY,
  role TEXT NOT NULL CHECK (role IN ('agent', 'editor', 'admin')),
  password_hash TEXT NOT NULL,
  enabled INTEGER NOT NULL DEFAULT 1,
  made_at TEXT NOT NULL,
  signed_in_at TEXT
);
-- desk_session: written by bot/desk/session.py only. The token itself is never stored.
CREATE TABLE desk_session (
  token_hash TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES desk_account (name) ON DELETE CASCADE,
  started_at REAL NOT NULL,
  seen_at REAL NOT NULL
);
-- sign_in_failure: written by bot/desk/slowdown.py only. `key` tells hashed who was tried from where.
CREATE TABLE sign_in_failure (
  key TEXT NOT NULL,
  at REAL NOT NULL
);
CREATE INDEX sign_in_failure_key ON sign_in_failure (key, at);
-- audit: written by bot/desk/audit.py only, and never changed after.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  before TEXT,
  after TEXT,
  why TEXT NOT NULL DEFAULT ''
);
CREATE INDEX audit_subject ON audit (subject, id);
CREATE TRIGGER audit_is_not_rewritten BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_is_not_erased BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
-- upload: written by bot/desk/upload.py only. A table sent for import, held between preview and import.
CREATE TABLE upload (
  id TEXT PRIMARY KEY,
  who TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('answers', 'places')),
  name TEXT NOT NULL,
  rows TEXT NOT NULL,
  at REAL NOT NULL
);
-- answer_draft: written by bot/knowledge/draft.py only. `form` is what stands in the editor's fields, valid or not.
CREATE TABLE answer_draft (
  topic TEXT NOT NULL,
  who TEXT NOT NULL,
  base INTEGER,
  form TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (topic, who)
);
