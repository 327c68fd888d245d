"""Which days /compare sets beside each other: as many before a change as after it."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bot.errors import Refusal
from bot.reports.understanding import today
from bot.services import Services
from bot.text.query import Query
from metrics.periods import EARLIEST, Period

LENGTHS = (7, 14, 30, 60, 90)  # days on either side, unless the command says how many
LONGEST = LENGTHS[-1]


@dataclass(frozen=True)
class Spans:
    """The days on both sides of a change; `longest` are those after it that are over."""

    day: date
    settling: int
    longest: int
    before: Period
    after: Period
    today: date

    @property
    def full(self) -> bool:
        """Tell whether no day of either side is still to come or going on."""
        return self.after.until <= self.today


def usual_length(over: int) -> int:
    """Give the longest usual length of a side that so many days can fill; else the shortest."""
    return max((days for days in LENGTHS if days <= over), default=LENGTHS[0])


def spans_of(services: Services, query: Query) -> Spans:
    """Choose the days: both sides of one length, those right after the change left out.

    A length that is not named stays the same until a longer usual one is full: looks from day to
    day are then one look. Refused where too few days have passed.
    """
    now, zone = today(services), services.zone
    usual = -(-services.config.reports.settling // timedelta(days=1))
    settling = usual if query.settling is None else query.settling
    day = _day_of(query, now, settling=usual)
    passed = (now - day).days + 1
    if settling >= passed:
        example = command_text(query, settling=0, each=None)
        raise Refusal("staff.compare.settling", settling=settling, passed=passed, example=example)
    longest = passed - settling - 1
    length = timedelta(days=query.each or usual_length(longest))
    if day - EARLIEST < length:
        example = _month_ago(query, now, settling=usual)
        raise Refusal("staff.compare.early", day=day, example=example)
    start = day + timedelta(days=settling)
    before = Period(day - length, day, zone, f"{day - length}..{day - timedelta(days=1)}")
    after = Period(start, start + length, zone, f"{start}..{start + length - timedelta(days=1)}")
    return Spans(day, settling, longest, before, after, now)


def _day_of(query: Query, now: date, *, settling: int) -> date:
    """Give the day of the change, or refuse one that is missing or still to come."""
    day, example = query.around, _month_ago(query, now, settling=settling)
    if day is None:
        raise Refusal("staff.compare.no_day", example=example)
    if day > now:
        raise Refusal("staff.compare.future", day=day, example=example)
    return day


def example_of(services: Services, query: Query) -> str:
    """Write the command again, with a day that can be compared if its own cannot."""
    try:
        spans_of(services, query)
    except Refusal as refusal:
        return str(refusal.values["example"])
    return command_text(query)


def _month_ago(query: Query, now: date, *, settling: int) -> str:
    """Write the command for a day that leaves days on both sides."""
    around = now - timedelta(days=30)
    return command_text(query, around=around, each=None, settling=None if settling <= 30 else 0)


def command_text(query: Query, **changed: date | int | None) -> str:
    """Write a command again with something changed; its survey is named already."""
    values: dict[str, Any] = {"metric": None, **changed}
    return replace(query, **values).text()
