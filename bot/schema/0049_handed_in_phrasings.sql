-- What a proposal makes of residents' words: JSON list of {phrased, inbox, turn}; they are settled once it is published.
ALTER TABLE proposal ADD COLUMN given TEXT NOT NULL DEFAULT '[]';
