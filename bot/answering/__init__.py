"""What customers press and write, and what becomes of it."""
