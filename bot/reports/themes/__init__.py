"""/themes: what comments speak of."""
