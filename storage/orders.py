"""How many orders each source had on each local day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from storage.moments import to_micros
from storage.rows import read_all
from storage.transaction import Transaction

_KEEP = """
INSERT INTO orders (day, source, orders, received_at)
VALUES (:day, :source, :orders, :received_at)
ON CONFLICT (day, source) DO UPDATE SET orders = excluded.orders,
    received_at = excluded.received_at
WHERE orders.orders <> excluded.orders
"""
_BETWEEN = """
SELECT day, source, orders FROM orders WHERE day >= :since AND day < :until ORDER BY day, source
"""


@dataclass(frozen=True)
class DayOrders:
    """The orders of one source on one local day."""

    day: date
    source: str
    orders: int


async def keep(tx: Transaction, orders: Mapping[date, int], *, source: str, at: datetime) -> None:
    """Keep the numbers of some days; the same source and day again replaces the number."""
    rows = [
        {"day": day.isoformat(), "source": source, "orders": number, "received_at": to_micros(at)}
        for day, number in sorted(orders.items())
    ]
    await tx.run_many(_KEEP, rows)


async def between(tx: Transaction, *, since: date, until: date) -> list[DayOrders]:
    """Read the days from since up to, but not including, until."""
    span = {"since": since.isoformat(), "until": until.isoformat()}
    return await read_all(tx, DayOrders, _BETWEEN, span)
