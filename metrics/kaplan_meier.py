"""The share of asks answered by an age, while some are younger: Kaplan and Meier's estimator."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from metrics.differences import Estimate, square_and_add
from metrics.distributions import two_sided_z
from metrics.exact import clopper_pearson
from metrics.intervals import CONFIDENCE, Interval
from metrics.small_numbers import COMPARED, change_is_shown

LOW = 0.2  # with fewer answered it is asked who they are


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


@dataclass(frozen=True)
class Compared:
    """How many answered within three days, now and before; None where asks are not old enough."""

    now: Within | None
    before: Within | None
    verdict: Literal["up", "down", "unclear"] | None  # None: too few to be compared

    @property
    def differs(self) -> bool:
        """Whether clearly more or fewer answer than before."""
        return self.verdict in ("up", "down")

    @property
    def low(self) -> bool:
        """Whether so few answer that those who do may be unlike the others."""
        now = self.now
        return now is not None and now.asks >= COMPARED and now.share < LOW


def compared(now: Within | None, before: Within | None, *, confidence: float) -> Compared:
    """Set two rates at the same age beside each other, whatever is still open of either.

    Their intervals are squared and added (Zou and Donner 2008).
    """
    if now is None or before is None or not change_is_shown(before.asks, now.asks):
        return Compared(now, before, None)
    first, second = (each.estimate(confidence=confidence) for each in (now, before))
    apart = square_and_add(first, second)
    if apart.low > 0:
        return Compared(now, before, "up")
    return Compared(now, before, "down" if apart.high < 0 else "unclear")
