"""A second look at two distributions of ratings: whether one lies above the other."""

import math
from dataclasses import dataclass

from metrics.distributions import two_sided_p
from metrics.measure import Verdict
from metrics.tally import Tally, merged, people

_CLEAR = 0.05  # the chance of a shift this large where there is none


@dataclass(frozen=True)
class RankTest:
    """Two groups by rank: U of the first, the chance to be higher, and the test of "no shift".

    `higher` is the chance that an answer of the first group is the higher one; equal ones are
    shared, so one half means that neither lies above the other.
    """

    first: int
    second: int
    u: float
    higher: float
    z: float
    p: float

    @property
    def verdict(self) -> Verdict:
        """Which way the first group lies, where chance would move it so far once in 20 times."""
        if self.p >= _CLEAR:
            return "unclear"
        return "up" if self.higher > 1 / 2 else "down"


def mann_whitney(first: Tally, second: Tally) -> RankTest | None:
    """Test by ranks, with ties and continuity corrected; None where a group is nobody.

    Mann and Whitney 1947; the variance under ties as in Lehmann 1975, section 1.4.
    """
    one, other = people(first), people(second)
    if one == 0 or other == 0:
        return None
    u = _pairs_won(first, second)
    middle = one * other / 2
    spread = math.sqrt(_variance(first, second))
    distance = max(0.0, abs(u - middle) - 0.5)
    z = math.copysign(distance / spread, u - middle) if spread else 0.0
    return RankTest(one, other, u, u / (one * other), z, two_sided_p(z))


def _pairs_won(first: Tally, second: Tally) -> float:
    """Count the pairs in which the first is higher; equal pairs are half won."""
    below, won = 0, 0.0
    for score in sorted(first.keys() | second.keys()):
        same = second.get(score, 0)
        won += first.get(score, 0) * (below + same / 2)
        below += same
    return won


def _variance(first: Tally, second: Tally) -> float:
    one, other = people(first), people(second)
    whole = one + other
    ties = sum(count**3 - count for count in merged(first, second).values())
    return one * other / 12 * (whole + 1 - ties / (whole * (whole - 1)))


def exact_p(first: Tally, second: Tally) -> float | None:
    """Give the two-sided p by counting every order of few answers; None where answers are equal.

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
    won = int(_pairs_won(first, second))
    tail = sum(orders[max(won, one * other - won) :])
    return min(1.0, 2 * tail / sum(orders))
