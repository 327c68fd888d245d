"""One file for each HTTP route."""
