"""People or groups beside one another, each against what chance allows: never a league table."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from metrics.catalogue import METRICS
from metrics.control import Subgroup, cautious, even, subgroup, together, unit_worths
from metrics.distributions import two_sided_z
from metrics.empirical_bayes import Shrunk, beta_prior, normal_prior
from metrics.exact import binomial_at_least, binomial_at_most
from metrics.intervals import CONFIDENCE, Interval
from metrics.searching import first_where
from metrics.shares import Share
from metrics.small_numbers import level
from metrics.tally import Tally

Side = Literal["above", "below"] | None

INNER = CONFIDENCE
OUTER = 0.998  # three sigmas, roughly: Spiegelhalter 2005
SURE = 0.975  # the chance to be on one side of the whole from which a group is flagged


@dataclass(frozen=True)
class Member:
    """One group: its value, and its side of the whole where that is more than chance.

    `shrunk` is the estimate drawn in to the whole; None of fewer than 5 answers, and of everybody
    where the data show no difference.
    """

    key: str
    value: float
    people: int
    shrunk: float | None
    outside: Side


@dataclass(frozen=True)
class Team:
    """All groups with answers in the order given, and the standard deviation between them.

    `spread` is 0 where the data can show no difference: then no order means anything.
    """

    members: tuple[Member, ...]
    whole: float
    people: int
    spread: float


def team(metric: str, points: int, tallies: Mapping[str, Tally]) -> Team | None:
    """Set groups that were asked the same beside one another; None when nobody answered."""
    found = ((key, subgroup(metric, points, tally)) for key, tally in tallies.items())
    groups = {key: group for key, group in found if group is not None}
    whole = together(groups.values())
    if whole is None:
        return None
    spread, shrink = _learned(metric, points, groups)
    side = _share_side if METRICS[metric].kind == "share" else _mean_side
    around = cautious(metric, points, whole)
    members = []
    for key, group in groups.items():
        enough = level(group.people).score
        estimate = shrink(group) if enough and shrink else None
        outside = (_sure_side(estimate) or side(group, around)) if enough else None
        drawn_in = None if estimate is None else estimate.value
        members.append(Member(key, group.value, group.people, drawn_in, outside))
    return Team(tuple(members), whole.value, whole.people, spread)


def limits(metric: str, points: int, whole: Tally, people: int) -> tuple[Interval, Interval]:
    """Give the 95 % and the 99.8 % limits for a group of so many, to draw the funnel.

    A share has exact binomial limits, a mean or a net score normal ones with the variance of one
    answer of the whole. Refused when nobody answered.
    """
    target = subgroup(metric, points, whole)
    if target is None or people < 1:
        raise ValueError("a funnel needs somebody to be drawn around")
    if METRICS[metric].kind == "share":
        inner, outer = (share_limits(target.value, people, inside=p) for p in (INNER, OUTER))
        return inner, outer
    around, worth = cautious(metric, points, target), unit_worths(metric, points).values()
    inner, outer = (_mean_limits(around, people, inside=p) for p in (INNER, OUTER))
    return inner.clipped(min(worth), max(worth)), outer.clipped(min(worth), max(worth))


def share_limits(target: float, people: int, *, inside: float) -> Interval:
    """Give exact binomial limits of a share around a target.

    Between whole numbers they are interpolated (Spiegelhalter 2005, appendix), one person
    further out than there: a share outside has a chance below half of the rest on its side.
    """
    tail = (1 - inside) / 2
    return Interval(1 - _upper(1 - target, people, tail=tail), _upper(target, people, tail=tail))


def _upper(target: float, people: int, *, tail: float) -> float:
    # the smallest number of hits that fewer exceed than the tail allows
    hits = first_where(range(people), lambda k: binomial_at_least(k + 1, people, target) < tail)
    beyond = binomial_at_least(hits + 1, people, target)
    step = binomial_at_least(hits, people, target) - beyond
    return min(1.0, (hits + 1 - (tail - beyond) / step) / people)


def _mean_limits(whole: Subgroup, people: int, *, inside: float) -> Interval:
    spread = two_sided_z(inside) * math.sqrt(whole.variance / people)
    return Interval(whole.value - spread, whole.value + spread)


def _learned(
    metric: str, points: int, groups: Mapping[str, Subgroup]
) -> tuple[float, Callable[[Subgroup], Shrunk] | None]:
    """Give the spread between groups and the way to draw one in; 0 and None without any."""
    if METRICS[metric].kind == "share":
        shares = beta_prior([_share(group) for group in groups.values()])
        if shares is not None:
            return shares.spread, lambda group: shares.shrunk(_share(group))
        return 0.0, None
    means = normal_prior(list(groups.values()), even=even(metric, points).variance)
    return (0.0, None) if means is None else (means.spread, means.shrunk)


def _share(group: Subgroup) -> Share:
    return Share(round(group.value * group.people), group.people)


def _sure_side(estimate: Shrunk | None) -> Side:
    if estimate is None or 1 - SURE <= estimate.above <= SURE:
        return None
    return "above" if estimate.above > SURE else "below"


def _share_side(group: Subgroup, whole: Subgroup) -> Side:
    share, tail = _share(group), (1 - OUTER) / 2
    if binomial_at_least(share.count, share.people, whole.value) < tail:
        return "above"
    return "below" if binomial_at_most(share.count, share.people, whole.value) < tail else None


def _mean_side(group: Subgroup, whole: Subgroup) -> Side:
    allowed = _mean_limits(whole, group.people, inside=OUTER)
    if group.value > allowed.high:
        return "above"
    return "below" if group.value < allowed.low else None
