-- Whose turn it is to be edited in a chat: claimed before Telegram is called, and over with the edit
-- or when the lease has run out.
ALTER TABLE boards ADD COLUMN lease_until INTEGER NOT NULL DEFAULT 0;
