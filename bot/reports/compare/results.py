"""What /compare holds before it is put into words and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.reports.points import Asks
from bot.text.query import Query
from metrics.mann_whitney import RankTest
from metrics.measure import Change, Measure
from metrics.periods import Period
from metrics.repeats import NOBODY_TWICE, Repeats
from metrics.tally import Tally


@dataclass(frozen=True)
class Side:
    """The answers before a change, or after it; no measure where there are too few for one."""

    period: Period
    people: int
    tally: Tally
    measure: Measure | None = None
    asks: Asks | None = None
    repeats: Repeats = NOBODY_TWICE
    hidden: bool = False

    @property
    def answers(self) -> int:
        """How many answers there are."""
        return sum(self.tally.values())


@dataclass(frozen=True)
class BeforeAfter:
    """The reply to /compare.

    Until `full_on` no verdict is given. The verdict of `taken_on` stays, whatever came later; one
    on a change that was looked at on `looked_on` before holds for many looks.
    """

    query: Query
    survey: str
    metric: str
    points: int
    day: date
    settling: int
    longest: int  # days after it that are over
    before: Side
    after: Side
    change: Change | None = None
    detectable: float | None = None  # the smallest change that would most likely have shown
    ranks: RankTest | None = None  # of after against before
    versions: tuple[int, ...] = ()
    anonymous: bool = False
    full_on: date | None = None
    taken_on: date | None = None
    looked_on: tuple[date, ...] = ()
    surveys: Sequence[str] = field(default_factory=tuple)
