-- expectation: written by bot/knowledge/regression.py only. The bureau's own questions with what should be answered.
CREATE TABLE expectation (
  text TEXT PRIMARY KEY,
  topic TEXT NOT NULL,                      -- empty: nothing of ours should be answered
  question TEXT,
  who TEXT NOT NULL,
  at TEXT NOT NULL
);
-- batch_run: written by bot/knowledge/regression.py only. What a batch of questions was answered, to compare the next with.
CREATE TABLE batch_run (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  name TEXT NOT NULL,
  told TEXT NOT NULL                        -- JSON: text → how, topic, question, offered
);
