-- An unhappy answer that somebody takes, answers and closes; `id` is the number that staff read.
-- Whose answer it is stands with the invitation, and nowhere else.
CREATE TABLE cases (
    id INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    invitation_id INTEGER NOT NULL UNIQUE REFERENCES invitations (id),
    score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 10),
    state TEXT NOT NULL CHECK (state IN ('open', 'taken', 'closed')),
    opened_at INTEGER NOT NULL,
    held_by INTEGER,
    CHECK ((state = 'open') = (held_by IS NULL))
) STRICT;
CREATE INDEX "cases#unsettled" ON cases (id) WHERE state <> 'closed';

-- What was done about a case, oldest first. A note that answers an alert carries its message, so
-- that newer words replace the older.
CREATE TABLE case_steps (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    step TEXT NOT NULL CHECK (step IN ('opened', 'taken', 'closed', 'reopened', 'note')),
    at INTEGER NOT NULL,
    actor INTEGER,
    note TEXT,
    message_id INTEGER,
    UNIQUE (case_id, message_id)
) STRICT;

-- What staff who work on cases are called on Telegram.
CREATE TABLE colleagues (
    telegram_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
