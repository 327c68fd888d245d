"""How long customers waited for a first human reply: median, slowest tenth, and who still waits."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from metrics.control import Subgroup, alike, together
from metrics.differences import Estimate, square_and_add
from metrics.exact import binomial_at_most
from metrics.intervals import CONFIDENCE, Interval
from metrics.measure import Change, verdict_of
from metrics.searching import first_where
from metrics.small_numbers import change_is_shown, level

FEWEST_A_WEEK = 10  # replies, on average, of the weeks that show what is usual


@dataclass(frozen=True)
class Quantile:
    """A duration that a part of the replies did not exceed, in seconds; no interval of too few."""

    seconds: float
    interval: Interval | None


@dataclass(frozen=True)
class FirstResponse:
    """Everybody who wrote: replied to, still waiting, or never replied to before the end."""

    replied: int
    waiting: int
    unanswered: int
    median: Quantile | None
    ninetieth: Quantile | None
    ordered: Sequence[float] = field(default=(), repr=False)  # the waits, the shortest first

    @property
    def people(self) -> int:
        """Everybody who wrote."""
        return self.replied + self.waiting + self.unanswered


def first_response(
    seconds: Iterable[float], *, waiting: int = 0, unanswered: int = 0
) -> FirstResponse | None:
    """Sum up waiting times in seconds, one per reply; None when nobody wrote.

    ValueError for less than no time, or fewer than no people.
    """
    ordered = sorted(seconds)
    if waiting < 0 or unanswered < 0 or (ordered and ordered[0] < 0):
        raise ValueError("nobody can wait less than no time, nor fewer than nobody wait")
    if not ordered and not waiting and not unanswered:
        return None
    return FirstResponse(
        replied=len(ordered),
        waiting=waiting,
        unanswered=unanswered,
        median=_quantile(ordered, 0.5),
        ninetieth=_quantile(ordered, 0.9),
        ordered=ordered,
    )


def _quantile(ordered: Sequence[float], part: float) -> Quantile | None:
    if not ordered:
        return None
    return Quantile(_between(ordered, part), order_interval(ordered, part))


def _between(ordered: Sequence[float], part: float) -> float:
    """Read between the two nearest (Hyndman and Fan 1996, type 7)."""
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def order_interval(
    ordered: Sequence[float], part: float, *, confidence: float = CONFIDENCE
) -> Interval | None:
    """Give an interval of a quantile between two of the durations themselves; None of too few.

    Whatever their distribution, the number below the true quantile is binomial (Conover 1999,
    section 3.2; David and Nagaraja 2003, section 7.1).
    """
    tail, people = (1 - confidence) / 2, len(ordered)
    low = _first(people, part, above=tail)
    high = _first(people, part, above=1 - tail)
    if low == 0 or high >= people:
        return None
    return Interval(ordered[low - 1], ordered[high])


def _first(people: int, part: float, *, above: float) -> int:
    """Find the smallest k with P(X <= k) above a bound, for X of so many people."""
    return first_where(range(people), lambda k: binomial_at_most(k, people, part) > above)


def median_change(
    before: FirstResponse, after: FirstResponse, *, confidence: float = CONFIDENCE
) -> Change | None:
    """Compare two medians, in seconds; None where either has too few replies.

    The interval is that of a difference of two estimates (Zou and Donner 2008, "MOVER").
    """
    one, other = (_sure_median(each, confidence) for each in (after, before))
    if one is None or other is None or not change_is_shown(before.replied, after.replied):
        return None
    interval = square_and_add(one, other)
    return Change(one.value - other.value, interval, verdict_of(interval))


def clearly_slowest(
    groups: Mapping[str, FirstResponse], *, confidence: float = CONFIDENCE
) -> str | None:
    """Name the group with the longest median if its interval lies above that of every other."""
    sure = {
        key: found for key, group in groups.items() if (found := _sure_median(group, confidence))
    }
    if len(sure) < 2:
        return None
    slowest = max(sure, key=lambda key: sure[key].value)
    highest = max(found.interval.high for key, found in sure.items() if key != slowest)
    return slowest if sure[slowest].interval.low > highest else None


def _sure_median(found: FirstResponse, confidence: float) -> Estimate | None:
    """Give the median where there are replies enough to set it beside another."""
    if found.median is None or not level(found.replied).ranking:
        return None
    interval = order_interval(found.ordered, 0.5, confidence=confidence)
    return Estimate(found.median.seconds, interval) if interval else None


def reply_group(replies: Mapping[int, int]) -> Subgroup | None:
    """Sum up replies by seconds in logarithms, a second at least: twice as slow is one distance."""
    return together(alike(math.log(max(1, seconds)), count) for seconds, count in replies.items())


def typical(value: float) -> float:
    """Give the seconds that a mean of logarithms stands for: their geometric mean."""
    return math.exp(value)


def enough_replies(weeks: Sequence[Subgroup]) -> bool:
    """Tell whether weeks have ten replies each on average."""
    return sum(week.people for week in weeks) >= FEWEST_A_WEEK * len(weeks)
