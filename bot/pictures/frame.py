"""What every picture shares: its size, colours and type."""

WIDTH = 520  # units; a telephone shows them at some two thirds, so 17 is the smallest legible type
PADDING, GAP = 24, 20  # around the picture, and between two of its parts
FONT = "Afterword Sans"
SMALL, BODY, LARGE, HEADLINE = 17, 19, 25, 62
LINE = 22  # from one line of small type to the next

# Told apart with every kind of colour vision, and in grey (Okabe and Ito 2008; Wong 2011).
INK, SOFT, GRID, WHITE = "#1f2933", "#616e7c", "#e4e7eb", "#ffffff"
GOOD, MIDDLE, BAD = "#0072b2", "#b8bfc7", "#d55e00"
ACCENT, BAND, EARLIER = "#0072b2", "#9ecae9", "#8a94a0"
