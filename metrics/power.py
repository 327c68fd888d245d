"""What a comparison of so many answers can show at all."""

import math
from statistics import NormalDist

from metrics.catalogue import METRICS
from metrics.control import cautious, subgroup
from metrics.distributions import two_sided_z
from metrics.intervals import CONFIDENCE
from metrics.measure import Measure
from metrics.tally import merged

POWER = 0.8  # four changes in five of this size are found
_ROUNDS = 60


def smallest_change(before: Measure, after: Measure, *, confidence: float = CONFIDENCE) -> float:
    """Give the smallest true change that would be found four times in five, in the measure's unit.

    The sample size of a comparison, n = s^2 Z^2 / d^2 in each group, solved for the change d with
    the numbers there are (Lachin 1981). The variance is that of both groups together and one more
    answer spread over the scale, as in `cautious_mean`; a share that moves towards one half varies
    more, and that counts for the second group.
    """
    z = two_sided_z(confidence) + NormalDist().inv_cdf(POWER)
    first, second = (each.answers / each.design for each in (before, after))
    if METRICS[before.metric].kind == "share":
        return _of_share(_pooled_share(before, after), z, first, second)
    return z * _deviation(before, after) * math.sqrt(1 / first + 1 / second)


def _pooled_share(before: Measure, after: Measure) -> float:
    chance = len(before.scale.good) / before.points  # what the added answer says
    return (before.good + after.good + chance) / (before.answers + after.answers + 1)


def _of_share(share: float, z: float, first: float, second: float) -> float:
    room = max(share, 1 - share)
    toward = -1 if share > 1 / 2 else 1
    moved = 0.0
    for _ in range(_ROUNDS):
        there = share + toward * moved
        variance = share * (1 - share) / first + there * (1 - there) / second
        moved = min(room, z * math.sqrt(variance))
    return moved


def _deviation(before: Measure, after: Measure) -> float:
    """Give the standard deviation of one answer, in the unit of the measure."""
    metric, points = before.metric, before.points
    whole = subgroup(metric, points, merged(before.tally, after.tally))
    return math.sqrt(cautious(metric, points, whole).variance) if whole else 0.0
