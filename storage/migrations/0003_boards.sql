-- Messages that keep themselves true. `shown` is a digest of what a message shows, `steps` how many
-- anonymous answers went into it; a look that finds nothing new leaves the row alone.
CREATE TABLE boards (
    token TEXT PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER,
    message_id INTEGER NOT NULL,
    command TEXT NOT NULL,
    language TEXT NOT NULL,
    made_by INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    picture INTEGER NOT NULL CHECK (picture IN (0, 1)),
    shown TEXT NOT NULL,
    steps TEXT NOT NULL DEFAULT '{}',
    edited_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX "boards#chat" ON boards (chat_id, edited_at);
CREATE INDEX "boards#next" ON boards (next_at);

-- Summaries that are sent on time; `at` is a local time, `day` a weekday (Monday is 0) or a day of
-- the month. `skipped` counts how often in a row there was nothing to say.
CREATE TABLE digests (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER,
    command TEXT NOT NULL,
    every TEXT NOT NULL CHECK (every IN ('daily', 'weekly', 'monthly')),
    day INTEGER,
    at TEXT NOT NULL,
    language TEXT NOT NULL,
    made_by INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    skipped INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX "digests#chat" ON digests (chat_id);
CREATE INDEX "digests#next" ON digests (next_at);
