-- How old asks were when they were answered or taken back, so that rates of answers are compared at
-- one age. Of an anonymous ask no moment is kept. What was taken back before this step is taken to
-- have been when its talk went on, or else at once.
ALTER TABLE invitations ADD COLUMN withdrawn_at INTEGER;
UPDATE invitations
SET withdrawn_at = coalesce((
    SELECT reopened_at FROM interactions WHERE interactions.id = invitations.interaction_id
), delivered_at)
WHERE state = 'withdrawn' AND version_id IN (SELECT id FROM versions WHERE anonymous = 0);

ALTER TABLE tally_asks ADD COLUMN answered_1h INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tally_asks ADD COLUMN answered_6h INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tally_asks ADD COLUMN answered_1d INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tally_asks ADD COLUMN answered_2d INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tally_asks ADD COLUMN answered_3d INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tally_asks ADD COLUMN withdrawn_1h INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tally_asks ADD COLUMN withdrawn_6h INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tally_asks ADD COLUMN withdrawn_1d INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tally_asks ADD COLUMN withdrawn_2d INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tally_asks ADD COLUMN withdrawn_3d INTEGER NOT NULL DEFAULT 0;

-- Local days are known to the program alone: its next start finds no zone for them, and counts anew.
UPDATE meta SET value = '' WHERE key = 'zone';
