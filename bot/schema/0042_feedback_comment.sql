-- A sentence with a thumb, masked; emptied after 90 days (bot/knowledge/turns.py).
ALTER TABLE feedback ADD COLUMN question TEXT;
ALTER TABLE feedback ADD COLUMN comment TEXT;
