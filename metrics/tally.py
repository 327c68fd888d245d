"""A tally: a score and the number of people who gave it; what every metric is computed from."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from metrics.catalogue import Scale, ScoreOffScaleError

Tally = Mapping[int, int]


def tally_of(scores: Iterable[int]) -> Tally:
    """Count the people behind each score."""
    return MappingProxyType(dict(sorted(Counter(scores).items())))


def merged(*tallies: Tally) -> Tally:
    """Add tallies together, as if their people had answered into one."""
    total: Counter[int] = Counter()
    for tally in tallies:
        total.update(tally)
    return MappingProxyType(dict(sorted(total.items())))


def people(tally: Tally) -> int:
    """Count everybody who answered."""
    return sum(tally.values())


def on_scale(tally: Tally, scale: Scale) -> Tally:
    """Give every score of the scale its count, lowest first; refuse what cannot be there."""
    for score, count in tally.items():
        if score not in scale:
            raise ScoreOffScaleError(score, scale)
        if count < 0:
            raise ValueError(f"{count} people cannot have given the score {score}")
    return MappingProxyType({score: tally.get(score, 0) for score in scale.scores})


def banded(tally: Tally, scale: Scale) -> Mapping[str, int]:
    """Count the people in each band, lowest band first."""
    counts = {band.name: sum(tally.get(s, 0) for s in band.scores) for band in scale.bands}
    return MappingProxyType(counts)
