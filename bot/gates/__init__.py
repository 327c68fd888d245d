"""May this person be asked? Pure functions of facts, rules and the time."""
