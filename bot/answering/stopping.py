"""Never again, and back: what a person's decision does to everything still open."""

from bot.asking.planning import withdraw
from bot.cases.ending import end_with_customer
from bot.effects import Scene
from storage import asks, customers, departures, invitations, revisions
from storage.customers import Customer
from storage.departures import Kind
from storage.invitations import Invitation


async def stop(scene: Scene, customer: Customer, *, kind: Kind = "stopped") -> None:
    """Never ask this person again, and close what is open."""
    if customer.opted_out_at is None:
        await departures.record(scene.tx, customer.id, kind=kind, at=scene.now, zone=scene.zone)
    await customers.mark_opted_out(scene.tx, customer.id, at=scene.now)
    await end_with_customer(scene, customer)
    for invitation in await invitations.open_of(scene.tx, customer.id):
        await withdraw(scene, invitation, gate="opted_out")
    for invitation in await invitations.late_of(scene.tx, customer.id, now=scene.now):
        await asks.drop_prompt(scene.tx, invitation)
        await revisions.touch(scene.tx, invitation.id)


async def resume(scene: Scene, customer: Customer, invitation: Invitation | None = None) -> None:
    """Ask this person again from now on; the question that was stopped opens again."""
    await customers.mark_opted_out(scene.tx, customer.id, at=None)
    if invitation is None or not was_stopped(invitation):
        return
    await asks.resume(scene.tx, invitation, now=scene.now, zone=scene.zone)
    await revisions.touch(scene.tx, invitation.id)


def was_stopped(invitation: Invitation) -> bool:
    """Tell whether a question was closed because the person said never again."""
    return invitation.state == "withdrawn" and invitation.gate == "opted_out"
