"""The message that asks: how it is planned, and how it is taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.effects import Scene
from bot.gates.decide import Skip, Verdict
from storage import asks, deliveries, revisions, shown
from storage.ask_states import OPEN
from storage.deliveries import Kind
from storage.invitations import Invitation
from storage.transaction import Transaction


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


async def take_back(scene: Scene, ask: Invitation, skip: Skip) -> None:
    """End an ask because a gate said no when it was looked at once more."""
    gate, until, trace = skip.gate, skip.until, trace_of(skip.trace)
    at, zone = scene.now, scene.zone
    await asks.take_back(scene.tx, ask, gate=gate, at=at, zone=zone, until=until, trace=trace)


async def withdraw(scene: Scene, invitation: Invitation, *, gate: str) -> bool:
    """Take back an ask that is not answered, and every message about it that is still to come.

    An alert stays: what was said is still told.
    """
    tx = scene.tx
    if invitation.state not in OPEN:
        return False
    for delivery in await deliveries.of_invitation(tx, invitation.id):
        stays = delivery.kind == "reminder" and invitation.anonymous  # it counts, as if answered
        if delivery.state == "planned" and delivery.kind != "alert" and not stays:
            await deliveries.settle(tx, delivery.id, state="withdrawn")
    await asks.take_back(tx, invitation, gate=gate, at=scene.now, zone=scene.zone)
    await revisions.touch(tx, invitation.id)
    await shown.close(tx, invitation.customer_id, invitation.id, at=scene.now)
    return True


def iso(moment: datetime) -> str:
    """Write a moment as other systems read it."""
    return moment.isoformat().replace("+00:00", "Z")
