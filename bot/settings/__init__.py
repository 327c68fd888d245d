"""What an operator can set, how it is read, and what is wrong in it."""
