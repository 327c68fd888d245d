"""What is usual in a series, learnt from subgroups of answers, and a control chart for the eye."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Literal, TypeVar

from metrics.catalogue import METRICS, scale_of
from metrics.intervals import Interval
from metrics.repeats import worths
from metrics.tally import Tally, on_scale

Direction = Literal["up", "down"] | None
Key = TypeVar("Key")

FEWEST_SUBGROUPS = 20  # a baseline needs so many subgroups, or
FEWEST_ANSWERS = 200  # so many answers in all
SIGNAL_FLOOR = 10  # no signal from fewer answers
_CLEAR = 2.0  # standard errors
_MOVING_RANGE = 1.128  # d2 of two: the mean distance of two standard normal values


@dataclass(frozen=True)
class Subgroup:
    """The answers of one day or week: their mean, and the variance of one answer around it."""

    value: float
    people: int
    variance: float


Enough = Callable[[Sequence[Subgroup]], bool]  # whether they show what is usual


@dataclass(frozen=True)
class Baseline:
    """What was usual when it was learnt; sigma_z: how many times as far as by chance it moves."""

    value: float
    variance: float
    sigma_z: float
    subgroups: int
    people: int


def unit_worths(metric: str, points: int) -> dict[int, float]:
    """Give what one answer counts for, so that a metric is the mean of it: +-100 in a net score."""
    unit = 100.0 if METRICS[metric].kind == "net" else 1.0
    return {score: unit * worth for score, worth in worths(metric, points).items()}


def subgroup(metric: str, points: int, tally: Tally) -> Subgroup | None:
    """Sum up a tally in the unit of its metric; None of nobody."""
    counts = on_scale(tally, scale_of(metric, points))
    worth = unit_worths(metric, points)
    return together(alike(worth[score], count) for score, count in counts.items())


def alike(value: float, people: int) -> Subgroup:
    """Sum up answers that all say the same."""
    return Subgroup(value, people, variance=0.0)


def cautious(metric: str, points: int, whole: Subgroup) -> Subgroup:
    """Take the variance after one more answer, spread evenly over the scale: it is never 0."""
    both = together([whole, even(metric, points)])
    return replace(whole, variance=whole.variance if both is None else both.variance)


def even(metric: str, points: int) -> Subgroup:
    """Sum up one answer that is spread evenly over the scale."""
    worth = unit_worths(metric, points).values()
    middle = sum(worth) / len(worth)
    return Subgroup(middle, 1, sum((each - middle) ** 2 for each in worth) / len(worth))


def together(groups: Iterable[Subgroup]) -> Subgroup | None:
    """Add subgroups up as if all had answered into one; None of nobody."""
    somebody = [group for group in groups if group.people]
    people = sum(group.people for group in somebody)
    if people == 0:
        return None
    value = sum(group.value * group.people for group in somebody) / people
    squares = sum(g.people * (g.variance + (g.value - value) ** 2) for g in somebody)
    return Subgroup(value, people, squares / people)


def distance(before: Subgroup | None, after: Subgroup | None) -> float:
    """Tell how far a mean moved, in standard errors (Welch 1938); 0 of fewer than 10 answers."""
    if before is None or after is None or min(before.people, after.people) < SIGNAL_FLOOR:
        return 0.0
    spread = before.variance / before.people + after.variance / after.people
    return (after.value - before.value) / math.sqrt(spread) if spread else 0.0


def moved_most(
    parts: Mapping[Key, tuple[Subgroup | None, Subgroup | None]], *, down: bool, most: int
) -> list[Key]:
    """Choose the parts that clearly moved one way: by two standard errors, the farthest first."""
    moved = {
        key: distance(before, after) * (-1 if down else 1) for key, (before, after) in parts.items()
    }
    clear = [key for key, far in moved.items() if far > _CLEAR]
    return sorted(clear, key=lambda key: -moved[key])[:most]


def enough_answers(groups: Sequence[Subgroup]) -> bool:
    """Tell whether there are 20 subgroups, or 200 answers in all."""
    people = sum(group.people for group in groups)
    return len(groups) >= FEWEST_SUBGROUPS or people >= FEWEST_ANSWERS


def baseline(groups: Sequence[Subgroup], *, enough: Enough = enough_answers) -> Baseline | None:
    """Learn what is usual from the subgroups with answers; None unless they are enough."""
    somebody = [group for group in groups if group.people]
    whole = together(somebody)
    if whole is None or not enough(somebody):
        return None
    sigma_z = _sigma_z(whole, somebody)
    return Baseline(whole.value, whole.variance, sigma_z, len(somebody), whole.people)


def _sigma_z(whole: Subgroup, groups: Sequence[Subgroup]) -> float:
    """Give Laney's sigma of z: the mean moving range / 1.128 (Laney 2002); 1 where none is seen."""
    zs = [_z(whole.value, whole.variance, group) for group in gathered(groups) if group]
    ranges = [abs(after - before) for before, after in pairwise(zs)]
    return sum(ranges) / len(ranges) / _MOVING_RANGE if ranges else 1.0


def gathered(groups: Iterable[Subgroup]) -> Iterator[Subgroup | None]:
    """Give each subgroup with the small ones before it; None while there are too few answers."""
    waiting: list[Subgroup] = []
    for group in groups:
        waiting.append(group)
        if sum(each.people for each in waiting) < SIGNAL_FLOOR:
            yield None
        else:
            yield together(waiting)
            waiting = []


def _z(value: float, variance: float, group: Subgroup) -> float:
    """Standardise; by the spread of the group itself where all of the baseline said the same."""
    distance = group.value - value
    spread = variance or group.variance + distance**2
    return distance / math.sqrt(spread / group.people) if spread else 0.0


def direction(level: float, limit: float) -> Direction:
    """Tell to which side a level is out of its limits."""
    if level > limit:
        return "up"
    return "down" if level < -limit else None


def p_chart(
    baseline: Baseline, people: int, *, low: float = 0.0, high: float = 1.0, sigmas: float = 3.0
) -> Interval:
    """Give the limits to draw for a subgroup of so many, cut at the ends of what is possible.

    Three sigmas (Shewhart 1931), widened by Laney's sigma of z where that is more than one.
    ValueError for a subgroup of nobody.
    """
    if people < 1:
        raise ValueError("a chart has no limits for nobody")
    spread = sigmas * max(1.0, baseline.sigma_z) * math.sqrt(baseline.variance / people)
    return Interval(baseline.value - spread, baseline.value + spread).clipped(low, high)


def cumulative_sums(values: Iterable[float], *, target: float) -> tuple[float, ...]:
    """Add up the distances from a target, one sum after each value (Page 1954): for the eye."""
    return tuple(accumulate(value - target for value in values))
