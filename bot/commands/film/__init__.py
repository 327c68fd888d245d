"""The animated picture of the documentation: a tap, the board that moves, the alert, the case."""
