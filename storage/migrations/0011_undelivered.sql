-- Where messages to staff did not get: a chat that takes none, or a message that nobody takes. And the
-- messages that failed, each noted once; those of before this step are nobody's news any more.
CREATE TABLE outages (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('chat', 'message')),
    chat_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    try_at INTEGER NOT NULL,
    newest_id INTEGER NOT NULL,
    tried_id INTEGER,
    ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX "outages#open" ON outages (chat_id, kind) WHERE ended_at IS NULL;

CREATE TABLE undelivered (
    delivery_id INTEGER PRIMARY KEY REFERENCES deliveries (id),
    outage_id INTEGER REFERENCES outages (id)
) STRICT;
CREATE INDEX "undelivered#outage" ON undelivered (outage_id);
CREATE INDEX "deliveries#failed" ON deliveries (id)
    WHERE state = 'failed' AND kind IN ('alert', 'digest');
INSERT INTO undelivered (delivery_id)
SELECT id FROM deliveries WHERE state = 'failed' AND kind IN ('alert', 'digest');
