-- How exactly the first day of a value is known: day, month, or before (only the change that ended it is known).
ALTER TABLE figure_value ADD COLUMN start TEXT NOT NULL DEFAULT 'day' CHECK (start IN ('day', 'month', 'before'));
