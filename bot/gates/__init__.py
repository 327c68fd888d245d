"""Facts about a person, the rules and the time make one decision: ask or skip."""
