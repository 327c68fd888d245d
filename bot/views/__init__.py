"""Results become words and keyboards."""
