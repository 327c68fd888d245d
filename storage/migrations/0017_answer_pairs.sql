-- What one score counts for in the pairs below: a share counts 1 or 0, a net score 1, 0 or -1, a mean
-- the score itself, so that a figure is a multiple of the mean of it.
CREATE TABLE worths (
    metric TEXT NOT NULL,
    points INTEGER NOT NULL,
    score INTEGER NOT NULL,
    worth INTEGER NOT NULL,
    PRIMARY KEY (metric, points, score)
) STRICT, WITHOUT ROWID;
INSERT INTO worths (metric, points, score, worth) VALUES
    ('nps', 11, 0, -1), ('nps', 11, 1, -1), ('nps', 11, 2, -1), ('nps', 11, 3, -1), ('nps', 11, 4, -1), ('nps', 11, 5, -1), ('nps', 11, 6, -1), ('nps', 11, 7, 0), ('nps', 11, 8, 0), ('nps', 11, 9, 1), ('nps', 11, 10, 1),
    ('csat', 3, 1, 0), ('csat', 3, 2, 0), ('csat', 3, 3, 1),
    ('csat', 4, 1, 0), ('csat', 4, 2, 0), ('csat', 4, 3, 1), ('csat', 4, 4, 1),
    ('csat', 5, 1, 0), ('csat', 5, 2, 0), ('csat', 5, 3, 0), ('csat', 5, 4, 1), ('csat', 5, 5, 1),
    ('csat', 6, 1, 0), ('csat', 6, 2, 0), ('csat', 6, 3, 0), ('csat', 6, 4, 0), ('csat', 6, 5, 1), ('csat', 6, 6, 1),
    ('csat', 7, 1, 0), ('csat', 7, 2, 0), ('csat', 7, 3, 0), ('csat', 7, 4, 0), ('csat', 7, 5, 0), ('csat', 7, 6, 1), ('csat', 7, 7, 1),
    ('csat', 10, 1, 0), ('csat', 10, 2, 0), ('csat', 10, 3, 0), ('csat', 10, 4, 0), ('csat', 10, 5, 0), ('csat', 10, 6, 0), ('csat', 10, 7, 0), ('csat', 10, 8, 1), ('csat', 10, 9, 1), ('csat', 10, 10, 1),
    ('ces', 5, 1, 0), ('ces', 5, 2, 0), ('ces', 5, 3, 0), ('ces', 5, 4, 1), ('ces', 5, 5, 1),
    ('ces', 7, 1, 0), ('ces', 7, 2, 0), ('ces', 7, 3, 0), ('ces', 7, 4, 0), ('ces', 7, 5, 1), ('ces', 7, 6, 1), ('ces', 7, 7, 1),
    ('stars', 3, 1, 1), ('stars', 3, 2, 2), ('stars', 3, 3, 3),
    ('stars', 5, 1, 1), ('stars', 5, 2, 2), ('stars', 5, 3, 3), ('stars', 5, 4, 4), ('stars', 5, 5, 5),
    ('stars', 10, 1, 1), ('stars', 10, 2, 2), ('stars', 10, 3, 3), ('stars', 10, 4, 4), ('stars', 10, 5, 5), ('stars', 10, 6, 6), ('stars', 10, 7, 7), ('stars', 10, 8, 8), ('stars', 10, 9, 9), ('stars', 10, 10, 10),
    ('mood', 3, 1, 0), ('mood', 3, 2, 0), ('mood', 3, 3, 1),
    ('mood', 5, 1, 0), ('mood', 5, 2, 0), ('mood', 5, 3, 0), ('mood', 5, 4, 1), ('mood', 5, 5, 1),
    ('score', 5, 1, 1), ('score', 5, 2, 2), ('score', 5, 3, 3), ('score', 5, 4, 4), ('score', 5, 5, 5),
    ('score', 10, 1, 1), ('score', 10, 2, 2), ('score', 10, 3, 3), ('score', 10, 4, 4), ('score', 10, 5, 5), ('score', 10, 6, 6), ('score', 10, 7, 7), ('score', 10, 8, 8), ('score', 10, 9, 9), ('score', 10, 10, 10),
    ('thumbs', 2, 1, 0), ('thumbs', 2, 2, 1),
    ('enps', 11, 0, -1), ('enps', 11, 1, -1), ('enps', 11, 2, -1), ('enps', 11, 3, -1), ('enps', 11, 4, -1), ('enps', 11, 5, -1), ('enps', 11, 6, -1), ('enps', 11, 7, 0), ('enps', 11, 8, 0), ('enps', 11, 9, 1), ('enps', 11, 10, 1);

-- Pairs of answers that one person gave to one survey within 366 days, by the local days of both and
-- by what both share. `previous` counts those in which the earlier one is the latest before the other,
-- `beyond` answers with more earlier ones than are looked at, by the first that is not.
CREATE TABLE tally_pairs (
    survey TEXT NOT NULL,
    dimension TEXT NOT NULL,
    value TEXT NOT NULL,
    day TEXT NOT NULL,
    version INTEGER NOT NULL,
    earlier_day TEXT NOT NULL,
    earlier_version INTEGER NOT NULL,
    pairs INTEGER NOT NULL DEFAULT 0,
    sums INTEGER NOT NULL DEFAULT 0,
    products INTEGER NOT NULL DEFAULT 0,
    previous INTEGER NOT NULL DEFAULT 0,
    beyond INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (survey, dimension, earlier_day, day, value, version, earlier_version)
) STRICT, WITHOUT ROWID;

-- A person's answers to a survey in their order. It stands for the one by person alone.
DROP INDEX "answers#customer";
CREATE INDEX "answers#person" ON answers (customer_id, survey, answered_at);

-- Local days are not known here: the next start counts what there is.
INSERT INTO meta (key, value) SELECT 'uncounted_pairs', 'from before' WHERE EXISTS (SELECT 1 FROM answers);
