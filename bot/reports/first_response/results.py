"""What /frt holds before it is put into words and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.settings.reporting import Office
from bot.text.query import Query
from metrics.first_response import FirstResponse, Quantile
from metrics.intervals import Interval
from metrics.measure import Verdict
from metrics.periods import Period

EDGES = (
    60,
    300,
    900,
    3600,
    4 * 3600,
    86_400,
    3 * 86_400,
)  # seconds, each about four times the last


@dataclass(frozen=True)
class Waited:
    """One row of /frt: the replies, and how many interactions lacked the time of opening.

    `bins` counts the replies between the edges, those faster than the first at the front.
    """

    key: str
    response: FirstResponse | None
    untimed: int = 0
    bins: tuple[int, ...] = ()
    within: int = 0  # replies within the operator's target, if there is one

    @property
    def replied(self) -> int:
        """How many were replied to, with both times known."""
        return self.response.replied if self.response else 0

    @property
    def unanswered(self) -> int:
        """How many ended without a reply."""
        return self.response.unanswered if self.response else 0

    @property
    def all(self) -> int:
        """Every interaction that ended."""
        return self.replied + self.unanswered + self.untimed


@dataclass(frozen=True)
class WaitedBefore:
    """The same in another period, and by how many seconds the median differs."""

    period: Period
    replied: int
    median: Quantile | None = None
    interval: Interval | None = None
    verdict: Verdict = "unclear"

    @property
    def seconds(self) -> float | None:
        """The median."""
        return self.median.seconds if self.median else None


@dataclass(frozen=True)
class Waiting:
    """The reply to /frt."""

    query: Query
    whole: Waited
    rows: Sequence[Waited] = ()
    slowest: Waited | None = None
    earlier: WaitedBefore | None = None
    office: Office | None = None
    left_out: int = 0
    target: timedelta | None = None
    records_begin: date | None = (
        None  # inside the period before: of its earlier days nothing is known
    )
