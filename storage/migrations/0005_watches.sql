-- What is watched for changes: `kind` is total or touchpoint (weekly scores), tone (of comments) or
-- warning (a line of the settings); `value` names the touchpoint. A baseline is frozen: mean,
-- variance and sigma_z of the weeks from `since` up to `until`, before that `since` is where learning
-- begins. A new one is a new row with the next `version`; the old one ends and is kept.
-- `event` is the first day of what was noticed last, `dedupe` the message that told of it, if any.
CREATE TABLE watches (
    id INTEGER PRIMARY KEY,
    survey TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('total', 'touchpoint', 'tone', 'warning')),
    value TEXT NOT NULL,
    version INTEGER NOT NULL,
    question INTEGER NOT NULL,
    since TEXT,
    until TEXT,
    mean REAL,
    variance REAL,
    sigma_z REAL,
    weeks INTEGER,
    people INTEGER,
    frozen_at INTEGER,
    event TEXT,
    direction TEXT CHECK (direction IN ('up', 'down')),
    open INTEGER NOT NULL DEFAULT 0 CHECK (open IN (0, 1)),
    told_at INTEGER,
    dedupe TEXT,
    ended_at INTEGER,
    UNIQUE (survey, kind, value, version)
) STRICT;
CREATE UNIQUE INDEX "watches#current" ON watches (survey, kind, value) WHERE ended_at IS NULL;
