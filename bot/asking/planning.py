"""The message that asks: how it is planned, and how it is taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.gates.decide import Verdict
from bot.services import Services
from storage import asks, deliveries
from storage.ask_states import OPEN
from storage.database import Transaction
from storage.deliveries import Kind
from storage.invitations import Invitation


async def plan_ask(
    tx: Transaction,
    invitation: Invitation,
    *,
    chat_id: int,
    at: datetime,
    kind: Kind = "ask",
    opened: bool = False,
) -> None:
    """Plan the message that asks; it counts in the cadence from the moment it is due.

    `opened` tells that the person opened the link to it, and so is there to be asked; if Telegram
    refuses all the same, the link may be opened once more.
    """
    await deliveries.plan(
        tx,
        kind=kind,
        dedupe=f"{kind}:{invitation.id}" + (f":{at.isoformat()}" if opened else ""),
        invitation_id=invitation.id,
        customer_id=invitation.customer_id,
        survey=invitation.survey,
        chat_id=chat_id,
        due_at=at,
        counts=not invitation.test,
        body={"opened": True} if opened else None,
    )


def trace_of(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """Write what each gate said as JSON."""
    return [
        {
            "gate": each.gate,
            "passed": each.passed,
            "until": iso(each.until) if each.until else None,
        }
        for each in verdicts
    ]


async def withdraw(
    services: Services,
    tx: Transaction,
    invitation: Invitation,
    *,
    gate: str,
    now: datetime,
) -> bool:
    """Take back an ask that is not answered, and every message about it that is still to come."""
    if invitation.state not in OPEN:
        return False
    for delivery in await deliveries.of_invitation(tx, invitation.id):
        if delivery.state == "planned":
            await deliveries.settle(tx, delivery.id, state="withdrawn")
    await asks.take_back(tx, invitation, gate=gate, at=now, zone=services.zone)
    await deliveries.touch(tx, invitation.id)
    return True


def iso(moment: datetime) -> str:
    """Write a moment as other systems read it."""
    return moment.isoformat().replace("+00:00", "Z")
