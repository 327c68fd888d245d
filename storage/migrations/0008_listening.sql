-- What was last shown to each person, and about which ask: by it a message is understood that does
-- not say itself what it is about.
CREATE TABLE shown (
    customer_id INTEGER PRIMARY KEY REFERENCES customers (id),
    screen TEXT NOT NULL,
    invitation_id INTEGER REFERENCES invitations (id),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX "shown#invitation" ON shown (invitation_id);

-- Words that belong nowhere yet: their person is asked which question they are about, or whether
-- they are to be passed on.
CREATE TABLE unplaced (
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    message_id INTEGER NOT NULL,
    waits_for TEXT NOT NULL CHECK (waits_for IN ('which', 'guide')),
    said_at INTEGER NOT NULL,
    body TEXT,
    media TEXT,
    file_id TEXT,
    PRIMARY KEY (customer_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX "unplaced#said" ON unplaced (said_at);

-- The message that a score was typed in, so that newer words of it are read like the first.
ALTER TABLE answers ADD COLUMN message_id INTEGER;

-- A prompt listens as long as it stands; those that ended before are not drawn anew.
CREATE INDEX "invitations#prompts" ON invitations (comment_until) WHERE comment_until IS NOT NULL;
UPDATE invitations SET comment_until = NULL
WHERE comment_until <= (SELECT coalesce(max(received_at), 0) FROM updates);

-- Words that are passed on open a case as well, and have no score.
CREATE TEMP TABLE former_cases AS SELECT * FROM cases;
DROP TABLE cases;
CREATE TABLE cases (
    id INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    invitation_id INTEGER NOT NULL UNIQUE REFERENCES invitations (id),
    score INTEGER CHECK (score BETWEEN 0 AND 10),
    state TEXT NOT NULL CHECK (state IN ('open', 'taken', 'closed')),
    opened_at INTEGER NOT NULL,
    held_by INTEGER,
    CHECK ((state = 'open') = (held_by IS NULL))
) STRICT;
INSERT INTO cases (id, token, invitation_id, score, state, opened_at, held_by)
SELECT id, token, invitation_id, score, state, opened_at, held_by FROM former_cases;
DROP TABLE former_cases;
CREATE INDEX "cases#unsettled" ON cases (id) WHERE state <> 'closed';
