"""The picture of every report in every language."""
