"""How much one group differs from another: different people, the same question."""

import math
from dataclasses import dataclass

from metrics.distributions import two_sided_p, two_sided_z
from metrics.intervals import CONFIDENCE, Interval, wilson
from metrics.net_promoter import Net, adjusted
from metrics.shares import Share


@dataclass(frozen=True)
class Estimate:
    """A value and the interval around it."""

    value: float
    interval: Interval

    def on_hundred(self, low: float, high: float) -> "Estimate":
        """Put it on 0-100, from what the lowest and the highest possible values are."""
        ends = (self.value, self.interval.low, self.interval.high)
        value, first, last = (100 * (end - low) / (high - low) for end in ends)
        return Estimate(value, Interval(first, last))


@dataclass(frozen=True)
class Tested:
    """A difference with its interval, and the test of "no difference at all"."""

    difference: float
    interval: Interval
    z: float
    p: float


def square_and_add(first: Estimate, second: Estimate) -> Interval:
    """Give the interval of first - second (Newcombe 1998; Zou and Donner 2008, "MOVER")."""
    difference = first.value - second.value
    below = math.hypot(
        first.value - first.interval.low,
        second.interval.high - second.value,
    )
    above = math.hypot(
        first.interval.high - first.value,
        second.value - second.interval.low,
    )
    return Interval(difference - below, difference + above)


def newcombe(first: Share, second: Share, *, confidence: float = CONFIDENCE) -> Interval:
    """Give the interval of a difference of shares (Newcombe 1998, method 10)."""
    one, other = (
        Estimate(each.value, wilson(each.count, each.people, confidence=confidence))
        for each in (first, second)
    )
    return square_and_add(one, other).clipped(-1.0, 1.0)


def agresti_caffo(first: Share, second: Share, *, confidence: float = CONFIDENCE) -> Interval:
    """Give a cross-check of `newcombe`: Wald after two added answers each (Agresti, Caffo 2000)."""
    one, other = _two_added(first), _two_added(second)
    variance = one * (1 - one) / (first.people + 2) + other * (1 - other) / (second.people + 2)
    spread = two_sided_z(confidence) * math.sqrt(variance)
    return Interval(one - other - spread, one - other + spread).clipped(-1.0, 1.0)


def _two_added(share: Share) -> float:
    return (share.count + 1) / (share.people + 2)


def pooled_test(first: Share, second: Share) -> tuple[float, float]:
    """Give z and p of the pooled test of equal shares; z is 0 when nobody differs."""
    whole = first.people + second.people
    pooled = (first.count + second.count) / whole
    variance = pooled * (1 - pooled) * (1 / first.people + 1 / second.people)
    z = 0.0 if variance == 0 else (first.value - second.value) / math.sqrt(variance)
    return z, two_sided_p(z)


def adjusted_net_difference(first: Net, second: Net) -> Tested:
    """Compare two net scores, in points, after (3, T) in each: MeasuringU's recipe."""
    (one, one_error), (other, other_error) = adjusted(first), adjusted(second)
    difference, error = one - other, math.hypot(one_error, other_error)
    spread = two_sided_z(CONFIDENCE) * error
    interval = Interval(difference - spread, difference + spread).clipped(-200.0, 200.0)
    z = difference / error
    return Tested(difference, interval, z, two_sided_p(z))
