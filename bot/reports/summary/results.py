"""What a summary holds before it is put into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.text.query import Query
from metrics.measure import Change, Measure
from metrics.periods import Period
from metrics.tone import Divergence
from storage.comments import CommentRow


@dataclass(frozen=True)
class Asks:
    """What became of the asks delivered in a period."""

    delivered: int
    answered: int
    expired: int
    withdrawn: int

    @property
    def open(self) -> int:
        """How many may still be answered."""
        return max(0, self.delivered - self.answered - self.expired - self.withdrawn)


@dataclass(frozen=True)
class Comparison:
    """The same survey in another period."""

    period: Period
    people: int
    measure: Measure | None = None
    change: Change | None = None
    other_question: bool = False


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
class Point:
    """One period of a series; no measure where there are too few answers for one."""

    period: Period
    people: int
    measure: Measure | None = None
    other_question: bool = False  # it was asked otherwise then: the line is broken here


@dataclass(frozen=True)
class Block:
    """What one survey says about one period."""

    survey: str
    metric: str
    points: int
    tally: Mapping[int, int]
    anonymous: bool = False
    hidden: bool = False
    measure: Measure | None = None
    comparison: Comparison | None = None
    asks: Asks | None = None
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


@dataclass(frozen=True)
class SurveyAsks:
    """How many asks a row of a breakdown had, and how many were answered."""

    key: str
    delivered: int
    answered: int
    spared: int = 0  # decisions not to ask that staff made


@dataclass(frozen=True)
class Cohort:
    """What became of the asks of one survey that were claimed in a period."""

    survey: str
    asked: int = 0
    delivered: int = 0
    answered: int = 0
    expired: int = 0
    withdrawn: int = 0
    unreachable: int = 0
    unknown: int = 0
    skipped: Mapping[str, int] | None = None
    rows: Sequence[SurveyAsks] | None = None
    annoyed: Mapping[str, int] | None = None  # how people left within a day of an ask
    given: int = 0  # answers of these days, whenever they were asked for
    commented: int = 0  # those of them with a comment
    coverage: bool = False  # the rows tell how many were spared

    @property
    def open(self) -> int:
        """How many may still be answered."""
        return max(0, self.delivered - self.answered - self.expired - self.withdrawn)


@dataclass(frozen=True)
class Responses:
    """The reply to /responses, before it is put into words."""

    query: Query
    cohorts: Sequence[Cohort]
    surveys: Sequence[str]


@dataclass(frozen=True)
class Comments:
    """One page of comments; anonymous ones have no score, no person and no day."""

    query: Query
    rows: Sequence[CommentRow] = ()
    anonymous: Sequence[str] = ()
    hidden: bool = False
    of_nobody: bool = False  # of an anonymous survey
    next_page: int | None = None
    surveys: Sequence[str] = ()
