"""/frt: how long customers waited for a first reply."""
