"""What a person may ask about themselves: what is kept, a copy of it, and that it be forgotten."""
