"""What a summary holds before it is put into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.reports.points import Asks, Point, Rates
from bot.text.query import Query
from metrics.measure import Change, Measure
from metrics.periods import Period
from metrics.tone import Divergence


@dataclass(frozen=True)
class Comparison:
    """The same survey in another period."""

    period: Period
    people: int
    measure: Measure | None = None
    change: Change | None = None
    other_question: bool = False
    asked: bool = False  # for, by `vs`: both scores are shown, however few there are


@dataclass(frozen=True)
class Segment:
    """One row of a breakdown; no measure where there are too few answers for one."""

    key: str
    people: int
    measure: Measure | None = None


@dataclass(frozen=True)
class Breakdown:
    """A summary cut by a dimension."""

    by: str
    segments: Sequence[Segment]
    hidden: bool = False


@dataclass(frozen=True)
class Block:
    """What one survey says about one period."""

    survey: str
    metric: str
    points: int
    tally: Mapping[int, int]
    anonymous: bool = False
    hidden: bool = False
    counted_on: tuple[date, ...] = ()  # the last days on which anonymous answers were counted
    measure: Measure | None = None
    comparison: Comparison | None = None
    asks: Asks | None = None
    rates: Rates | None = None
    imported: int = 0  # of the people
    versions: tuple[int, ...] = ()
    left_out: int = 0
    left_versions: tuple[int, ...] = ()
    breakdown: Breakdown | None = None
    trend: tuple[Point, ...] = ()  # the last periods of the same length, oldest first
    soured: Divergence | None = None  # the comments got worse while the score did not fall

    @property
    def people(self) -> int:
        """How many people answered."""
        return sum(self.tally.values())


@dataclass(frozen=True)
class Summary:
    """The reply to a summary command, before it is put into words."""

    query: Query
    blocks: Sequence[Block]
    surveys: Sequence[str] = field(default_factory=tuple)
