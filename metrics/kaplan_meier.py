"""The share of asks answered by an age, while some are younger: Kaplan and Meier's estimator."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from metrics.differences import Estimate
from metrics.distributions import two_sided_z
from metrics.exact import clopper_pearson
from metrics.intervals import CONFIDENCE, Interval


@dataclass(frozen=True)
class Followed:
    """Asks of one day: how many were answered or taken back in each span of age, youngest first.

    So many `spans` are over for all of them; what came later is not looked at. An ask that ran out,
    or was answered without a score, is never answered: it stays in the count to the end.
    """

    delivered: int
    answered: Sequence[int]
    withdrawn: Sequence[int]
    spans: int


@dataclass(frozen=True)
class Within:
    """The share answered by the end of the last span; `asks` are old enough to be known whole."""

    asks: int
    waiting: Sequence[int]  # at the beginning of each span, of those followed to its end
    answered: Sequence[int]

    @property
    def share(self) -> float:
        """One less the product of what is left after each span (Kaplan and Meier 1958)."""
        return 1 - self._left

    @property
    def _left(self) -> float:
        spans = zip(self.answered, self.waiting, strict=True)
        return math.prod(1 - answered / waiting for answered, waiting in spans if waiting)

    def estimate(self, *, confidence: float = CONFIDENCE) -> Estimate:
        """Give it with Greenwood's variance on the log(-log) scale (Kalbfleisch and Prentice 1980).

        Where nobody or everybody answered, which has no variance, with the exact interval of those
        who were followed to the end.
        """
        if not any(self.answered) or self._left == 0:
            people = max(1, min(each for each in self.waiting if each))
            hits = people if self._left == 0 else 0
            return Estimate(self.share, clopper_pearson(hits, people, confidence=confidence))
        spans = zip(self.answered, self.waiting, strict=True)
        greenwood = sum(e / (n * (n - e)) for e, n in spans if e)
        left = self._left
        reach = math.exp(two_sided_z(confidence) * math.sqrt(greenwood) / -math.log(left))
        return Estimate(self.share, Interval(1 - left ** (1 / reach), 1 - left**reach))


def answered_within(cohorts: Sequence[Followed]) -> Within | None:
    """Put the days together; None where nobody has been followed to the end of the last span.

    Those taken back count up to the end of the span in which they were (as ties do: answers first),
    younger ones up to the last span that is over for their whole day.
    """
    spans = max((len(each.answered) for each in cohorts), default=0)
    waiting, answered = [0] * spans, [0] * spans
    for each in cohorts:
        left = each.delivered
        for span in range(min(spans, each.spans)):
            waiting[span] += left
            answered[span] += each.answered[span]
            left -= each.answered[span] + each.withdrawn[span]
    old = sum(each.delivered for each in cohorts if each.spans >= spans)
    return Within(old, tuple(waiting), tuple(answered)) if old else None
