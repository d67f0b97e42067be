-- Written by bot/policy/indicator.py only: what a plan indicator reached in a year, as staff enter it.
CREATE TABLE indicator_value (
  name TEXT NOT NULL REFERENCES figure (name),
  year INTEGER NOT NULL,
  value REAL NOT NULL,
  source TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  who TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (name, year)
);
