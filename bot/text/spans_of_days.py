"""Periods as people write them, read from the English grammar into one form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.text.named_days import Named, forms_at, latest_day, named_at
from metrics.calendar_units import code, moved, read_code
from metrics.periods import CALENDAR, ROLLING

_COUNTED = re.compile(r"(?P<number>[0-9]{1,6})(?P<unit>d|w|mo|qtr|yr)(?!\w)(?! ago)")
_DAYS = {"d": 1, "w": 7, "mo": 30, "qtr": 90, "yr": 365}  # as `week` and `month` count them
_WORDS = re.compile(rf"(?:{'|'.join(sorted([*ROLLING, *CALENDAR], key=len, reverse=True))})(?!\w)")
_OPENING = re.compile(r"(?P<word>since|from|between) ")
_JOINT = re.compile(
    r" ?(?:-|\.\.|/) ?| (?:onward )?(?P<word>to|by|and|before) (?:to )?| (?P<with>和) "
)
_JOINED_BY = {"since": {"to", "by", "before"}, "from": {"to", "by", "before"}, "between": {"and"}}
_OPEN_END = re.compile(r" onward(?!\w)")
_ENDS_HERE = r"(?![\w]|[.:/][0-9])"
_BARE = re.compile(
    r"(?P<number>[0-9]{1,2})(?:th)?(?: (?P<year>(?:19|20|21)[0-9]{2}))?" + _ENDS_HERE
)
_MONTH_DAY = re.compile(r"(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})" + _ENDS_HERE)
_LONGEST_TURN = 184  # days: a range without years goes over the end of one for no longer
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class SaidDays:
    """A period in the form that is kept, up to where it was written.

    Of two days that one date can be, `other` is the second.
    """

    code: str
    end: int
    other: str = ""


def span_at(text: str, at: int, today: date) -> SaidDays | None:
    """Read the longest period that is written from a place on; None if there is none."""
    found = [*_words(text, at), *_points(text, at, today), *_ranges(text, at, today)]
    found = [each for each in found if _stands_alone(text, each.end)]
    return max(found, key=lambda each: each.end, default=None)


def impossible_at(text: str, at: int, today: date) -> int | None:
    """Find where the longest period ends of which an end is no day: 31 november, week 54."""
    ends = [*_never(text, at, today)]
    for end, _ in _first_ends(text, at, today):
        joint = _JOINT.match(text, end)
        ends += [] if joint is None else _never(text, joint.end(), today)
    return max(ends, default=None)


def _never(text: str, at: int, today: date) -> Iterator[int]:
    """Give where something ends that is written like a day and can be read in no other way."""
    found = [*forms_at(text, at, today)]
    read = max((end for end, named in found if named is not None), default=0)
    return (end for end, named in found if named is None and end > read)


def _stands_alone(text: str, end: int) -> bool:
    return end == len(text) or text[end] == " "


def _words(text: str, at: int) -> Iterator[SaidDays]:
    """Read `week`, `this month`, `14d` and `2w`."""
    if (word := _WORDS.match(text, at)) is not None:
        yield SaidDays(word[0], word.end())
    counted = _COUNTED.match(text, at)
    if counted is not None and int(counted["number"]):
        days = int(counted["number"]) * _DAYS[counted["unit"]]
        yield SaidDays(f"{days}d", counted.end())


def _points(text: str, at: int, today: date) -> Iterator[SaidDays]:
    for end, named in named_at(text, at, today):
        other = _code(named.other, today) if named.other is not None else ""
        yield SaidDays(_code(named, today), end, other)
        if (opened := _OPEN_END.match(text, end)) is not None:
            yield SaidDays(f"since {named.latest(today)}", opened.end())


def _code(named: Named, today: date) -> str:
    try:
        first = named.latest(today)
    except ValueError:
        return ""
    if named.unit is None:
        return f"{code('month', first)}..{code('month', moved('month', first, 5))}"
    return code(named.unit, first)


def _ranges(text: str, at: int, today: date) -> Iterator[SaidDays]:
    """Read `since` and a day, and two ends with a dash or a word between them."""
    opening = _OPENING.match(text, at)
    word = opening["word"] if opening else None
    begin = opening.end() if opening else at
    for end, first in _first_ends(text, at, today):
        yield from _since(text, begin, end, first, word=word, today=today)
        joint = _JOINT.match(text, end)
        if joint is None:
            continue
        paired = opening is None and (joint["word"] == "and" or joint["with"] is not None)
        if not paired and not _joins(joint["word"], word):
            continue
        for until, last in _second_ends(text, joint.end(), first, today):
            pairs = _in_one_order(first, last)
            made = [_range(*pair, today, opened=word is not None) for pair in pairs]
            codes = [each for each in dict.fromkeys(made) if each]
            if paired and not (codes and _is_two_days(codes[0])):
                continue
            if codes:
                yield SaidDays(codes[0], until, codes[1] if len(codes) > 1 else "")


def _first_ends(text: str, at: int, today: date) -> Iterator[tuple[int, Named]]:
    """Read what a range may begin with, behind `from` and the like."""
    opening = _OPENING.match(text, at)
    begin = opening.end() if opening else at
    yield from _bare_numbers(text, begin)
    yield from named_at(text, begin, today)


def _is_two_days(span: str) -> bool:
    """Tell whether a range is a day and the next: "yesterday and today" are no two periods."""
    ends = [read_code(end) for end in span.split("..")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return False
    return ends[0][0] == ends[1][0] == "day" and ends[1][1] - ends[0][1] == _ONE_DAY


def _in_one_order(first: Named, last: Named) -> Iterator[tuple[Named, Named]]:
    """Read both ends the day first, and both the month first, as far as they can be."""
    for month_first in (False, True):
        ends = [_ordered(each, month_first=month_first) for each in (first, last)]
        if ends[0] is not None and ends[1] is not None:
            yield ends[0], ends[1]
            if first.turned is not None or last.turned is not None:
                return


def _ordered(named: Named, *, month_first: bool) -> Named | None:
    other = named.other or named.turned
    if other is not None:
        return other if month_first else replace(named, other=None, turned=None)
    return named if named.month_first in {None, month_first} else None


def _joins(joint: str | None, opening: str | None) -> bool:
    """Tell whether a word may stand between two ends: a dash always may."""
    return joint is None or joint in _JOINED_BY.get(opening or "", {"to"})


def _since(
    text: str, begin: int, end: int, first: Named, *, word: str | None, today: date
) -> Iterator[SaidDays]:
    """Read an end left open; "from last week" is that week."""
    if word not in {"since", "from"} or (first.unit is None and first.year is None and first.day):
        return
    if word == "from" and text.startswith(("last ", "this ", "today", "yesterday"), begin):
        yield SaidDays(_code(first, today), end)
        return
    opened = _OPEN_END.match(text, end)
    yield SaidDays(f"since {first.latest(today)}", opened.end() if opened else end)


def _bare_numbers(text: str, at: int) -> Iterator[tuple[int, Named]]:
    """Read a number that the other end of a range explains."""
    if (bare := _BARE.match(text, at)) is not None:
        year = int(bare["year"]) if bare["year"] else None
        yield bare.end(), Named(None, year, day=int(bare["number"]))
        if year is not None:
            yield bare.start("year") - 1, Named(None, None, day=int(bare["number"]))


def _second_ends(text: str, at: int, first: Named, today: date) -> Iterator[tuple[int, Named]]:
    yield from _bare_numbers(text, at)
    yield from named_at(text, at, today)
    month_day = _MONTH_DAY.match(text, at)
    if month_day is not None and first.unit == "day":
        yield month_day.end(), Named("day", None, int(month_day["month"]), int(month_day["day"]))


def _is_bare(named: Named) -> bool:
    return named.unit is None and named.day is not None


def _range(first: Named, last: Named, today: date, *, opened: bool) -> str:
    """Write a range from one end to the other; "" where the two are none together.

    What one end leaves out stands at the other: 1-15 November 2026.
    """
    if first.unit is None and not _is_bare(first):
        return ""
    try:
        if _is_bare(first) and _is_bare(last):
            if not opened:
                return ""
            first = Named("day", fixed=latest_day(first.day or 0, today))
        first, last = _first_end(first, last), _last_end(first, last)
        if first.unit is None or last.unit is None:
            return ""
        begin = _begin(first, last, today)
        end = _end(first, last, begin)
    except ValueError:
        return ""
    return f"{code(first.unit, begin)}..{code(last.unit, end)}"


def _first_end(first: Named, last: Named) -> Named:
    if _is_bare(first):
        if last.unit == "day":
            return replace(_with_date(last), day=first.day)
        numbered = last.number is not None and last.unit is not None
        return replace(last, number=first.day) if numbered else first
    return first


def _last_end(first: Named, last: Named) -> Named:
    if not _is_bare(last):
        return last
    if first.unit == "day":
        return replace(_with_date(first), day=last.day, year=last.year or _with_date(first).year)
    if first.unit in {"week", "quarter"} and first.fixed is None:
        return replace(first, number=last.day, year=last.year or first.year)
    return last


def _with_date(named: Named) -> Named:
    """Write a day that hangs on today out in full."""
    if named.fixed is None:
        return replace(named, other=None)
    return Named("day", named.fixed.year, named.fixed.month, named.fixed.day)


def _begin(first: Named, last: Named, today: date) -> date:
    """Find where a range begins; with a year at its end alone, in that year or the one before."""
    if first.fixed is not None or first.year is not None or last.year is None:
        return first.latest(today)
    begin, end = replace(first, year=last.year).begins(), last.begins()
    return begin if begin <= end else replace(first, year=last.year - 1).begins()


def _end(first: Named, last: Named, begin: date) -> date:
    """Find where a range ends: without a year in the one it begins in, or soon after its turn."""
    if last.fixed is not None and last.day is None:
        found = last.fixed
        late = found < begin and first.fixed is not None and begin - found < timedelta(days=7)
        return found + timedelta(days=7) if late and found + timedelta(days=7) > begin else found
    if last.year is not None:
        return last.begins()
    end = replace(last, year=begin.year).begins()
    if end >= begin:
        return end
    turned = replace(last, year=begin.year + 1).begins()
    return turned if turned - begin <= timedelta(days=_LONGEST_TURN) else end
