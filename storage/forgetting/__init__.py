"""What is kept of a person, table by table; how it is told to them, and how it is forgotten."""
