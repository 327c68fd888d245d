-- Who was asked and answered that they cannot say: an answer without a score, which only the gate of
-- the invitation tells apart.
ALTER TABLE tally_asks ADD COLUMN cannot_say INTEGER NOT NULL DEFAULT 0;
