-- Times are integer UTC microseconds, days are ISO dates in the zone kept in meta, JSON is text.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Every update Telegram has sent, so that one delivered twice changes nothing.
CREATE TABLE updates (
    bot INTEGER NOT NULL,
    update_id INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    error TEXT,
    PRIMARY KEY (bot, update_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX "updates#received_at" ON updates (received_at);
CREATE INDEX "updates#error" ON updates (received_at) WHERE error IS NOT NULL;

CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    telegram_id INTEGER UNIQUE CHECK (telegram_id > 0),
    name TEXT,
    username TEXT COLLATE NOCASE,
    telegram_language TEXT,
    chosen_language TEXT,
    timezone TEXT,
    first_seen_at INTEGER NOT NULL,
    started_at INTEGER,
    opted_out_at INTEGER,
    unreachable_at INTEGER,
    guided_at INTEGER
) STRICT;
CREATE INDEX "customers#username" ON customers (username) WHERE username IS NOT NULL;

-- What other systems call a customer.
CREATE TABLE customer_refs (
    source TEXT NOT NULL,
    ref TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    PRIMARY KEY (source, ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX "customer_refs#customer" ON customer_refs (customer_id);
CREATE INDEX "customer_refs#ref" ON customer_refs (ref);

CREATE TABLE interactions (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    touchpoint TEXT NOT NULL,
    agent TEXT,
    channel TEXT,
    language TEXT,
    opened_at INTEGER,
    first_reply_at INTEGER,
    closed_at INTEGER NOT NULL,
    reopened_at INTEGER,
    messages INTEGER CHECK (messages >= 0),
    tags TEXT NOT NULL DEFAULT '{}',
    visit INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    reply TEXT NOT NULL,
    UNIQUE (source, external_id)
) STRICT;
CREATE INDEX "interactions#customer" ON interactions (customer_id, received_at);

-- What a survey asked at a time.
CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    survey TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 1),
    metric TEXT NOT NULL,
    points INTEGER NOT NULL CHECK (points BETWEEN 2 AND 11),
    anonymous INTEGER NOT NULL CHECK (anonymous IN (0, 1)),
    continues TEXT,
    wording TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (survey, number)
) STRICT;

-- One survey asked of one customer about one interaction; also every decision not to ask.
CREATE TABLE invitations (
    id INTEGER PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    survey TEXT NOT NULL,
    version_id INTEGER NOT NULL REFERENCES versions (id),
    interaction_id INTEGER REFERENCES interactions (id),
    customer_id INTEGER REFERENCES customers (id),
    state TEXT NOT NULL CHECK (state IN (
        'invited', 'planned', 'claimed', 'sent', 'answered', 'expired', 'withdrawn',
        'unreachable', 'unknown', 'failed', 'skipped')),
    gate TEXT,
    until INTEGER,
    trace TEXT NOT NULL DEFAULT '[]',
    touchpoint TEXT,
    agent TEXT,
    channel TEXT,
    language TEXT NOT NULL,
    visit INTEGER,
    test INTEGER NOT NULL DEFAULT 0 CHECK (test IN (0, 1)),
    decided_at INTEGER NOT NULL,
    asked_at INTEGER,
    delivered_at INTEGER,
    answered_at INTEGER,
    expires_at INTEGER,
    comment_until INTEGER,
    changing INTEGER NOT NULL DEFAULT 0 CHECK (changing IN (0, 1)),
    again INTEGER NOT NULL DEFAULT 0 CHECK (again IN (0, 1)),
    CHECK (state <> 'skipped' OR gate IS NOT NULL),
    UNIQUE (interaction_id, survey)
) STRICT;
CREATE INDEX "invitations#customer" ON invitations (customer_id, decided_at);
CREATE INDEX "invitations#version" ON invitations (version_id);
CREATE INDEX "invitations#asked" ON invitations (survey, asked_at) WHERE asked_at IS NOT NULL;
CREATE INDEX "invitations#expiry" ON invitations (expires_at)
    WHERE state IN ('invited', 'sent', 'unknown');
CREATE INDEX "invitations#commenting" ON invitations (customer_id, comment_until)
    WHERE comment_until IS NOT NULL;

-- Every message that the bot begins. A row is committed as claimed before the call to Telegram.
-- `revision` is what the message ought to show, `shown` what it shows.
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('ask', 'again', 'reminder', 'alert', 'digest', 'board')),
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
    error TEXT
) STRICT;
CREATE INDEX "deliveries#due" ON deliveries (due_at) WHERE state = 'planned';
CREATE INDEX "deliveries#alerts" ON deliveries (due_at) WHERE state = 'planned' AND kind = 'alert';
CREATE INDEX "deliveries#claimed" ON deliveries (lease_until) WHERE state = 'claimed';
CREATE INDEX "deliveries#stale" ON deliveries (id) WHERE state = 'sent' AND shown < revision;
CREATE INDEX "deliveries#customer" ON deliveries (customer_id, counted_at);
CREATE INDEX "deliveries#invitation" ON deliveries (invitation_id);
CREATE INDEX "deliveries#message" ON deliveries (chat_id, message_id)
    WHERE message_id IS NOT NULL;
CREATE INDEX "deliveries#unknown" ON deliveries (id) WHERE state = 'unknown';

CREATE TABLE answers (
    id INTEGER PRIMARY KEY,
    invitation_id INTEGER NOT NULL UNIQUE REFERENCES invitations (id),
    customer_id INTEGER REFERENCES customers (id),
    survey TEXT NOT NULL,
    version_id INTEGER NOT NULL REFERENCES versions (id),
    score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 10),
    reason TEXT,
    answered_at INTEGER NOT NULL,
    changed_at INTEGER,
    touchpoint TEXT,
    agent TEXT,
    channel TEXT,
    language TEXT,
    visit INTEGER,
    test INTEGER NOT NULL DEFAULT 0 CHECK (test IN (0, 1)),
    source TEXT
) STRICT;
CREATE INDEX "answers#survey" ON answers (survey, answered_at, test);
CREATE INDEX "answers#customer" ON answers (customer_id);
CREATE INDEX "answers#version" ON answers (version_id);

-- A comment may come in several messages, and before the score; an edited message updates its part.
CREATE TABLE comments (
    invitation_id INTEGER NOT NULL REFERENCES invitations (id),
    message_id INTEGER NOT NULL,
    said_at INTEGER NOT NULL,
    body TEXT,
    media TEXT CHECK (media IN ('voice', 'photo', 'video', 'audio', 'document', 'video_note', 'sticker')),
    file_id TEXT,
    PRIMARY KEY (invitation_id, message_id)
) STRICT, WITHOUT ROWID;

-- No identity, no time of day, a random key: nothing to join on.
CREATE TABLE anonymous_answers (
    id TEXT PRIMARY KEY,
    survey TEXT NOT NULL,
    version_id INTEGER NOT NULL REFERENCES versions (id),
    score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 10),
    day TEXT NOT NULL,
    touchpoint TEXT,
    channel TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX "anonymous_answers#survey" ON anonymous_answers (survey, day);
CREATE INDEX "anonymous_answers#version" ON anonymous_answers (version_id);

CREATE TABLE anonymous_comments (
    id TEXT PRIMARY KEY,
    survey TEXT NOT NULL,
    day TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX "anonymous_comments#survey" ON anonymous_comments (survey, day);

-- Scores by the local day of the first answer.
CREATE TABLE tally_scores (
    survey TEXT NOT NULL,
    dimension TEXT NOT NULL,
    value TEXT NOT NULL,
    day TEXT NOT NULL,
    version INTEGER NOT NULL,
    s0 INTEGER NOT NULL DEFAULT 0, s1 INTEGER NOT NULL DEFAULT 0, s2 INTEGER NOT NULL DEFAULT 0,
    s3 INTEGER NOT NULL DEFAULT 0, s4 INTEGER NOT NULL DEFAULT 0, s5 INTEGER NOT NULL DEFAULT 0,
    s6 INTEGER NOT NULL DEFAULT 0, s7 INTEGER NOT NULL DEFAULT 0, s8 INTEGER NOT NULL DEFAULT 0,
    s9 INTEGER NOT NULL DEFAULT 0, s10 INTEGER NOT NULL DEFAULT 0,
    comments INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (survey, dimension, day, value, version)
) STRICT, WITHOUT ROWID;

-- Asks by the local day they were claimed; what became of them counts on that day.
CREATE TABLE tally_asks (
    survey TEXT NOT NULL,
    dimension TEXT NOT NULL,
    value TEXT NOT NULL,
    day TEXT NOT NULL,
    version INTEGER NOT NULL,
    asked INTEGER NOT NULL DEFAULT 0,
    delivered INTEGER NOT NULL DEFAULT 0,
    answered INTEGER NOT NULL DEFAULT 0,
    expired INTEGER NOT NULL DEFAULT 0,
    withdrawn INTEGER NOT NULL DEFAULT 0,
    unreachable INTEGER NOT NULL DEFAULT 0,
    unknown INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (survey, dimension, day, value, version)
) STRICT, WITHOUT ROWID;

-- Decisions not to ask, by the local day they were made.
CREATE TABLE tally_skips (
    survey TEXT NOT NULL,
    dimension TEXT NOT NULL,
    value TEXT NOT NULL,
    day TEXT NOT NULL,
    gate TEXT NOT NULL,
    skipped INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (survey, dimension, day, value, gate)
) STRICT, WITHOUT ROWID;

-- People who blocked the bot, wrote /stop or said never; with the ask that was sent within the day
-- before, if there was one. The first departure after an ask stands for it.
CREATE TABLE departures (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER REFERENCES customers (id),
    kind TEXT NOT NULL CHECK (kind IN ('blocked', 'stopped', 'never')),
    survey TEXT,
    invitation_id INTEGER UNIQUE REFERENCES invitations (id),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX "departures#customer" ON departures (customer_id);

-- Departures within a day of an ask, by the local day that ask was claimed.
CREATE TABLE tally_annoyance (
    survey TEXT NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    people INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (survey, day, kind)
) STRICT, WITHOUT ROWID;

-- A group that became a supergroup goes on under another id.
CREATE TABLE chat_moves (
    old_id INTEGER PRIMARY KEY,
    new_id INTEGER NOT NULL
) STRICT;

-- What a staff button does, where 64 bytes do not hold it.
CREATE TABLE shortcuts (
    token TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX "audit#at" ON audit (at);
