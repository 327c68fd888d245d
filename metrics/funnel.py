"""People or groups beside one another, each against what chance allows: never a league table."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from metrics.catalogue import METRICS, scale_of
from metrics.control import even
from metrics.crowd import Crowd, Group, Mixes, crowd, unit_of
from metrics.empirical_bayes import (
    FEWEST_GROUPS,
    Observed,
    Prior,
    beta_prior,
    normal_prior,
    within_groups,
)
from metrics.intervals import CONFIDENCE, Interval
from metrics.repeats import Repeats
from metrics.small_numbers import level
from metrics.tally import Tally, on_scale, people
from metrics.without_replacement import Draw, chance_of_mean, tail_of_mean, variance_of_mean

Side = Literal["above", "below"] | None

INNER = CONFIDENCE
FEWEST_DRAWN_IN = FEWEST_GROUPS
MISTAKEN = 0.05  # the part of views of equal groups in which any of them may lie outside
_MIDDLE = 0.25  # a chance above it is not looked at more closely
_ROUNDING = 1e-9  # a value that far beyond a limit, or from another value, is the same


@dataclass(frozen=True)
class Member:
    """One group: its value, and its side of the outer limits where it lies outside of them.

    `expected` is what its mix of cells would lead to if each had the mean of its cell. `placed` is
    where it stands in a funnel around the whole, at as many answers as its own are worth (`told`):
    where a group with the mix of the whole would have to be to be as unlikely. `shrunk` is the
    estimate drawn in to what is expected; None of fewer than 5 answers, of fewer than 4 groups, and
    where the data show no difference.
    """

    key: str
    value: float
    people: int
    told: float
    expected: float
    placed: float
    shrunk: float | None
    outside: Side


@dataclass(frozen=True)
class Team:
    """All groups with answers in the order given, and the standard deviation between them.

    `spread` is 0 where the data can show no difference: then no order means anything. `around` are
    all answers by what they count for, as many as they tell; `tests` groups are judged in one view.
    """

    metric: str
    members: tuple[Member, ...]
    whole: float
    people: int
    spread: float
    around: Mapping[int, float]
    tests: int

    @property
    def is_drawn_in(self) -> bool:
        """Tell whether there are groups enough to draw scores in."""
        return len(self.members) >= FEWEST_DRAWN_IN

    @property
    def is_mixed(self) -> bool:
        """Tell whether anything else is expected of somebody than of the whole."""
        return any(abs(member.expected - self.whole) > _ROUNDING for member in self.members)

    @property
    def is_repeated(self) -> bool:
        """Tell whether some answers tell less than others, for people answered again."""
        return any(member.told < member.people for member in self.members)


def judged(tallies: Mapping[str, Tally]) -> int:
    """Count the groups that have answers enough to be judged."""
    return sum(level(people(tally)).score for tally in tallies.values())


def team(
    metric: str,
    points: int,
    tallies: Mapping[str, Tally],
    *,
    mixes: Mixes | None = None,
    repeats: Mapping[str, Repeats | float] | None = None,
    tests: int | None = None,
) -> Team | None:
    """Set groups that were asked the same beside one another; None when nobody answered.

    `mixes` are the same answers by cell: then each group is compared within its mix. `repeats` are
    design effects by group, or the pairs they follow from. `tests` groups are judged in one view,
    those of other teams among them: in 19 of 20 views of equal groups nobody lies outside.
    """
    scale = scale_of(metric, points)
    somebody = {key: on_scale(each, scale) for key, each in tallies.items() if people(each)}
    if not somebody:
        return None
    all_of_them = crowd(metric, points, somebody, mixes=mixes or {}, repeats=repeats or {})
    among, groups = judged(somebody) if tests is None else tests, all_of_them.groups
    prior = _learned(metric, points, all_of_them)
    return Team(
        metric=metric,
        members=tuple(_member(metric, all_of_them, each, prior, among) for each in groups),
        whole=all_of_them.whole,
        people=sum(group.people for group in groups),
        spread=0.0 if prior is None else prior.spread,
        around=all_of_them.around,
        tests=among,
    )


def limits(team: Team, told: float) -> tuple[Interval, Interval]:
    """Give the limits for a group of so many answers with the mix of the whole, to draw the funnel.

    The inner ones hold one group with 95 %, the outer ones with 95 % all that are judged at once
    (Bonferroni): those of answers drawn from all answers without replacement. ValueError of nobody.
    """
    if told <= 0:
        raise ValueError("a funnel needs somebody to be drawn around")
    draws = [Draw(team.around, told)]
    inner = _chance(team.metric, draws, tail=(1 - INNER) / 2)
    return inner, _chance(team.metric, draws, tail=_tail(team.tests))


def _tail(tests: int) -> float:
    return MISTAKEN / 2 / max(1, tests)


def _chance(metric: str, draws: Sequence[Draw], *, tail: float) -> Interval:
    found, unit = chance_of_mean(draws, tail=tail), unit_of(metric)
    return Interval(unit * found.low, unit * found.high)


def _member(metric: str, around: Crowd, group: Group, prior: Prior | None, tests: int) -> Member:
    value, told = group.seen.value, group.seen.people
    placed, outside, drawn_in = value, None, None
    if level(group.people).score:
        if _is_mixed(around, group):
            placed, outside = _in_mix(metric, around, group, tests)
        else:
            outside = _side(value, _chance(metric, group.draws, tail=_tail(tests)))
        if prior is not None and prior.groups >= FEWEST_DRAWN_IN:
            drawn_in = group.expected + prior.kept(told) * group.off
    return Member(group.key, value, group.people, told, group.expected, placed, drawn_in, outside)


def _is_mixed(around: Crowd, group: Group) -> bool:
    return len(group.draws) > 1 or group.draws[0].whole != around.around


def _side(value: float, drawn: Interval) -> Side:
    if value > drawn.high + _ROUNDING:
        return "above"
    return "below" if value < drawn.low - _ROUNDING else None


def _in_mix(metric: str, around: Crowd, group: Group, tests: int) -> tuple[float, Side]:
    """Judge a group within its mix; its place has the same chance in a group with the whole's."""
    common, unit = [Draw(around.around, group.seen.people)], unit_of(metric)
    tail = tail_of_mean(group.draws, group.seen.value / unit)
    if tail > _MIDDLE:
        own, shown = (variance_of_mean(draws) for draws in (group.draws, common))
        return around.whole + group.off * math.sqrt(shown / own if own else 1.0), None
    ends, above = _chance(metric, common, tail=tail), group.off > 0
    side: Side = "above" if above else "below"
    return ends.high if above else ends.low, side if tail < _tail(tests) else None


def _learned(metric: str, points: int, around: Crowd) -> Prior | None:
    """Learn how groups differ beyond their mix."""
    seen = [
        Observed(around.whole + group.off, group.seen.people, group.seen.variance)
        for group in around.groups
    ]
    if METRICS[metric].kind == "share":
        return beta_prior(seen)
    within = within_groups(seen, even=even(metric, points).variance)
    return normal_prior(seen, within=within)
