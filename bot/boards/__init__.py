"""Reports that keep themselves true in a chat."""
