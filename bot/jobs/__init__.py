"""One file for each scheduled step."""
