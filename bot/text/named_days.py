"""Days, weeks, months, quarters and years as people name them, read from the English grammar."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from metrics.calendar_units import Unit, first_day, moved

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
AHEAD = ("tomorrow", *(f"next {unit}" for unit in ("week", "month", "quarter", "year")))
_FURTHEST = 8  # years back to a day without a year: as far as from one 29 February to another


@dataclass(frozen=True)
class Named:
    """What was named, with what was said of it: a day may lack its year, a number everything else.

    `number` counts weeks, quarters or halves of a year; of a half the unit is None.
    """

    unit: Unit | None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    number: int | None = None
    fixed: date | None = None  # where it begins, of what hangs on today alone
    other: "Named | None" = None  # how else it could be read, the month first
    turned: "Named | None" = None  # the same, where nothing but the other end of a range tells
    month_first: bool | None = None  # how it was written, where that can be told

    def begins(self) -> date:
        """Tell where it begins in its year; ValueError where there is no such day."""
        if self.fixed is not None:
            return self.fixed
        year = self.year or 0
        if self.unit == "week":
            return date.fromisocalendar(year, self.number or 0, 1)
        if self.unit == "quarter":
            return date(year, (self.number or 0) * 3 - 2, 1)
        if self.unit is None:
            return date(year, (self.number or 0) * 6 - 5, 1)
        return date(year, self.month or 1, self.day or 1)

    def latest(self, today: date) -> date:
        """Find where it begins, without a year the latest time up to today; ValueError if never."""
        if self.fixed is not None or self.year is not None:
            return self.begins()
        for year in range(today.year + 1, max(1, today.year - _FURTHEST), -1):
            try:
                found = replace(self, year=year).begins()
            except ValueError:
                continue
            if found <= today:
                return found
        raise ValueError(self)


_Read = Callable[[re.Match[str], date], Named]
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
_UNITS = "day|week|month|quarter|year"
_N, _Y, _GAP = r"[0-9]{1,2}", r"(?P<year>(?:19|20|21)[0-9]{2})", r"(?:[ ./-]{1,3})"
_TIME = rf"(?: (?:{'|'.join(WEEKDAYS)}))?(?: (?:at )?[0-9]{{1,2}}:[0-9]{{2}})?"


def _day(match: re.Match[str], _today: date) -> Named:
    return Named("day", _year(match), _month(match), int(match["day"]))


def _dotted(match: re.Match[str], today: date) -> Named:
    """Read 1.11, the day first; the month where only that can be, or where a range's end tells."""
    first, second = int(match["day"]), int(match["month"])
    month_first = Named("day", None, first, second, month_first=True)
    if second > 12 >= first:
        return month_first
    return replace(_day(match, today), month_first=False, turned=month_first)


def _slashed(match: re.Match[str], _today: date) -> Named:
    """Read 1/11/2026, which is a day of November to some and of January to others."""
    first, second, year = int(match["first"]), int(match["second"]), _year(match)
    day_first = Named("day", year, second, first, month_first=False)
    month_first = Named("day", year, first, second, month_first=True)
    if second > 12 or first > 12:
        return month_first if second > 12 else day_first
    if first == second:
        return replace(day_first, month_first=None)
    return replace(day_first, other=month_first)


def _month_alone(match: re.Match[str], today: date) -> Named:
    """Read a month: the latest begun, "last november" the latest that is over."""
    number, which, of_year = _month(match), _group(match, "which"), _group(match, "of_year")
    if of_year:
        return Named("month", today.year - (of_year == "last"), number)
    if which == "last":
        month = first_day("month", today)
        return Named("month", fixed=Named("month", None, number).latest(month - timedelta(1)))
    return Named("month", _year(match), number)


def _numbered(unit: Unit | None) -> _Read:
    def read(match: re.Match[str], today: date) -> Named:
        of_year = _group(match, "of_year")
        year = today.year - (of_year == "last") if of_year else _year(match)
        return Named(unit, year, number=int(match["number"]))

    return read


def _weekday(match: re.Match[str], today: date) -> Named:
    """Read the latest of a weekday, or the one of a week."""
    number, monday = WEEKDAYS.index(match["weekday"]), first_day("week", today)
    of_week, which = _group(match, "of_week"), _group(match, "which")
    if of_week or which == "this":
        monday -= timedelta(weeks=of_week == "last")
        return Named("day", fixed=monday + timedelta(days=number))
    before = today - timedelta(days=which == "last")
    return Named("day", fixed=before - timedelta(days=(before.weekday() - number) % 7))


def _ago(match: re.Match[str], today: date) -> Named:
    units: dict[str, Unit] = {"d": "day", "w": "week", "mo": "month", "qtr": "quarter"}
    unit = units.get(match["unit"], "year")
    return Named(unit, fixed=_moved(unit, first_day(unit, today), -int(match["number"])))


def _calendar(match: re.Match[str], today: date) -> Named:
    which, unit = match["which"], _unit(match["unit"])
    return Named(unit, fixed=_moved(unit, first_day(unit, today), -(which == "last")))


def latest_day(number: int, today: date) -> date:
    """Find the latest day of a month with a number; ValueError if no month has it."""
    for back in range(12):
        month = _moved("month", today.replace(day=1), -back)
        try:
            found = month.replace(day=number)
        except ValueError:
            continue
        if found <= today:
            return found
    raise ValueError(number)


def _relative(match: re.Match[str], today: date) -> Named:
    return Named("day", fixed=today - timedelta(days=match["word"] == "yesterday"))


def _moved(unit: Unit, first: date, steps: int) -> date:
    try:
        return moved(unit, first, steps)
    except OverflowError:
        raise ValueError(steps) from None


def _unit(word: str) -> Unit:
    units: Sequence[Unit] = ("day", "week", "month", "quarter", "year")
    return units[[str(unit) for unit in units].index(word)]


def _group(match: re.Match[str], name: str) -> str | None:
    return match[name] if name in match.re.groupindex else None


def _year(match: re.Match[str]) -> int | None:
    if (short := _group(match, "short_year")) is not None:
        return 2000 + int(short)
    year = _group(match, "year")
    return None if year is None else int(year)


def _month(match: re.Match[str]) -> int:
    word = match["month"]
    return int(word) if word.isdecimal() else MONTHS.index(word) + 1


def _of_year(pattern: str) -> Iterator[str]:
    """Let the year stand before or behind, or be this one or the last."""
    yield rf"{pattern}{_GAP}?{_Y}"
    yield rf"{_Y}{_GAP}?{pattern}"
    yield rf"{pattern} (?P<of_year>this|last) year"
    yield rf"(?P<of_year>this|last) year {pattern}"
    yield pattern


_SHORT = r"(?P<short_year>[0-9]{2})"
_NAMED_DAY = rf"(?:(?:{'|'.join(WEEKDAYS)}) )?"
_FORMS: Sequence[tuple[str, _Read]] = (
    (rf"{_NAMED_DAY}{_Y}(?P<mark>[-./])(?P<month>{_N})(?P=mark)(?P<day>{_N}){_TIME}", _day),
    (rf"(?P<day>{_N})(?P<mark>[-.])(?P<month>{_N})(?P=mark){_Y}{_TIME}", _day),
    (rf"(?P<day>{_N})\.(?P<month>{_N})\.{_SHORT}", _day),
    (rf"(?P<day>{_N})\.(?P<month>{_N})", _dotted),
    (rf"(?P<first>{_N})/(?P<second>{_N})(?:/(?:{_Y}|{_SHORT}))?", _slashed),
    (rf"{_NAMED_DAY}(?P<day>{_N})(?:th)?{_GAP}?{_MONTH}(?:{_GAP}{_Y})?{_TIME}", _day),
    (rf"{_NAMED_DAY}{_MONTH}{_GAP}?(?P<day>{_N})(?:th)?(?:,? ?{_Y})?{_TIME}", _day),
    (rf"{_Y}{_GAP}?{_MONTH}{_GAP}?(?P<day>{_N})(?:th)?{_TIME}", _day),
    (rf"{_Y}[-./](?P<month>{_N})", _month_alone),
    (rf"(?P<month>{_N})[-./]{_Y}", _month_alone),
    *((each, _month_alone) for each in _of_year(_MONTH)),
    (rf"(?P<which>last|this) {_MONTH}", _month_alone),
    *((each, _numbered("week")) for each in _of_year(rf"w(?P<number>{_N})")),
    *((each, _numbered("quarter")) for each in _of_year(r"q(?P<number>[1-4])")),
    *((each, _numbered(None)) for each in _of_year(r"h(?P<number>[12])")),
    (_Y, lambda match, _: Named("year", _year(match))),
    (rf"(?:(?P<which>this|last) )?{_WEEKDAY}", _weekday),
    (rf"{_WEEKDAY} (?P<of_week>this|last) week", _weekday),
    (rf"(?P<of_week>this|last) week {_WEEKDAY}", _weekday),
    (r"(?P<number>[0-9]{1,4})(?P<unit>d|w|mo|qtr|yr) ago", _ago),
    (rf"(?P<which>this|last) (?P<unit>{_UNITS})", _calendar),
    (r"(?P<word>today|yesterday)", _relative),
    (
        rf"(?P<day>{_N})th",
        lambda match, today: Named("day", fixed=latest_day(int(match["day"]), today)),
    ),
)
_COMPILED = [(re.compile(rf"(?:{pattern})(?![\w]|[.:/][0-9])"), read) for pattern, read in _FORMS]


def named_at(text: str, at: int, today: date) -> Iterator[tuple[int, Named]]:
    """Read what is named from a place on in every way, each with where it ends."""
    return ((end, found) for end, found in forms_at(text, at, today) if found is not None)


def forms_at(text: str, at: int, today: date) -> Iterator[tuple[int, Named | None]]:
    """Read the same; None where something is written like a day and there is no such day."""
    for pattern, read in _COMPILED:
        match = pattern.match(text, at)
        if match is not None:
            try:
                found = read(match, today)
                found.latest(today)
            except ValueError:
                yield match.end(), None
            else:
                yield match.end(), found
