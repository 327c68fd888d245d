-- Messages to staff are sent at least once: how often one was planned anew because nobody knows
-- whether it came.
ALTER TABLE deliveries ADD COLUMN repeats INTEGER NOT NULL DEFAULT 0;
-- The ones that never came, for the health page.
CREATE INDEX "deliveries#failed_alerts" ON deliveries (due_at)
    WHERE state = 'failed' AND kind IN ('alert', 'digest');
CREATE INDEX "deliveries#repeated" ON deliveries (chat_id) WHERE repeats > 0;
