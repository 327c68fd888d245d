-- An anonymous score or comment waits under a key that lies beside the database, not in it, until so
-- many are there that they are counted together. `key` names the file of the key that seals now;
-- where the operator declares a dimension, each of its values has a pool of its own.
CREATE TABLE pools (
    kind TEXT NOT NULL CHECK (kind IN ('scores', 'words')),
    version_id INTEGER NOT NULL REFERENCES versions (id),
    dimension TEXT NOT NULL,
    value TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    PRIMARY KEY (version_id, kind, dimension, value)
) STRICT, WITHOUT ROWID;

-- All bodies of a kind have one length, and the id is random: neither tells anything.
CREATE TABLE sealed (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX "sealed#key" ON sealed (key);

-- Anonymous answers that are counted: five people or more in a row, on the day on which they were put
-- together. Nothing else is kept of them.
CREATE TABLE portions (
    id TEXT PRIMARY KEY,
    survey TEXT NOT NULL,
    version_id INTEGER NOT NULL REFERENCES versions (id),
    dimension TEXT NOT NULL,
    value TEXT NOT NULL,
    day TEXT NOT NULL,
    s0 INTEGER NOT NULL DEFAULT 0, s1 INTEGER NOT NULL DEFAULT 0, s2 INTEGER NOT NULL DEFAULT 0,
    s3 INTEGER NOT NULL DEFAULT 0, s4 INTEGER NOT NULL DEFAULT 0, s5 INTEGER NOT NULL DEFAULT 0,
    s6 INTEGER NOT NULL DEFAULT 0, s7 INTEGER NOT NULL DEFAULT 0, s8 INTEGER NOT NULL DEFAULT 0,
    s9 INTEGER NOT NULL DEFAULT 0, s10 INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX "portions#survey" ON portions (survey, day);
CREATE INDEX "portions#version" ON portions (version_id);

-- What files of answers from elsewhere held of anonymous surveys, so that one that is read again adds
-- nothing: `what` is a score, or a digest of words.
CREATE TABLE imported_nameless (
    survey TEXT NOT NULL,
    day TEXT NOT NULL,
    what TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (survey, day, what)
) STRICT, WITHOUT ROWID;

-- Single anonymous answers of before wait here for the next start, which makes portions of them.
DROP INDEX "anonymous_answers#survey";
DROP INDEX "anonymous_answers#version";
DROP INDEX "anonymous_comments#survey";
ALTER TABLE anonymous_answers RENAME TO former_answers;
ALTER TABLE anonymous_comments RENAME TO former_comments;
CREATE INDEX "former_answers#version" ON former_answers (version_id, day);
CREATE TABLE anonymous_comments (
    id TEXT PRIMARY KEY,
    survey TEXT NOT NULL,
    day TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX "anonymous_comments#survey" ON anonymous_comments (survey, day);
DELETE FROM tally_scores WHERE EXISTS (
    SELECT 1 FROM versions
    WHERE versions.survey = tally_scores.survey AND number = version AND anonymous = 1);

-- Of an anonymous ask nothing is counted, and no moment kept, that tells whether it was answered.
UPDATE tally_asks
SET delivered = delivered + unknown, answered = 0, expired = 0, withdrawn = 0, unknown = 0,
    cannot_say = 0
WHERE EXISTS (
    SELECT 1 FROM versions
    WHERE versions.survey = tally_asks.survey AND number = version AND anonymous = 1);
UPDATE invitations SET answered_at = NULL, gate = NULL
WHERE state = 'answered' AND version_id IN (SELECT id FROM versions WHERE anonymous = 1);
