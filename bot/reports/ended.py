"""What the reports on ended interactions share: the span of a period, and values nobody has."""

from dataclasses import replace
from datetime import timedelta

from bot.reports.unseen_values import unknown_value
from bot.text.query import Query
from metrics.periods import Period
from storage import occasions
from storage.occasions import Span
from storage.transaction import Transaction


def span(period: Period) -> Span:
    """Give the moments between which a period lies."""
    return period.start(), period.end()


async def refuse_unseen(tx: Transaction, query: Query) -> None:
    """Refuse a filter on something that no interaction of a year has."""
    year = replace(query.period, since=query.period.until - timedelta(days=365))
    for key, value in query.filters.items():
        seen = await occasions.seen(tx, span(year), dimension=key)
        if seen and value not in seen:
            raise unknown_value(query, key, value, seen=seen)
