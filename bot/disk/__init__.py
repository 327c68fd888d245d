"""The disk under the database: daily copies of it, and what is done when it cannot be written."""
