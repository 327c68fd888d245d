-- Which answers of some days were imported: a summary says so beside their number.
CREATE INDEX "answers#imported" ON answers (survey, answered_at) WHERE source IS NOT NULL;
