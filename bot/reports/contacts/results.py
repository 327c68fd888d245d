"""What /contacts holds before it is put into words and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.text.query import Query
from metrics.contact_ratio import ContactChange, ContactRatio
from metrics.periods import Period


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
