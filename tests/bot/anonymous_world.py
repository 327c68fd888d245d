"""A few days of people who answered, of whom a test knows more than staff may learn."""

import itertools
from dataclasses import dataclass
from datetime import date, timedelta

from metrics.periods import Period
from storage.anonymous import DayCell
from tests.bot.town import ZONE

FIRST = date(2026, 11, 16)
DAYS = 4
FORBIDDEN = {1, 2, 3, 4}
DAY = timedelta(days=1)
SPANS = [(a, b) for a in range(DAYS) for b in range(a + 1, DAYS + 1)]


@dataclass(frozen=True)
class Person:
    """Somebody who answered, as only this test knows."""

    name: int
    day: int
    touchpoint: str | None
    channel: str | None
    version: int = 1

    def fits(self, since: int, until: int, version: int = 1, **place: str) -> bool:
        """Tell whether a question that was put this way is about this person."""
        return (
            since <= self.day < until
            and self.version == version
            and all(getattr(self, key) == value for key, value in place.items())
        )


def crowd(groups: list[tuple[int, str | None, str | None, int, int]]) -> list[Person]:
    names = itertools.count(100)
    return [
        Person(next(names), day, touchpoint, channel, version)
        for day, touchpoint, channel, version, number in groups
        for _ in range(number)
    ]


def rows_of(people: list[Person]) -> list[DayCell]:
    """Let everybody give a score of their own, so that a reply names who is counted in it."""
    return [
        DayCell(each.version, FIRST + each.day * DAY, each.touchpoint, each.channel, {each.name: 1})
        for each in people
    ]


def span(since: int, until: int) -> Period:
    return Period(FIRST + since * DAY, FIRST + until * DAY, ZONE, "")
