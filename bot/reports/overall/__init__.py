"""/overall: NPS, CSAT and CES read together."""
