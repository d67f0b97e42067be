-- What became of a wording: {"text", "home", "former"}, so that it can be taken back (bot/knowledge/phrasing.py).
ALTER TABLE trace ADD COLUMN phrased TEXT;
ALTER TABLE unanswered ADD COLUMN phrased TEXT;
