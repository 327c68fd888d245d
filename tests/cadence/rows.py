"""What the replies and the rows say about decisions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from storage import deliveries, interactions, invitations
from storage.interactions import Interaction
from storage.transaction import Transaction
from tests.cadence.bots import Decided

SOURCE = "helpdesk"


async def decided(
    tx: Transaction, told: Interaction, decisions: Sequence[dict[str, Any]]
) -> list[Decided]:
    """Read the reply as the other system does, and the numbers of the rows behind it."""
    kept = await interactions.find(tx, source=SOURCE, external_id=told.external_id)
    assert kept is not None
    rows = {each.survey: each for each in await invitations.of_interaction(tx, kept.id)}
    assert list(rows) == [each["survey"] for each in decisions]
    found = []
    for each in decisions:
        row = rows[each["survey"]]
        planned = await deliveries.of_invitation(tx, row.id)
        assert (each["decision"], len(planned)) in {("ask", 1), ("skip", 0)}
        found.append(
            Decided(
                each["survey"],
                row.id,
                planned[0].id if planned else 0,
                each.get("gate"),
                _moment(each.get("until")),
                _moment(each.get("at")),
                kept.customer_id,
            )
        )
    return found


async def looked_at(tx: Transaction, *, ids: Sequence[int], now: datetime) -> list[Decided]:
    """Read what the claims have left in the rows; some had to wait for their chat."""
    found = []
    for number in ids:
        delivery = await deliveries.get(tx, number)
        row = await invitations.get(tx, delivery.invitation_id or 0)
        due = delivery.due_at
        if delivery.state == "planned" and due <= now:
            continue
        person = row.customer_id or 0
        if delivery.state == "withdrawn":
            found.append(Decided(row.survey, row.id, number, row.gate, row.until, None, person))
        else:
            at = now if delivery.state == "claimed" else due
            found.append(Decided(row.survey, row.id, number, None, None, at, person))
    return found


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
