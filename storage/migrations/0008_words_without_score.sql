-- When the first words came about a question that had no score yet: until it has one they stand in
-- /comments by themselves.
ALTER TABLE invitations ADD COLUMN words_at INTEGER;
UPDATE invitations
SET words_at = (SELECT min(said_at) FROM comments WHERE invitation_id = invitations.id)
WHERE id IN (SELECT invitation_id FROM comments)
    AND id NOT IN (SELECT invitation_id FROM answers);
CREATE INDEX "invitations#words" ON invitations (survey, words_at)
    WHERE words_at IS NOT NULL;

-- A case may be about words alone: then no score has opened it.
CREATE TABLE "cases#new" (
    id INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    invitation_id INTEGER NOT NULL UNIQUE REFERENCES invitations (id),
    score INTEGER CHECK (score BETWEEN 0 AND 10),
    state TEXT NOT NULL CHECK (state IN ('open', 'taken', 'closed')),
    opened_at INTEGER NOT NULL,
    held_by INTEGER,
    CHECK ((state = 'open') = (held_by IS NULL))
) STRICT;
INSERT INTO "cases#new" (id, token, invitation_id, score, state, opened_at, held_by)
SELECT id, token, invitation_id, score, state, opened_at, held_by FROM cases;
DROP TABLE cases;
ALTER TABLE "cases#new" RENAME TO cases;
CREATE INDEX "cases#unsettled" ON cases (id) WHERE state <> 'closed';
