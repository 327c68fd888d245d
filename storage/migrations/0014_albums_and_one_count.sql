-- What staff never got is known from `outages` and `undelivered`: nothing counts it a second time.
DROP INDEX "deliveries#failed_alerts";
-- The last album to which somebody got a reply in words: the rest of it gets none.
ALTER TABLE customers ADD COLUMN answered_album TEXT;
