"""/retention: of the customers of the window before, how many came again in this one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.errors import Refusal
from bot.reports.ended import refuse_unseen, span
from bot.reports.retention.results import Keeping, KeptCustomers
from bot.reports.understanding import today
from bot.services import Services
from bot.text.query import Query
from metrics.looks import sureness
from metrics.periods import Period
from metrics.retention import retention, retention_change
from storage import occasions
from storage.transaction import Transaction

SHORTEST = 28  # days: in a shorter window most have no reason to come


async def keeping(services: Services, query: Query) -> Keeping:
    """Count who stayed, who went and who is new, in this window and in another."""
    for period in (query.period, *([query.against] if query.against else [])):
        _refuse_short(period)
    other = query.against or query.period.right_before()

    async def read(tx: Transaction) -> tuple[KeptCustomers, KeptCustomers, datetime | None]:
        now = await _kept(tx, query.period, query.filters)
        if not now.customers and query.filters:
            await refuse_unseen(tx, query)
        return now, await _kept(tx, other, query.filters), await occasions.first_at(tx)

    now, earlier, first = await services.database.study(read)
    begun = first.astimezone(query.period.zone).date() if first else None
    late = begun if begun and now.before.since < begun and begun < now.before.until else None
    ahead = (query.period.until - today(services)).days - 1
    found = Keeping(query, now, earlier, records_begin=late, to_come=max(0, ahead))
    if now.retention is None or earlier.retention is None:
        return found
    confidence = sureness(min(query.period.days, other.days))
    change = retention_change(earlier.retention, now.retention, confidence=confidence)
    return replace(found, interval=change.interval, verdict=change.verdict) if change else found


def _refuse_short(period: Period) -> None:
    if period.days < SHORTEST:
        raise Refusal(
            "staff.retention.short", days=period.days, least=SHORTEST, example="/retention month"
        )


async def _kept(tx: Transaction, period: Period, filters: Mapping[str, str]) -> KeptCustomers:
    earlier = period.right_before()
    found = await occasions.returned(tx, span(period), before=span(earlier), filters=filters)
    share = retention(
        start=found.before, end=found.now, new=found.now - found.both, days=period.days
    )
    return KeptCustomers(period, earlier, share, found.now)
