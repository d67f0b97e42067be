-- Written by bot/database.py only: random values made once per installation.
CREATE TABLE secret (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
