"""/compare: before a change and after it."""
