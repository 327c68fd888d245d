"""/asked: how many questions went out."""
