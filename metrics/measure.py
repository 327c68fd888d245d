"""One metric of one tally, with everything that has to be said beside it, and what changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from metrics.catalogue import METRICS, Scale, scale_of
from metrics.differences import Estimate, newcombe, square_and_add
from metrics.intervals import Interval, cautious_mean, simultaneous_shares, wilson
from metrics.means import mean
from metrics.net_promoter import Net, net_promoter, tango
from metrics.shares import Share
from metrics.tally import Tally, banded, on_scale, people

Verdict = Literal["up", "down", "unclear"]


@dataclass(frozen=True)
class Measure:
    """A result: NPS in points, a share from 0 to 1 or a mean, and the counts behind it."""

    metric: str
    points: int
    people: int
    value: float
    interval: Interval
    bands: Mapping[str, int]
    mean: float
    mean_interval: Interval
    top_box: float | None
    tally: Tally

    @property
    def scale(self) -> Scale:
        """The scale that the answers were given on."""
        return scale_of(self.metric, self.points)

    @property
    def good(self) -> int:
        """How many people gave a good score."""
        return sum(self.tally[score] for score in self.scale.good)

    @property
    def net(self) -> float:
        """The best band less the worst, in points: the score itself for NPS, else the net mood."""
        worst, *_, best = self.bands.values()
        return 100 * (best - worst) / self.people

    def share(self, band: str) -> float:
        """Give the share of one band."""
        return self.bands[band] / self.people

    def share_intervals(self) -> Mapping[str, Interval]:
        """Give intervals that hold for the shares of all bands at once."""
        counts = list(self.bands.values())
        if len(counts) == 2:  # one share is the rest of the other: there is only one to be sure of
            return {band: wilson(count, self.people) for band, count in self.bands.items()}
        return dict(zip(self.bands, simultaneous_shares(counts), strict=True))


def measure(metric: str, points: int, tally: Tally) -> Measure | None:
    """Compute a metric from a tally; None when nobody answered."""
    scale = scale_of(metric, points)
    counts = on_scale(tally, scale)
    middle = mean(counts)
    if middle is None:
        return None
    around = Estimate(middle, cautious_mean(counts, scale))
    headline = _headline(metric, counts, scale) or around
    return Measure(
        metric=metric,
        points=points,
        people=people(counts),
        value=headline.value,
        interval=headline.interval,
        bands=banded(counts, scale),
        mean=middle,
        mean_interval=around.interval,
        top_box=_top_box(metric, counts, scale),
        tally=counts,
    )


def _headline(metric: str, counts: Tally, scale: Scale) -> Estimate | None:
    """Give the value that the metric is named after; None where that is the mean."""
    if METRICS[metric].kind == "net":
        down, same, up = banded(counts, scale).values()
        net = Net(promoters=up, passives=same, detractors=down)
        score = net_promoter(net)
        return None if score is None else Estimate(score, tango(net))
    if METRICS[metric].kind == "share":
        good = Share(sum(counts[score] for score in scale.good), people(counts))
        return Estimate(good.value, good.interval)
    return None


def _top_box(metric: str, counts: Tally, scale: Scale) -> float | None:
    """Give the share of the very best score, where that says something more."""
    if METRICS[metric].kind == "net" or scale.good == {scale.high}:
        return None
    return counts[scale.high] / people(counts)


@dataclass(frozen=True)
class Change:
    """What is different, in the unit of the measure; "unclear" is never "no change"."""

    difference: float
    interval: Interval
    verdict: Verdict


def in_points(metric: str, value: float) -> float:
    """Give a value or a difference as people speak of it: a share has a hundred points."""
    return 100 * value if METRICS[metric].kind == "share" else value


class NotComparableError(ValueError):
    """Two measures that do not ask the same on the same scale."""


def change(before: Measure, after: Measure) -> Change:
    """Compare two groups of people; NotComparableError unless they were asked the same."""
    if (before.metric, before.points) != (after.metric, after.points):
        raise NotComparableError(
            f"{before.metric} on {before.points} points and {after.metric} on {after.points}"
            " points do not compare",
        )
    interval = _difference(before, after)
    return Change(after.value - before.value, interval, verdict_of(interval))


def _difference(before: Measure, after: Measure) -> Interval:
    if METRICS[after.metric].kind == "share":
        return newcombe(Share(after.good, after.people), Share(before.good, before.people))
    return square_and_add(
        Estimate(after.value, after.interval),
        Estimate(before.value, before.interval),
    )


def verdict_of(interval: Interval) -> Verdict:
    """Tell which way a difference goes where its interval leaves zero out."""
    if interval.low > 0:
        return "up"
    return "down" if interval.high < 0 else "unclear"
