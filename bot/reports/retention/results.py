"""What /retention holds before it is put into words and drawn."""

from dataclasses import dataclass
from datetime import date

from bot.text.query import Query
from metrics.intervals import Interval
from metrics.measure import Verdict
from metrics.periods import Period
from metrics.retention import Retention


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
