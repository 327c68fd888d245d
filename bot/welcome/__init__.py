"""The first words in a group: what works there, or that it is not listed."""
