"""The database: one file for each table, SQL beside the function that runs it."""
