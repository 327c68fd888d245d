"""What the gates must know about a person, read in one go."""

from datetime import datetime

from bot.gates.facts import Facts, PastAsk, Rules
from storage import deliveries
from storage.customers import Customer
from storage.database import Transaction
from storage.moments import from_micros


async def facts_about(
    tx: Transaction,
    customer: Customer,
    *,
    survey: str,
    rules: Rules,
    closed_at: datetime | None,
    now: datetime,
    chosen: str | None = None,
    own: int | None = None,
    again: bool = False,
) -> Facts:
    """Read the facts for one decision; `own` is the invitation being decided, which is no past ask."""
    counted = await deliveries.counted(tx, customer.id, since=now - 2 * rules.horizon)
    asks = [
        PastAsk(
            survey=each.survey,
            at=from_micros(each.counted_at),
            answered_at=from_micros(each.answered_at) if each.answered_at is not None else None,
            expired=each.state == "expired",
        )
        for each in counted
        if each.invitation_id != own or (again and each.kind == "ask")
    ]
    return Facts(
        person=str(customer.id),
        survey=survey,
        closed_at=closed_at,
        opted_out=customer.opted_out_at is not None,
        unreachable=customer.unreachable_at is not None,
        chosen=chosen,
        asks=asks,
        again=again,
    )
