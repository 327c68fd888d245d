"""Our own server: one file for each route."""
