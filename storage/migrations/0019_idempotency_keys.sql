-- The reply that a request got which carried an Idempotency-Key, so that the same one gets it again.
CREATE TABLE idempotency_keys (
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    request TEXT NOT NULL,
    status INTEGER NOT NULL,
    reply TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX "idempotency_keys#at" ON idempotency_keys (at);

-- When a source last posted something, noted now and then.
CREATE TABLE source_uses (
    source TEXT PRIMARY KEY,
    used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
