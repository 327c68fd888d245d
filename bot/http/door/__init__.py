"""The HTTP door: who holds a connection, for how long, and how many at once."""
