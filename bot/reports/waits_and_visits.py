"""What /frt, /retention and /contacts hold before they are put into words and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.settings.reporting import Office
from bot.text.query import Query
from metrics.contact_ratio import ContactChange, ContactRatio
from metrics.first_response import FirstResponse
from metrics.intervals import Interval
from metrics.measure import Verdict
from metrics.periods import Period
from metrics.retention import Retention

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
    seconds: float | None = None
    interval: Interval | None = None
    verdict: Verdict = "unclear"


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


@dataclass(frozen=True)
class KeptCustomers:
    """The customers of one window, and of the window before that they are compared with."""

    period: Period
    before: Period
    retention: Retention | None  # None: nobody in the window before
    customers: int


@dataclass(frozen=True)
class Keeping:
    """The reply to /retention; a change is in shares, 0 to 1."""

    query: Query
    now: KeptCustomers
    other: KeptCustomers | None = None
    interval: Interval | None = None
    verdict: Verdict = "unclear"
    records_begin: date | None = None  # inside the window before: who came earlier is not known
    to_come: int = 0  # days of the window that have not begun


@dataclass(frozen=True)
class Rate:
    """Contacts of one row of /contacts: each of them, and one for a customer and day."""

    key: str
    gross: ContactRatio | None
    net: ContactRatio | None

    @property
    def orders(self) -> int:
        """The orders that both are measured against."""
        return self.gross.orders if self.gross else 0


@dataclass(frozen=True)
class Contacted:
    """The reply to /contacts; days without known orders are left out on both sides."""

    query: Query
    touchpoints: tuple[str, ...]
    whole: Rate
    known: int
    missing: Sequence[date] = ()
    rows: Sequence[Rate] = ()
    course: Sequence[tuple[Period, ContactRatio | None]] = ()
    other: Period | None = None
    earlier: ContactRatio | None = None
    change: ContactChange | None = None
    left_out: int = 0
