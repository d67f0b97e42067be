-- handover: written by bot/handover.py only. A conversation a resident wants a person for, masked; gone after a day.
CREATE TABLE handover (
  code TEXT PRIMARY KEY,
  conversation TEXT NOT NULL,               -- the keyed hash conversations go by
  door TEXT NOT NULL,
  at TEXT NOT NULL,
  ends_at TEXT NOT NULL,
  turns TEXT NOT NULL,                      -- JSON: [{at, said, answered: [text]}]
  state TEXT NOT NULL,                      -- JSON: topic, question, facts, whom
  opened_by TEXT,
  opened_at TEXT
);
CREATE INDEX handover_conversation ON handover (conversation);
CREATE INDEX handover_ends_at ON handover (ends_at);
