"""An unhappy answer: told at once, taken by somebody, closed."""
