-- What became of a wording: {"text", "home", "former"}, so that it can be taken back (bot/knowledge/phrasing.py).
ALTER TABLE trace ADD COLUMN phrased TEXT;
ALTER TABLE unanswered ADD COLUMN phrased TEXT;
-- Why a reply was no use, in the resident's words, masked; and what was asked, masked.
ALTER TABLE feedback ADD COLUMN comment TEXT NOT NULL DEFAULT '';
ALTER TABLE feedback ADD COLUMN asked TEXT NOT NULL DEFAULT '';
