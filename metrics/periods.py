"""Periods: half-open spans of local days in a zone, and the words that staff use for them."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from metrics.calendar_units import Unit, code, first_day, moved, read_code

ROLLING: Mapping[str, int] = MappingProxyType(
    {"week": 7, "month": 30, "quarter": 90, "year": 365},  # days, today among them
)
_UNITS: tuple[Unit, ...] = ("week", "month", "quarter", "year")
CALENDAR: Mapping[str, tuple[Unit, int]] = MappingProxyType(
    {
        "today": ("day", 0),
        "yesterday": ("day", -1),
        **{f"this {unit}": (unit, 0) for unit in _UNITS},
        **{f"last {unit}": (unit, -1) for unit in _UNITS},
    },
)
PHRASES = (*ROLLING, *CALENDAR, "since")
EARLIEST = date(1970, 1, 1)
LATEST = date(2200, 1, 1)  # so that every period has one of its length before and after it

_ONE_DAY = timedelta(days=1)
_RANGE = re.compile(r"([\w-]{4,10})(?:\.\.\.?|…)([\w-]{4,10})", re.ASCII)
_LAST_DAYS = re.compile("([0-9]{1,6})d")


@dataclass(frozen=True)
class Period:
    """The local days from `since` up to, not including, `until`."""

    since: date
    until: date
    zone: ZoneInfo
    name: str
    unit: Unit | None = None  # None: so many days, not a unit of the calendar
    so_far: bool = field(default=False, kw_only=True)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days

    @property
    def last(self) -> date:
        """The last day that belongs to it."""
        return self.until - _ONE_DAY

    @property
    def code(self) -> str:
        """The word that means the same on any later day."""
        if self.unit:
            whole = code(self.unit, self.since)
            return f"{whole}..{self.last}" if self.so_far else whole
        return f"{self.since}..{self.last}" if self.days > 1 else self.since.isoformat()

    def start(self) -> datetime:
        """Give the moment it begins, in UTC: the local midnight, whatever the clocks do."""
        return _midnight(self.since, self.zone)

    def end(self) -> datetime:
        """Give the moment after it, in UTC."""
        return _midnight(self.until, self.zone)

    def __contains__(self, moment: datetime) -> bool:
        """Tell whether an aware moment falls into it."""
        return self.start() <= moment < self.end()

    def shifted(self, steps: int) -> "Period":
        """Move it by whole periods; from a unit that is so far unfinished to whole ones."""
        if steps == 0:
            return self
        if self.unit is None:
            step = timedelta(days=self.days * steps)
            return _named(replace(self, since=self.since + step, until=self.until + step))
        return _whole(self.unit, moved(self.unit, self.since, steps), zone=self.zone)

    def previous(self) -> "Period":
        """Give what it is compared with: the whole one before, of a part the same weekdays."""
        return self.before(1)

    def before(self, steps: int) -> "Period":
        """Go so many periods back, to as many days as it has and each weekday as often.

        A day, and a unit that is so far unfinished, move by whole weeks: by about as many as their
        unit has, and never over days that lie between.
        """
        unit = self.unit if self.so_far else "day" if self.days == 1 else None
        if unit is None:
            return self.shifted(-steps)
        weeks = 0
        for step in range(1, steps + 1):
            whole = (self.since - moved(unit, self.since, -step)).days
            weeks = max(round(whole / 7), weeks + math.ceil(self.days / 7))
        back = timedelta(weeks=weeks)
        earlier = replace(self, since=self.since - back, until=self.until - back)
        return _named(replace(earlier, unit=None if self.so_far else self.unit, so_far=False))

    def right_before(self) -> "Period":
        """Give the window that ends where it begins: the whole unit before, else as many days."""
        earlier = self.shifted(-1)
        if not self.so_far:
            return earlier
        since = self.since - timedelta(days=self.days)
        return _named(replace(earlier, since=since, until=self.since, unit=None))

    def split(self, unit: Unit) -> tuple["Period", ...]:
        """Cut it at the borders of a unit of the calendar, earliest piece first."""
        pieces = []
        first = first_day(unit, self.since)
        while first < self.until:
            whole = _whole(unit, first, zone=self.zone)
            first = whole.until
            since, until = max(whole.since, self.since), min(whole.until, self.until)
            cut = (since, until) != (whole.since, whole.until)
            piece = replace(whole, since=since, until=until, unit=None if cut else unit)
            pieces.append(piece)
        return tuple(pieces)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def _named(period: Period) -> Period:
    return replace(period, name=period.code)


def _whole(unit: Unit, first: date, *, zone: ZoneInfo) -> Period:
    return Period(first, moved(unit, first, 1), zone, code(unit, first), unit)


class UnknownPeriod(ValueError):  # noqa: N818 - it names what was typed, and that may be no error
    """Words that are no period, and an example of some that are."""

    fault = "is no period"

    def __init__(self, word: str, example: str) -> None:
        """Remember what was typed and what could have been."""
        super().__init__(f"{word!r} {self.fault}; for example: {example}")
        self.word = word
        self.example = example


class ReversedPeriod(UnknownPeriod):
    """A range that ends before it begins; the example is the other way round."""

    fault = "ends before it begins"


class FuturePeriod(UnknownPeriod):
    """A period of which not one day has begun."""

    fault = "has not begun"


def parse_period(text: str, *, today: date, zone: ZoneInfo) -> Period:
    """Read a period in the one form that is kept: `week`, `2026-11`, `since 2026-11-01`.

    How people write them is read into this form by the bot. UnknownPeriod if it is none.
    """
    phrase = " ".join(text.casefold().split())
    reader = _Reader(today, zone)
    try:
        period = reader.read(phrase)
    except OverflowError:
        period = None
    if period is None:
        raise UnknownPeriod(phrase, "week")
    if period.since > today:
        raise FuturePeriod(phrase, "last week")
    if period.since < EARLIEST or period.until > LATEST:
        raise UnknownPeriod(phrase, "365d")
    return period


@dataclass(frozen=True)
class _Reader:
    """All it takes to know the days that words mean."""

    today: date
    zone: ZoneInfo

    def read(self, phrase: str) -> Period | None:
        return self._phrase(phrase) or self._code(phrase)

    def _phrase(self, phrase: str) -> Period | None:
        if phrase in ROLLING:
            return self._last_days(ROLLING[phrase], phrase)
        if phrase in CALENDAR:
            unit, steps = CALENDAR[phrase]
            whole = _whole(unit, moved(unit, first_day(unit, self.today), steps), zone=self.zone)
            if whole.until <= self.today + _ONE_DAY:
                return replace(whole, name=phrase)
            return replace(whole, name=phrase, until=self.today + _ONE_DAY, so_far=True)
        first, _, second = phrase.partition(" ")
        begun = read_code(second)
        if first == "since" and begun is not None and begun[0] == "day":
            until = max(self.today, begun[1]) + _ONE_DAY
            return Period(begun[1], until, self.zone, f"since {begun[1]}")
        return None

    def _code(self, word: str) -> Period | None:
        counted = _LAST_DAYS.fullmatch(word)
        if counted is not None and int(counted[1]):
            return self._last_days(int(counted[1]), f"{int(counted[1])}d")
        ends = _RANGE.fullmatch(word)
        if ends is not None:
            return self._range(read_code(ends[1]), read_code(ends[2]))
        found = read_code(word)
        return None if found is None else _whole(*found, zone=self.zone)

    def _last_days(self, days: int, name: str) -> Period:
        until = self.today + _ONE_DAY
        return Period(until - timedelta(days=days), until, self.zone, name)

    def _range(
        self, first: tuple[Unit, date] | None, last: tuple[Unit, date] | None
    ) -> Period | None:
        if first is None or last is None:
            return None
        since, until = first[1], moved(*last, 1)
        if last[1] < since:
            turned = f"{code(*last)}..{code(*first)}"
            raise ReversedPeriod(f"{code(*first)}..{code(*last)}", turned)
        whole = _whole(*first, zone=self.zone)
        if until == whole.until:
            return whole
        if until < whole.until and last[0] == "day":
            return _named(replace(whole, until=until, so_far=True))
        return _named(Period(since, until, self.zone, ""))
