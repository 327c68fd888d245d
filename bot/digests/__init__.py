"""Reports that are sent on time."""
