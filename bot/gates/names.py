"""The gates: every rule that can say no to an ask, in the order in which they are asked."""

GATES = (
    "opted_out",
    "unreachable",
    "staff",
    "duplicate",
    "order",
    "minimum",
    "floor",
    "cap",
    "clock",
    "gap",
    "patience",
    "sample",
    "quota",
    "precision",
    "live_talk",
    "workday",
    "quiet_hours",
    "expired",
)
