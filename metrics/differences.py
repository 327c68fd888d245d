"""How much one group differs from another: different people, the same question."""

import math
from dataclasses import dataclass

from metrics.intervals import Interval
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


def newcombe(first: Share, second: Share) -> Interval:
    """Give the interval of a difference of shares (Newcombe 1998, method 10)."""
    return square_and_add(
        Estimate(first.value, first.interval),
        Estimate(second.value, second.interval),
    ).clipped(-1.0, 1.0)
