"""/agents: everybody beside what chance allows."""
