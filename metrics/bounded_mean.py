"""The range of a mean of answers that have a lowest and a highest value, sound also at its ends."""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from statistics import NormalDist

from metrics.incomplete import beta_quantile
from metrics.intervals import CONFIDENCE, Interval
from metrics.searching import root

_NORMAL = NormalDist()
_NEWTON = 100  # steps at most; a dozen are usual
_CLOSE = 1e-9  # of what the terms of a sum that ought to be 0 come to
_NEAR = 2e-3  # standard deviations around the mean in which the tail formula divides 0 by 0

Weights = Mapping[int, float]  # a value, and how many answers it is worth


def bounded_mean(
    weights: Weights, low: int, high: int, *, confidence: float = CONFIDENCE
) -> Interval:
    """Give the values of a mean that so many answers between `low` and `high` do not speak against.

    The upper end is the quantile of the mean under Dirichlet weights after one more answer of the
    highest value, the lower end its mirror image (Gaffke 2005; Learned-Miller and Thomas 2019).
    Of two values this is the exact interval of Clopper and Pearson (1934): a share, a net score and
    a mean have one method. ValueError without any answer.
    """
    if sum(weights.values()) <= 0:
        raise ValueError("nobody's answers have no mean")
    tail = (1 - confidence) / 2
    mirrored = tuple((-value, weight) for value, weight in weights.items())
    return Interval(-_upper(mirrored, -low, tail), _upper(tuple(weights.items()), high, tail))


@lru_cache(maxsize=4096)  # a board is drawn anew with each answer: its other days are as they were
def _upper(weights: tuple[tuple[int, float], ...], high: int, tail: float) -> float:
    """Find what the mean exceeds with the chance of the tail, once `high` has been said again."""
    said = {value: weight for value, weight in weights if weight > 0}
    said[high] = said.get(high, 0.0) + 1.0
    if len(said) == 1:
        return float(high)
    (low, below), *_ = values = sorted(said.items())
    if len(values) == 2:
        return low + (high - low) * beta_quantile(1 - tail, said[high], below)
    middle = sum(value * weight for value, weight in values) / sum(said.values())
    return root(lambda mean: _below(values, mean) - (1 - tail), middle, high)


def _below(values: Sequence[tuple[int, float]], mean: float) -> float:
    """Give the chance that a mean under Dirichlet weights lies below another.

    It is the chance that a sum of gamma variables, each times its distance, is negative: by a
    saddlepoint (Lugannani and Rice 1980), which is off by less than 0.003 of the scale.
    """
    terms = [(value - mean, weight) for value, weight in values]
    if terms[-1][0] <= 0 or terms[0][0] >= 0:
        return 1.0 if terms[-1][0] <= 0 else 0.0
    place = _saddlepoint(terms)
    cumulants = -sum(weight * math.log1p(-place * far) for far, weight in terms)
    bent = [(weight, far / (1 - place * far)) for far, weight in terms]
    spread = math.sqrt(sum(weight * far**2 for weight, far in bent))
    step = place * spread
    if abs(step) < _NEAR:
        skew = 2 * sum(weight * far**3 for weight, far in bent) / spread**3
        return 0.5 + skew / (6 * math.sqrt(2 * math.pi))
    root_of = math.copysign(math.sqrt(max(0.0, -2 * cumulants)), place)
    return _NORMAL.cdf(root_of) + _NORMAL.pdf(root_of) * (1 / root_of - 1 / step)


def _saddlepoint(terms: Sequence[tuple[float, float]]) -> float:
    """Find where the slope of the cumulants is 0: Newton's way, kept between the poles."""
    first, last = 1 / terms[0][0], 1 / terms[-1][0]
    place = 0.0
    for _ in range(_NEWTON):
        bent = [(weight, far / (1 - place * far)) for far, weight in terms]
        slope = sum(weight * far for weight, far in bent)
        if abs(slope) <= _CLOSE * sum(weight * abs(far) for weight, far in bent):
            break
        first, last = (first, place) if slope > 0 else (place, last)
        step = slope / sum(weight * far**2 for weight, far in bent)
        nearest, farthest = place - 0.9 * (place - first), place + 0.9 * (last - place)
        place = min(max(place - step, nearest), farthest)
    return place
