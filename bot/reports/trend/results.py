"""What /trend holds before it is put into words and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.reports.points import Point
from bot.text.query import Query
from metrics.calendar_units import Unit
from metrics.measure import Change, Measure
from metrics.periods import Period


@dataclass(frozen=True)
class TrendLine:
    """The points of the question versions that count together, oldest first."""

    versions: tuple[int, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Latest:
    """The last whole piece, and the answers before it taken together."""

    period: Period
    people: int
    before: int
    measure: Measure | None = None
    earlier: Measure | None = None
    change: Change | None = None


@dataclass(frozen=True)
class Course:
    """One survey over time: a line for each question that was asked, the newest last."""

    survey: str
    metric: str
    lines: tuple[TrendLine, ...]
    latest: Latest | None = None
    anonymous: bool = False
    beyond: bool = False  # one person gave more answers than are looked at

    @property
    def people(self) -> int:
        """How many people answered."""
        return sum(point.people for line in self.lines for point in line.points)

    @property
    def versions(self) -> tuple[int, ...]:
        """Every question version that is shown."""
        return tuple(sorted({number for line in self.lines for number in line.versions}))


@dataclass(frozen=True)
class Trend:
    """The reply to /trend."""

    query: Query
    step: Unit
    today: date
    courses: Sequence[Course]
    surveys: Sequence[str] = field(default_factory=tuple)

    def whole(self, piece: Period) -> bool:
        """Tell whether a piece is a whole day, week or month that is over."""
        return piece.unit is not None and piece.until <= self.today
