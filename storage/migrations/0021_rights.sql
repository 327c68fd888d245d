-- Whose data was deleted at their wish: salted hashes, which mean nothing without the file beside
-- the database that holds the salt. `returned_at` is when they pressed Start again.
CREATE TABLE forgotten (
    hash TEXT NOT NULL,
    event TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('telegram', 'ref')),
    at INTEGER NOT NULL,
    returned_at INTEGER,
    PRIMARY KEY (hash, event)
) STRICT, WITHOUT ROWID;

-- Which interaction a kept reply tells of, so that it goes when its customer is forgotten.
ALTER TABLE idempotency_keys ADD COLUMN interaction TEXT;
CREATE INDEX "idempotency_keys#interaction" ON idempotency_keys (source, interaction);

-- Which words about privacy somebody pressed Start below, and when.
ALTER TABLE customers ADD COLUMN agreed_to TEXT;
ALTER TABLE customers ADD COLUMN agreed_at INTEGER;

-- What has been kept long enough is found without reading all of it.
CREATE INDEX "comments#said" ON comments (said_at) WHERE body IS NOT NULL OR file_id IS NOT NULL;
CREATE INDEX "case_steps#said" ON case_steps (at) WHERE note IS NOT NULL OR file_id IS NOT NULL;
