"""From an interaction to a question that was sent, or to the reason why not."""
