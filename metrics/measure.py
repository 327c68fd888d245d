"""One metric of one tally, with everything that has to be said beside it, and what changed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from metrics.bounded_mean import bounded_mean
from metrics.catalogue import METRICS, Scale, scale_of
from metrics.differences import Estimate, square_and_add
from metrics.distributions import two_sided_p
from metrics.exact import clopper_pearson
from metrics.intervals import CONFIDENCE, Interval, cautious_mean, wilson
from metrics.means import mean
from metrics.net_promoter import Net, tango
from metrics.repeats import NOBODY_TWICE, Repeats, design_effect, worths
from metrics.searching import root
from metrics.tally import Tally, banded, on_scale, people

Verdict = Literal["up", "down", "unclear"]

_NEAREST, _FARTHEST = 1e-3, 8.0  # standard errors


@dataclass(frozen=True)
class Measure:
    """A result: NPS in points, a share from 0 to 1 or a mean, and the counts behind it.

    `answers` came from so many `people`; `design` is how many answers tell as much as one would if
    all were of different people.
    """

    metric: str
    points: int
    answers: int
    people: int
    design: float
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
        """How many answers are a good score."""
        return sum(self.tally[score] for score in self.scale.good)

    @property
    def net(self) -> float:
        """The best band less the worst, in points: the score itself for NPS, else the net mood."""
        worst, *_, best = self.bands.values()
        return 100 * (best - worst) / self.answers

    def share(self, band: str) -> float:
        """Give the share of one band."""
        return self.bands[band] / self.answers

    def share_intervals(self) -> Mapping[str, Interval]:
        """Give intervals that hold for the shares of all bands at once (Bonferroni)."""
        different = len(self.bands) if len(self.bands) > 2 else 1
        confidence = 1 - (1 - CONFIDENCE) / different
        told = self.answers / self.design
        return {
            band: clopper_pearson(count / self.design, told, confidence=confidence)
            for band, count in self.bands.items()
        }

    def estimate(self, *, confidence: float = CONFIDENCE) -> Estimate:
        """Give the value with the interval that changes are made of: Wilson's, Tango's, or t."""
        kind = METRICS[self.metric].kind
        told = {score: count / self.design for score, count in self.tally.items()}
        if kind == "mean":
            interval = cautious_mean(told, self.scale, confidence=confidence)
        elif kind == "share":
            told_good = self.good / self.design
            interval = wilson(told_good, self.answers / self.design, confidence=confidence)
        else:
            down, same, up = (count / self.design for count in self.bands.values())
            interval = tango(Net(up, same, down), confidence=confidence)
        return Estimate(self.value, interval)


def measure(
    metric: str, points: int, tally: Tally, repeats: Repeats = NOBODY_TWICE
) -> Measure | None:
    """Compute a metric from a tally; None when nobody answered.

    The ranges hold also where nearly all say the same, and where `repeats` tells that people
    answered more than once.
    """
    scale = scale_of(metric, points)
    counts = on_scale(tally, scale)
    middle = mean(counts)
    if middle is None:
        return None
    answers, worth = people(counts), worths(metric, points)
    by_worth: Counter[int] = Counter()
    for score, count in counts.items():
        by_worth[worth[score]] += count
    design = design_effect(by_worth, repeats)
    around = _range(counts, design)
    unit = 100 if METRICS[metric].kind == "net" else 1
    found = _range(by_worth, design, ends=(min(worth.values()), max(worth.values())))
    return Measure(
        metric=metric,
        points=points,
        answers=answers,
        people=answers - repeats.previous,
        design=design,
        value=unit * sum(each * count for each, count in by_worth.items()) / answers,
        interval=Interval(unit * found.low, unit * found.high),
        bands=banded(counts, scale),
        mean=middle,
        mean_interval=around,
        top_box=_top_box(metric, counts, scale),
        tally=counts,
    )


def _range(
    counts: Mapping[int, int], design: float, *, ends: tuple[int, int] | None = None
) -> Interval:
    low, high = ends or (min(counts), max(counts))
    told = {value: count / design for value, count in counts.items()}
    return bounded_mean(told, low, high)


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


def change(before: Measure, after: Measure, *, confidence: float = CONFIDENCE) -> Change:
    """Compare two groups of people; NotComparableError unless they were asked the same."""
    if (before.metric, before.points) != (after.metric, after.points):
        raise NotComparableError(
            f"{before.metric} on {before.points} points and {after.metric} on {after.points}"
            " points do not compare",
        )
    interval = _difference(before, after, confidence)
    return Change(after.value - before.value, interval, verdict_of(interval))


def _difference(before: Measure, after: Measure, confidence: float) -> Interval:
    """Square and add what lies between (Newcombe 1998, method 10 for shares; Zou, Donner 2008)."""
    apart = square_and_add(
        after.estimate(confidence=confidence), before.estimate(confidence=confidence)
    )
    return apart.clipped(-1.0, 1.0) if METRICS[after.metric].kind == "share" else apart


def errors_apart(before: Measure, after: Measure) -> float:
    """Give the standard errors up to which the interval of a change leaves nothing out: from 0 on.

    That is where a verdict would turn; the farther, the surer. Beyond 8 it is not told apart.
    """
    side = 1 if after.value > before.value else -1

    def beyond(errors: float) -> float:
        found = _difference(before, after, 1 - two_sided_p(errors))
        return side * (found.low if side > 0 else found.high)

    return root(beyond, _NEAREST, _FARTHEST)


def verdict_of(interval: Interval) -> Verdict:
    """Tell which way a difference goes where its interval leaves zero out."""
    if interval.low > 0:
        return "up"
    return "down" if interval.high < 0 else "unclear"
