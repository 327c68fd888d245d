"""How much happens in a history, and how often each thing does."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.cadence.log import Rulebook

BEGINS = datetime(2020, 1, 1, tzinfo=UTC)
ENDS = datetime(2030, 1, 1, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TICK = timedelta(microseconds=1)
PUNCTUAL = 0.15
REOPENED = 0.05
TOUCHPOINTS = ("support", "checkout", "event")
LEAP_DAYS = [datetime(year, 2, 29, tzinfo=UTC) for year in (2020, 2024, 2028)]
BECAME = (("sent", 90), ("unknown", 3), ("failed", 2), ("blocked", 2), ("retried", 3))
FATES = (("answered", 30), ("late", 15), ("ignored", 35), ("later", 12), ("stopped", 8))
PAUSES = (MINUTE, HOUR, DAY, 5 * DAY, 30 * DAY, 150 * DAY)


@dataclass(frozen=True)
class Plan:
    """How much happens."""

    people: int
    interactions: int
    reloads: int
    jumps: int
    stops: int


def odd_moments(rules: Rulebook) -> list[datetime]:
    """Give the days on which clocks change, and the leap days."""
    found, before = list(LEAP_DAYS), BEGINS
    while before < ENDS:
        after = before + DAY
        if before.astimezone(rules.zone).utcoffset() != after.astimezone(rules.zone).utcoffset():
            found.append(before)
        before = after
    return found
