"""Every figure that the documentation claims, measured as a ratio in one run."""
