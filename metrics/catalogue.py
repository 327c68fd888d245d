"""The one list of what is measured: every metric that can be asked, with its scales and bands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Kind = Literal["net", "share", "mean"]
About = Literal["interaction", "relationship"]


@dataclass(frozen=True)
class Band:
    """Neighbouring scores that mean the same to whoever reads them."""

    name: str
    first: int
    last: int

    def __contains__(self, score: object) -> bool:
        """Tell whether a score belongs to this band."""
        return isinstance(score, int) and self.first <= score <= self.last

    @property
    def scores(self) -> range:
        """The scores of the band, lowest first."""
        return range(self.first, self.last + 1)


@dataclass(frozen=True)
class Scale:
    """The closed set of scores that a customer can give; bands are lowest first."""

    low: int
    high: int
    bands: tuple[Band, ...]
    good: frozenset[int]

    def __contains__(self, score: object) -> bool:
        """Tell whether a score can be given on this scale."""
        return isinstance(score, int) and self.low <= score <= self.high

    @property
    def scores(self) -> range:
        """Every score, lowest first."""
        return range(self.low, self.high + 1)

    @property
    def points(self) -> int:
        """How many scores there are to choose from."""
        return self.high - self.low + 1

    def band(self, score: int) -> Band:
        """Find the band that a score falls in; ScoreOffScaleError if it is not on the scale."""
        for band in self.bands:
            if score in band:
                return band
        raise ScoreOffScaleError(score, self)


class ScoreOffScaleError(ValueError):
    """A score that nobody can have given on this scale."""

    def __init__(self, score: object, scale: Scale) -> None:
        """Say which score it is, and what could be given."""
        super().__init__(f"{score!r} is not a score from {scale.low} to {scale.high}")


class UnknownMetricError(ValueError):
    """A metric that is not in the catalogue, or a scale that the metric does not come on."""


@dataclass(frozen=True)
class Metric:
    """One thing to ask, with a scale for each number of points it may be asked on."""

    name: str
    kind: Kind
    scales: Mapping[int, Scale]
    default_points: int
    default_about: About = "interaction"


def scale(low: int, *parts: tuple[str, int]) -> Scale:
    """Build a scale from its lowest score and each band's name and last score."""
    bands = tuple(_bands(low, parts))
    best = bands[-1]
    return Scale(low=low, high=best.last, bands=bands, good=frozenset(best.scores))


def _bands(low: int, parts: tuple[tuple[str, int], ...]) -> Iterator[Band]:
    first = low
    for name, last in parts:
        yield Band(name=name, first=first, last=last)
        first = last + 1


def _three(names: tuple[str, str, str], *ends: tuple[int, int, int]) -> Mapping[int, Scale]:
    """Scales from 1 up, each given by the last scores of its three bands."""
    return MappingProxyType(
        {last[-1]: scale(1, *zip(names, last, strict=True)) for last in ends},
    )


_RECOMMEND = MappingProxyType(
    {11: scale(0, ("detractors", 6), ("passives", 8), ("promoters", 10))},
)


def _csat_scales() -> Mapping[int, Scale]:
    """Top box of 3, top two of 4 to 7, top three of 10, as products that use them count."""
    names = ("dissatisfied", "neutral", "satisfied")
    odd = _three(names, (1, 2, 3), (2, 3, 5), (3, 5, 7), (4, 7, 10))
    even = {
        4: scale(1, ("dissatisfied", 2), ("satisfied", 4)),
        6: scale(1, ("dissatisfied", 2), ("neutral", 4), ("satisfied", 6)),
    }
    return MappingProxyType(dict(sorted({**odd, **even}.items())))


_ALL = (
    Metric(
        name="nps",
        kind="net",
        scales=_RECOMMEND,
        default_points=11,
        default_about="relationship",
    ),
    Metric(
        name="csat",
        kind="share",
        scales=_csat_scales(),
        default_points=5,
    ),
    Metric(
        name="ces",
        kind="share",
        scales=_three(("hard", "neutral", "easy"), (2, 3, 5), (3, 4, 7)),
        default_points=7,
    ),
    Metric(
        name="stars",
        kind="mean",
        scales=_three(("low", "middle", "high"), (1, 2, 3), (2, 3, 5), (4, 7, 10)),
        default_points=5,
    ),
    Metric(
        name="mood",
        kind="share",
        scales=_three(("unhappy", "neutral", "happy"), (1, 2, 3), (2, 3, 5)),
        default_points=5,
    ),
    Metric(
        name="score",
        kind="mean",
        scales=_three(("low", "middle", "high"), (2, 3, 5), (4, 7, 10)),
        default_points=10,
    ),
    Metric(
        name="thumbs",
        kind="share",
        scales=MappingProxyType({2: scale(1, ("down", 1), ("up", 2))}),
        default_points=2,
    ),
    Metric(
        name="recovery",
        kind="share",
        scales=MappingProxyType({2: scale(1, ("unsettled", 1), ("settled", 2))}),
        default_points=2,
    ),
    Metric(
        name="enps",
        kind="net",
        scales=_RECOMMEND,
        default_points=11,
        default_about="relationship",
    ),
)

METRICS: Mapping[str, Metric] = MappingProxyType({metric.name: metric for metric in _ALL})


def scale_of(metric: str, points: int) -> Scale:
    """Find the scale of a metric with so many points, or raise UnknownMetricError."""
    if metric not in METRICS:
        message = f"there is no metric {metric!r}; there are {', '.join(METRICS)}"
        raise UnknownMetricError(message)
    scales = METRICS[metric].scales
    if points not in scales:
        choices = ", ".join(str(choice) for choice in scales)
        message = f"{metric} is asked on {choices} points, not on {points}"
        raise UnknownMetricError(message)
    return scales[points]
