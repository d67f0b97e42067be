-- proposal: written by bot/knowledge/proposal.py only. An answer one has drafted for another to publish.
CREATE TABLE proposal (
  id INTEGER PRIMARY KEY,
  topic TEXT NOT NULL,
  base INTEGER,                             -- the revision it changes, NULL for a new answer
  answer TEXT NOT NULL,                     -- JSON of the whole answer
  why TEXT NOT NULL,
  settles TEXT NOT NULL,
  who TEXT NOT NULL,
  at TEXT NOT NULL,
  outcome TEXT CHECK (outcome IN ('published', 'declined', 'replaced')),
  closed_by TEXT,
  closed_at TEXT,
  reason TEXT
);
CREATE UNIQUE INDEX proposal_once ON proposal (topic) WHERE outcome IS NULL;
