"""Changes that staff are told of."""
