"""The incomplete gamma and beta functions and their inverses, from the standard library alone."""

import math
from collections.abc import Callable, Iterator
from itertools import count

from metrics.searching import root

_ENOUGH = 1e-15
_TINY = 1e-300  # what stands for a zero that would be divided by


def gamma_below(shape: float, value: float) -> float:
    """P(X <= value) for a gamma variable of scale 1: DLMF 8.7.1 below its mean, 8.9.2 above."""
    if value <= 0:
        return 0.0
    front = math.exp(shape * math.log(value) - value - math.lgamma(shape))
    if value < shape + 1:
        return front * _gamma_series(shape, value)
    steps = ((-i * (i - shape), value + 2 * i + 1 - shape) for i in count(1))
    return 1.0 - front / _fraction(value + 1 - shape, steps)


def _gamma_series(shape: float, value: float) -> float:
    term = total = 1 / shape
    step = 0
    while term >= total * _ENOUGH:
        step += 1
        term *= value / (shape + step)
        total += term
    return total


def gamma_quantile(shape: float, probability: float) -> float:
    """Find the value below which a gamma variable of scale 1 falls with a probability."""
    high = shape + 1
    while gamma_below(shape, high) < probability:
        high *= 2
    return _inverse(lambda value: gamma_below(shape, value), probability, high=high)


def beta_below(value: float, a: float, b: float) -> float:
    """P(X <= value) for a beta variable: DLMF 8.17.22, on the side where it converges quickly."""
    if value <= 0 or value >= 1:
        return 0.0 if value <= 0 else 1.0
    if value > (a + 1) / (a + b + 2):
        return 1.0 - _beta_front(1 - value, b, a) / _beta_fraction(1 - value, b, a)
    return _beta_front(value, a, b) / _beta_fraction(value, a, b)


def _beta_front(value: float, a: float, b: float) -> float:
    whole = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return math.exp(whole + a * math.log(value) + b * math.log1p(-value)) / a


def _beta_fraction(value: float, a: float, b: float) -> float:
    def steps() -> Iterator[tuple[float, float]]:
        m = 0
        while True:
            yield -(a + m) * (a + b + m) * value / ((a + 2 * m) * (a + 2 * m + 1)), 1.0
            m += 1
            yield m * (b - m) * value / ((a + 2 * m - 1) * (a + 2 * m)), 1.0

    return _fraction(1.0, steps())


def beta_quantile(probability: float, a: float, b: float) -> float:
    """Find the value below which a beta variable falls with a probability."""
    return _inverse(lambda value: beta_below(value, a, b), probability, high=1.0)


def _fraction(first: float, steps: Iterator[tuple[float, float]]) -> float:
    """Sum b0 + a1/(b1 + a2/(b2 + ...)): Lentz 1976, as modified by Thompson and Barnett 1986.

    The steps have no end.
    """
    total = above = first or _TINY
    below = factor = 0.0
    while abs(factor - 1) >= _ENOUGH:
        a, b = next(steps)
        below = 1 / (b + a * below or _TINY)
        above = b + a / above or _TINY
        factor = above * below
        total *= factor
    return total


def _inverse(below: Callable[[float], float], probability: float, *, high: float) -> float:
    """Find where a distribution that begins at 0 reaches a probability."""
    return root(lambda value: below(value) - probability, 0.0, high)
