"""What a piece of a period holds: the score of those who answered, and what became of the asks."""

from dataclasses import dataclass

from metrics.measure import Measure
from metrics.periods import Period


@dataclass(frozen=True)
class Asks:
    """What became of the asks delivered in a period."""

    delivered: int
    answered: int
    expired: int
    withdrawn: int
    cannot_say: int = 0

    @property
    def _settled(self) -> int:
        return self.answered + self.expired + self.withdrawn + self.cannot_say

    @property
    def open(self) -> int:
        """How many may still be answered."""
        return max(0, self.delivered - self._settled)


@dataclass(frozen=True)
class Point:
    """One period of a series; no measure where there are too few answers for one."""

    period: Period
    people: int
    measure: Measure | None = None
    other_question: bool = False  # it was asked otherwise then: the line is broken here
