"""/benchmark: our own score beside published ones."""
