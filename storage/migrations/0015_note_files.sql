-- A note on a case may be a photo, a voice message or a file: as Telegram knows it.
ALTER TABLE case_steps ADD COLUMN media TEXT;
ALTER TABLE case_steps ADD COLUMN file_id TEXT;
