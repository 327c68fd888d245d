"""Our own score in the form in which figures are published."""

from typing import Literal

from metrics.differences import Estimate
from metrics.exact import clopper_pearson
from metrics.measure import Measure

Kind = Literal["nps", "good", "index"]


def as_published(kind: Kind, measure: Measure) -> Estimate | None:
    """Put a score into the form of the figures; None where it has no such form.

    nps: in points. good: good / (good + bad) in percent, the neutral left out, as Zendesk counts.
    index: (mean - low) / (high - low) x 100, as ACSI rescales the mean of its questions.
    """
    if kind == "nps":
        return Estimate(measure.value, measure.interval)
    if kind == "good":
        good, sided = measure.good, measure.good + next(iter(measure.bands.values()))
        if not sided:
            return None
        interval = clopper_pearson(good / measure.design, sided / measure.design)
        return Estimate(good / sided, interval).on_hundred(0, 1)
    mean = Estimate(measure.mean, measure.mean_interval)
    return mean.on_hundred(measure.scale.low, measure.scale.high)
