"""What a piece of a period holds: the score of those who answered, and what became of the asks."""

from dataclasses import dataclass
from functools import cached_property

from metrics.kaplan_meier import Compared, Within, compared
from metrics.looks import sureness
from metrics.measure import Measure
from metrics.periods import Period


class Fates:
    """Counts of what became of asks; what has not ended is what is left of them."""

    delivered: int
    answered: int
    expired: int
    withdrawn: int
    cannot_say: int  # answered so, without a score

    @property
    def open(self) -> int:
        """How many may still be answered."""
        ended = self.answered + self.expired + self.withdrawn + self.cannot_say
        return max(0, self.delivered - ended)


@dataclass(frozen=True)
class Asks(Fates):
    """What became of the asks delivered in a period, so far and by the age of three days."""

    delivered: int
    answered: int
    expired: int
    withdrawn: int
    cannot_say: int = 0
    within: Within | None = None


@dataclass(frozen=True)
class Rates:
    """How many answered within three days, beside an earlier period; either may be too young."""

    now: Within | None
    before: Within | None
    days: int  # of the shorter period
    earlier: Period

    @cached_property
    def compared(self) -> Compared:
        """Set them beside each other, so surely that one may look all day long."""
        return compared(self.now, self.before, confidence=sureness(self.days))


@dataclass(frozen=True)
class Point:
    """One period of a series; no measure where too few people answered for one."""

    period: Period
    people: int
    measure: Measure | None = None
    again: int = 0  # answers of people who had answered already
    other_question: bool = False  # it was asked otherwise then: the line is broken here

    @property
    def answers(self) -> int:
        """How many answers there are."""
        return self.people + self.again
