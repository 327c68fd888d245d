"""Means of scores, and how far the scores lie from them."""

import math

from metrics.catalogue import Scale
from metrics.tally import Tally, people


def mean(tally: Tally) -> float | None:
    """Give the average score, or None of nobody."""
    whole = people(tally)
    if whole == 0:
        return None
    return sum(score * count for score, count in tally.items()) / whole


def deviation(tally: Tally) -> float | None:
    """Give the standard deviation of these very people (divided by n, not by n - 1)."""
    middle = mean(tally)
    if middle is None:
        return None
    squares = sum(count * (score - middle) ** 2 for score, count in tally.items())
    return math.sqrt(squares / people(tally))


def part_of_maximum(tally: Tally, scale: Scale) -> float | None:
    """Give the mean as a part of the highest score; not the same as a rescaling to 0-100."""
    middle = mean(tally)
    return None if middle is None else middle / scale.high
