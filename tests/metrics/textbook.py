"""Known methods that ours are compared with, or that a published figure was computed by."""

import math
from dataclasses import dataclass

from metrics.catalogue import Scale
from metrics.distributions import two_sided_p, two_sided_t, two_sided_z
from metrics.intervals import CONFIDENCE, Interval
from metrics.means import mean
from metrics.net_promoter import Net
from metrics.shares import Share
from metrics.tally import Tally, merged, people


def wald(hits: int, people: int) -> Interval:
    """The textbook interval of a share: it can be empty."""
    share = hits / people
    spread = two_sided_z(CONFIDENCE) * math.sqrt(share * (1 - share) / people)
    return Interval(share - spread, share + spread).clipped(0.0, 1.0)


def agresti_caffo(first: Share, second: Share) -> Interval:
    """Wald after two added answers in each (Agresti, Caffo 2000)."""
    one, other = _two_added(first), _two_added(second)
    variance = one * (1 - one) / (first.people + 2) + other * (1 - other) / (second.people + 2)
    spread = two_sided_z(CONFIDENCE) * math.sqrt(variance)
    return Interval(one - other - spread, one - other + spread).clipped(-1.0, 1.0)


def _two_added(share: Share) -> float:
    return (share.count + 1) / (share.people + 2)


def pooled_test(first: Share, second: Share) -> tuple[float, float]:
    """z and p of the pooled test of equal shares; z is 0 when nobody differs."""
    whole = first.people + second.people
    pooled = (first.count + second.count) / whole
    variance = pooled * (1 - pooled) * (1 / first.people + 1 / second.people)
    z = 0.0 if variance == 0 else (first.value - second.value) / math.sqrt(variance)
    return z, two_sided_p(z)


def deviation(tally: Tally) -> float | None:
    """The standard deviation of these very people (divided by n, not by n - 1)."""
    middle = mean(tally)
    if middle is None:
        return None
    squares = sum(count * (score - middle) ** 2 for score, count in tally.items())
    return math.sqrt(squares / people(tally))


def part_of_maximum(tally: Tally, scale: Scale) -> float | None:
    """The mean as a part of the highest score; not the same as a rescaling to 0-100."""
    middle = mean(tally)
    return None if middle is None else middle / scale.high


def plain_mean(tally: Tally) -> Interval:
    """The t interval of a mean of two answers or more (Student 1908)."""
    whole, freedom = people(tally), people(tally) - 1
    middle = sum(score * count for score, count in tally.items()) / whole
    squares = sum(count * (score - middle) ** 2 for score, count in tally.items())
    spread = two_sided_t(CONFIDENCE, freedom) * math.sqrt(squares / freedom / whole)
    return Interval(middle - spread, middle + spread)


@dataclass(frozen=True)
class PseudoAnswers:
    """Answers added before a Wald interval is taken, to keep it honest for few people."""

    promoters: float
    passives: float
    detractors: float


NONE_ADDED = PseudoAnswers(0, 0, 0)  # the textbook interval
THREE = PseudoAnswers(0.75, 1.5, 0.75)  # (3, T): Rocks 2016, MeasuringU 2021
AGRESTI_MIN = PseudoAnswers(0.5, 1, 0.5)  # Agresti and Min 2005
BONETT_PRICE = PseudoAnswers(1, 0, 1)  # Bonett and Price 2012


def adjusted(net: Net, *, added: PseudoAnswers = THREE) -> tuple[float, float]:
    """Centre and standard error in points after adding answers."""
    up = net.promoters + added.promoters
    same = net.passives + added.passives
    down = net.detractors + added.detractors
    whole = up + same + down
    return 100 * (up - down) / whole, 100 * math.sqrt(_variance(up, same, down) / whole)


def adjusted_wald(net: Net, *, added: PseudoAnswers = THREE) -> Interval:
    """The closed-form interval after adding answers."""
    centre, error = adjusted(net, added=added)
    spread = two_sided_z(CONFIDENCE) * error
    return Interval(centre - spread, centre + spread).clipped(-100.0, 100.0)


def plain_t(net: Net) -> Interval:
    """The t interval of answers counted -1, 0 and +1, in points; empty when all agree."""
    score, error = adjusted(net, added=NONE_ADDED)
    freedom = net.people - 1
    spread = two_sided_t(CONFIDENCE, freedom) * error * math.sqrt(net.people / freedom)
    return Interval(score - spread, score + spread)


def _variance(up: float, same: float, down: float) -> float:
    whole = up + same + down
    return max(0.0, (up + down) / whole - ((up - down) / whole) ** 2)


@dataclass(frozen=True)
class Tested:
    """A difference with its interval, and the test of "no difference at all"."""

    difference: float
    interval: Interval
    z: float
    p: float


def adjusted_net_difference(first: Net, second: Net) -> Tested:
    """Two net scores, in points, after (3, T) in each: MeasuringU's recipe."""
    (one, one_error), (other, other_error) = adjusted(first), adjusted(second)
    difference, error = one - other, math.hypot(one_error, other_error)
    spread = two_sided_z(CONFIDENCE) * error
    interval = Interval(difference - spread, difference + spread).clipped(-200.0, 200.0)
    z = difference / error
    return Tested(difference, interval, z, two_sided_p(z))


def exact_p(first: Tally, second: Tally) -> float | None:
    """The two-sided p by counting every order of few answers; None where answers are equal.

    The orders with each U are the coefficients of a Gaussian polynomial (Andrews 1976, chapter 3).
    """
    one, other = people(first), people(second)
    if max(merged(first, second).values(), default=2) > 1 or not one or not other:
        return None
    orders = [1] + [0] * (one * other)
    for step in range(1, one + 1):
        for u in range(one * other, other + step - 1, -1):
            orders[u] -= orders[u - other - step]
        for u in range(step, one * other + 1):
            orders[u] += orders[u - step]
    won = sum(a > b for a in first for b in second)
    tail = sum(orders[max(won, one * other - won) :])
    return min(1.0, 2 * tail / sum(orders))
