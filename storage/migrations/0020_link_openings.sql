-- Who opened a link that was made for somebody whom only another system knows: the question is theirs
-- from then on, the other system's name for that somebody is not.
CREATE TABLE link_openings (
    invitation_id INTEGER PRIMARY KEY REFERENCES invitations (id),
    stranger_id INTEGER NOT NULL REFERENCES customers (id),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    opened_at INTEGER NOT NULL
) STRICT;
CREATE INDEX "link_openings#stranger" ON link_openings (stranger_id, customer_id);
CREATE INDEX "link_openings#customer" ON link_openings (customer_id, stranger_id);

-- Since when another system's name is that of a person on Telegram, and how that became known.
ALTER TABLE customer_refs ADD COLUMN bound_at INTEGER;
ALTER TABLE customer_refs ADD COLUMN bound_by TEXT CHECK (bound_by IN ('interaction', 'links'));
