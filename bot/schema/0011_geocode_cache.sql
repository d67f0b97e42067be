-- Written by bot/places/geocode_cache.py only. The question is kept as a keyed hash: no address is stored.
CREATE TABLE geocode_cache (
  question TEXT PRIMARY KEY,
  answer TEXT NOT NULL,
  fetched_at TEXT NOT NULL
);
