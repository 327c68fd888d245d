"""What is kept of one person, asked for and changed without the chat."""
