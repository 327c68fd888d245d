-- When the first words came about a question that had no score yet: until it has one they stand in
-- /comments by themselves.
ALTER TABLE invitations ADD COLUMN words_at INTEGER;
UPDATE invitations
SET words_at = (SELECT min(said_at) FROM comments WHERE invitation_id = invitations.id)
WHERE id IN (SELECT invitation_id FROM comments)
    AND id NOT IN (SELECT invitation_id FROM answers);
CREATE INDEX "invitations#words" ON invitations (survey, words_at)
    WHERE words_at IS NOT NULL;
