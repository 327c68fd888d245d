"""/cases: how many were opened, taken and done, and how long that took."""
