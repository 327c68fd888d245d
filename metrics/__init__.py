"""Arithmetic on tallies, without input, output, clock or chance."""
