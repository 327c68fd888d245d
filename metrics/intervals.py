"""How far chance alone may have moved a share or a mean: intervals, each with its source."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metrics.catalogue import Scale
from metrics.distributions import two_sided_t, two_sided_z
from metrics.tally import Tally

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """The values that the answers do not speak against; both ends belong to it."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        """Tell whether the answers leave a value possible."""
        return self.low <= value <= self.high

    @property
    def width(self) -> float:
        """The distance between the ends."""
        return self.high - self.low

    @property
    def half_width(self) -> float:
        """What is said after "give or take"."""
        return self.width / 2

    def clipped(self, low: float, high: float) -> "Interval":
        """Cut off what no answer could lead to."""
        return Interval(max(low, self.low), min(high, self.high))


def wilson(hits: float, people: float, *, confidence: float = CONFIDENCE) -> Interval:
    """Give the score interval of a share (Wilson 1927; Newcombe 1998, method 3)."""
    return _wilson(hits, people, z=two_sided_z(confidence))


def _wilson(hits: float, people: float, *, z: float) -> Interval:
    """Snap the ends at nobody and at everybody: floating point must not step past them."""
    _check(hits, people)
    square = z * z
    centre = hits + square / 2
    spread = z * math.sqrt(hits * (people - hits) / people + square / 4)
    whole = people + square
    return Interval(
        low=0.0 if hits == 0 else (centre - spread) / whole,
        high=1.0 if hits == people else (centre + spread) / whole,
    )


def wald(hits: int, people: int, *, confidence: float = CONFIDENCE) -> Interval:
    """Give the textbook interval of a share; only to show why it is not used: it can be empty."""
    _check(hits, people)
    share = hits / people
    spread = two_sided_z(confidence) * math.sqrt(share * (1 - share) / people)
    return Interval(share - spread, share + spread).clipped(0.0, 1.0)


def simultaneous_shares(counts: Sequence[int]) -> tuple[Interval, ...]:
    """Give intervals that hold for all shares of one whole at once (Goodman 1965)."""
    z = two_sided_z(1 - (1 - CONFIDENCE) / len(counts))
    return tuple(_wilson(count, sum(counts), z=z) for count in counts)


def cautious_mean(
    tally: Mapping[int, float], scale: Scale, *, confidence: float = CONFIDENCE
) -> Interval:
    """Give the t interval of a mean after one more answer, spread evenly over the scale.

    The added answer keeps the interval open when everybody says the same. The mean that is
    shown stays the raw one; it always lies inside. Over-cautious below 20 answers.
    """
    spread = 1 / scale.points
    weights = {score: tally.get(score, 0) + spread for score in scale.scores}
    return _t(weights, confidence=confidence).clipped(scale.low, scale.high)


def plain_mean(tally: Tally, *, confidence: float = CONFIDENCE) -> Interval:
    """Give the textbook t interval of a mean of two answers or more (Student 1908)."""
    return _t({score: float(count) for score, count in tally.items()}, confidence=confidence)


def _t(weights: dict[int, float], *, confidence: float) -> Interval:
    total = sum(weights.values())
    mean = sum(score * weight for score, weight in weights.items()) / total
    squares = sum(weight * (score - mean) ** 2 for score, weight in weights.items())
    freedom = max(1, round(total) - 1)
    spread = two_sided_t(confidence, freedom) * math.sqrt(squares / freedom / total)
    return Interval(mean - spread, mean + spread)


def _check(hits: float, people: float) -> None:
    if people <= 0 or not 0 <= hits <= people:
        raise ValueError(f"{hits} of {people} people is not a share")
