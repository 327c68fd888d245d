"""The satisfaction index: several metrics read together on 0-100, its parts never hidden."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from metrics.catalogue import METRICS
from metrics.differences import Estimate
from metrics.intervals import Interval
from metrics.measure import Measure
from metrics.small_numbers import level

ACSI_FORM_EQUAL = (1 / 3, 1 / 3, 1 / 3)
ACSI_FORM_OHIO = (0.3885, 0.3190, 0.2925)  # as published by the State of Ohio

Missing = Literal["nobody", "few"]


@dataclass(frozen=True)
class Weights:
    """How much each metric counts, and the number of this choice: another one, another index."""

    version: int
    of: Mapping[str, float]


EQUAL = Weights(version=1, of=MappingProxyType({"csat": 1.0, "nps": 1.0, "ces": 1.0}))


@dataclass(frozen=True)
class Part:
    """One metric on 0-100; without a value, `missing` says why."""

    metric: str
    people: int
    weight: float
    value: float | None
    interval: Interval | None
    missing: Missing | None


@dataclass(frozen=True)
class Index:
    """The weighted mean of its parts; None as long as one of them is missing."""

    value: float | None
    interval: Interval | None
    parts: tuple[Part, ...]
    version: int


def satisfaction_index(
    measures: Mapping[str, Measure | None], *, weights: Weights = EQUAL
) -> Index | None:
    """Read the metrics that are asked together; None when none of them has a weight.

    The key is the metric; a value of None is one that is asked and that nobody answered.
    """
    parts = tuple(
        _part(metric, measures[metric], weight=weight)
        for metric, weight in weights.of.items()
        if weight > 0 and metric in measures
    )
    if not parts:
        return None
    whole = _weighted(parts)
    value, interval = whole or (None, None)
    return Index(value=value, interval=interval, parts=parts, version=weights.version)


def on_hundred(measure: Measure) -> Estimate:
    """Put a measure and its interval on 0-100: the share, (NPS + 100) / 2 or the rescaled mean.

    Effort counts by its mean, (mean - 1) / 6 x 100 on seven points.
    """
    kind, found = METRICS[measure.metric].kind, Estimate(measure.value, measure.interval)
    if kind == "net":
        return found.on_hundred(-100, 100)
    if kind == "mean" or measure.metric == "ces":
        found = Estimate(measure.mean, measure.mean_interval)
        return found.on_hundred(measure.scale.low, measure.scale.high)
    return found.on_hundred(0, 1)


def _part(metric: str, measure: Measure | None, *, weight: float) -> Part:
    people = 0 if measure is None else measure.people
    if measure is None or not level(people).score:
        missing: Missing = "few" if people else "nobody"
        return Part(metric, people, weight, value=None, interval=None, missing=missing)
    found = on_hundred(measure)
    return Part(metric, people, weight, value=found.value, interval=found.interval, missing=None)


def _weighted(parts: Sequence[Part]) -> tuple[float, Interval] | None:
    """Weigh the parts; the squares of their distances add up (Zou and Donner 2008, "MOVER")."""
    whole = sum(part.weight for part in parts)
    value = below = above = 0.0
    for part in parts:
        if part.value is None or part.interval is None:
            return None
        weight = part.weight / whole
        value += weight * part.value
        below = math.hypot(below, weight * (part.value - part.interval.low))
        above = math.hypot(above, weight * (part.interval.high - part.value))
    return value, Interval(value - below, value + above)


def acsi_form(means: Sequence[float], *, weights: Sequence[float] = ACSI_FORM_EQUAL) -> float:
    """Give the index of three means on 1-10 in the form of ACSI: weights x (mean - 1) / 9 x 100.

    The questions are overall satisfaction, against expectations, and against the ideal. With equal
    weights it is (S + E + I - 3) / 27 x 100. ACSI's own weights are estimated and not public.
    ValueError for a mean off the scale.
    """
    if not all(1 <= mean <= 10 for mean in means):
        raise ValueError("the three questions are answered on 1-10")
    pairs = list(zip(means, weights, strict=True))
    return 100 * sum(weight * (mean - 1) / 9 for mean, weight in pairs) / sum(weights)
