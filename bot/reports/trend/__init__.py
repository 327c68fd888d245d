"""/trend: a survey over a long time."""
