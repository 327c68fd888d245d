"""/comments: what customers wrote."""
