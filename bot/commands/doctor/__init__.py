"""`afterword doctor`: what is wrong, in plain words, each with what to do."""
