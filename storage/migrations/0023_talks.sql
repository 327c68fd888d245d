-- What staff and a customer say to each other about a case. Words of staff are sent by the delivery
-- `reply:ID`; words of the customer are told to staff together with the first ones, `lead_id`.
CREATE TABLE case_words (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    speaker TEXT NOT NULL CHECK (speaker IN ('customer', 'staff')),
    actor INTEGER,
    chat_id INTEGER NOT NULL,
    message_id INTEGER,
    said_at INTEGER NOT NULL,
    body TEXT,
    media TEXT,
    file_id TEXT,
    lead_id INTEGER,
    UNIQUE (chat_id, message_id)
) STRICT;
CREATE INDEX "case_words#case" ON case_words (case_id);
CREATE INDEX "case_words#said" ON case_words (said_at)
    WHERE body IS NOT NULL OR file_id IS NOT NULL;

-- Until when a talk goes on in which nobody says anything, and which one a person's words belong to.
ALTER TABLE cases ADD COLUMN talk_until INTEGER;
CREATE INDEX "cases#talks" ON cases (talk_until) WHERE talk_until IS NOT NULL;
ALTER TABLE customers ADD COLUMN talk_case INTEGER REFERENCES cases (id);
CREATE INDEX "customers#talks" ON customers (talk_case) WHERE talk_case IS NOT NULL;

ALTER TABLE colleagues ADD COLUMN username TEXT;

-- More can become of a case.
CREATE TEMP TABLE former_steps AS SELECT * FROM case_steps;
DROP TABLE case_steps;
CREATE TABLE case_steps (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    step TEXT NOT NULL CHECK (step IN ('opened', 'taken', 'closed', 'reopened', 'note', 'dismissed',
        'given', 'silent', 'stopped')),
    at INTEGER NOT NULL,
    actor INTEGER,
    note TEXT,
    message_id INTEGER,
    media TEXT,
    file_id TEXT,
    UNIQUE (case_id, message_id)
) STRICT;
INSERT INTO case_steps (id, case_id, step, at, actor, note, message_id, media, file_id)
SELECT id, case_id, step, at, actor, note, message_id, media, file_id FROM former_steps;
DROP TABLE former_steps;
CREATE INDEX "case_steps#said" ON case_steps (at) WHERE note IS NOT NULL OR file_id IS NOT NULL;
CREATE INDEX "case_steps#at" ON case_steps (at);
CREATE INDEX "case_steps#closed" ON case_steps (at) WHERE step = 'closed';

-- A message may be what staff say to a customer.
CREATE TEMP TABLE former_deliveries AS SELECT * FROM deliveries;
DROP TABLE deliveries;
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN (
        'ask', 'again', 'reminder', 'alert', 'digest', 'board', 'reply')),
    dedupe TEXT NOT NULL UNIQUE,
    invitation_id INTEGER REFERENCES invitations (id),
    customer_id INTEGER REFERENCES customers (id),
    survey TEXT,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER,
    body TEXT NOT NULL DEFAULT '{}',
    state TEXT NOT NULL CHECK (state IN (
        'planned', 'claimed', 'sent', 'withdrawn', 'failed', 'unknown')),
    due_at INTEGER NOT NULL,
    counted_at INTEGER,
    lease_until INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    message_id INTEGER,
    revision INTEGER NOT NULL DEFAULT 1,
    shown INTEGER NOT NULL DEFAULT 1,
    error TEXT,
    repeats INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO deliveries (id, kind, dedupe, invitation_id, customer_id, survey, chat_id, thread_id,
    body, state, due_at, counted_at, lease_until, attempts, message_id, revision, shown, error,
    repeats)
SELECT id, kind, dedupe, invitation_id, customer_id, survey, chat_id, thread_id,
    body, state, due_at, counted_at, lease_until, attempts, message_id, revision, shown, error,
    repeats FROM former_deliveries;
DROP TABLE former_deliveries;
CREATE INDEX "deliveries#due" ON deliveries (due_at) WHERE state = 'planned';
CREATE INDEX "deliveries#alerts" ON deliveries (due_at) WHERE state = 'planned' AND kind = 'alert';
CREATE INDEX "deliveries#claimed" ON deliveries (lease_until) WHERE state = 'claimed';
CREATE INDEX "deliveries#stale" ON deliveries (id) WHERE state = 'sent' AND shown < revision;
CREATE INDEX "deliveries#customer" ON deliveries (customer_id, counted_at);
CREATE INDEX "deliveries#invitation" ON deliveries (invitation_id);
CREATE INDEX "deliveries#message" ON deliveries (chat_id, message_id)
    WHERE message_id IS NOT NULL;
CREATE INDEX "deliveries#unknown" ON deliveries (id) WHERE state = 'unknown';
CREATE INDEX "deliveries#failed" ON deliveries (id)
    WHERE state = 'failed' AND kind IN ('alert', 'digest');
CREATE INDEX "deliveries#repeated" ON deliveries (chat_id) WHERE repeats > 0;
