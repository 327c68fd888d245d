-- How many orders a source had on a local day; told again, the number is replaced.
CREATE TABLE orders (
    day TEXT NOT NULL,
    source TEXT NOT NULL,
    orders INTEGER NOT NULL CHECK (orders >= 0),
    received_at INTEGER NOT NULL,
    PRIMARY KEY (day, source)
) STRICT, WITHOUT ROWID;

-- All that the reports on waiting, returning and contacting customers read of a period.
CREATE INDEX "interactions#closed" ON interactions
    (closed_at, touchpoint, channel, agent, customer_id, opened_at, first_reply_at);
