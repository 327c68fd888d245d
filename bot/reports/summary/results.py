"""What a summary holds before it is put into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.reports.mentions import Mention
from bot.reports.points import Asks, Point, Rates
from bot.text.query import Query
from metrics.measure import Change, Measure
from metrics.periods import Period
from metrics.repeats import NOBODY_TWICE, Repeats
from metrics.tone import Divergence


@dataclass(frozen=True)
class Comparison:
    """The same survey in another period."""

    period: Period
    people: int
    measure: Measure | None = None
    change: Change | None = None
    other_question: bool = False
    again: int = 0  # answers of people who had answered already
    beyond: int = 0  # answers before which one person gave more than are looked at
    asked: bool = False  # for, by `vs`: both scores are shown, however few there are

    @property
    def answers(self) -> int:
        """How many answers there are."""
        return self.people + self.again


@dataclass(frozen=True)
class Segment:
    """One row of a breakdown; no measure where there are too few answers for one."""

    key: str
    people: int
    measure: Measure | None = None
    again: int = 0  # answers of people who had answered already

    @property
    def answers(self) -> int:
        """How many answers there are."""
        return self.people + self.again


@dataclass(frozen=True)
class Breakdown:
    """A summary cut by a dimension: scores, or how many named a reason."""

    by: str
    segments: Sequence[Segment]
    hidden: bool = False
    mentions: Sequence[Mention] = ()


@dataclass(frozen=True)
class Reasons:
    """Which reason a block is about, all for None; and the period beside it, if it is compared."""

    earlier: Period
    chosen: str | None = None
    compared: bool = False


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
    repeats: Repeats = NOBODY_TWICE
    measure: Measure | None = None
    comparison: Comparison | None = None
    asks: Asks | None = None
    rates: Rates | None = None
    imported: int = 0  # of the answers
    versions: tuple[int, ...] = ()
    left_out: int = 0
    left_versions: tuple[int, ...] = ()
    breakdown: Breakdown | None = None
    reasons: Reasons | None = None
    trend: tuple[Point, ...] = ()  # the last periods of the same length, oldest first
    soured: Divergence | None = None  # the comments got worse while the score did not fall

    @property
    def answers(self) -> int:
        """How many answers there are."""
        return sum(self.tally.values())

    @property
    def people(self) -> int:
        """How many people answered, as far as they can be told apart."""
        return self.answers - self.repeats.previous


@dataclass(frozen=True)
class Summary:
    """The reply to a summary command, before it is put into words."""

    query: Query
    blocks: Sequence[Block]
    surveys: Sequence[str] = field(default_factory=tuple)
