"""Quantiles of the normal distribution and of Student's t, from the standard library alone."""

import math
from functools import lru_cache
from statistics import NormalDist

from metrics.searching import root

_MANY = 200  # from here on the expansion below is right to ten digits
_NORMAL = NormalDist()


def two_sided_z(confidence: float) -> float:
    """Give the normal quantile that leaves half of the rest on either side: 1.96 for 95 %."""
    return _NORMAL.inv_cdf((1 + confidence) / 2)


def two_sided_p(z: float) -> float:
    """Give the chance of a normal value at least this far from zero, on either side."""
    return math.erfc(abs(z) / math.sqrt(2))


@lru_cache(maxsize=1024)
def two_sided_t(confidence: float, freedom: int) -> float:
    """Give the t quantile that leaves half of the rest on either side.

    ValueError for less than one degree of freedom.
    """
    if freedom < 1:
        raise ValueError("Student's t needs at least one degree of freedom")
    if freedom >= _MANY:
        return _expanded(two_sided_z(confidence), freedom)
    angle = root(lambda angle: _inside(angle, freedom) - confidence, 0.0, math.pi / 2)
    return math.sqrt(freedom) * math.tan(angle)


def _inside(angle: float, freedom: int) -> float:
    """P(|t| < sqrt(freedom) tan(angle)): Abramowitz and Stegun, 26.7.3 (odd) and 26.7.4 (even)."""
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term, total = (cosine if odd else 1.0), 0.0
    for step in range(odd, freedom - 1, 2):
        total += term
        term *= cosine * cosine * (step + 1) / (step + 2)
    return (angle + sine * total) * 2 / math.pi if odd else sine * total


def _expanded(z: float, freedom: int) -> float:
    """Expand t about the normal quantile: Abramowitz and Stegun, 26.7.5."""
    square = z * z
    first = z * (square + 1) / 4
    second = z * ((5 * square + 16) * square + 3) / 96
    third = z * (((3 * square + 19) * square + 17) * square - 15) / 384
    fourth = z * ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) / 92160
    inverse = 1 / freedom
    return z + inverse * (first + inverse * (second + inverse * (third + inverse * fourth)))
