"""Staff spare somebody one ask: what is planned and not sent yet is taken back, and noted."""

from dataclasses import dataclass

from bot.asking.finding import find_customer
from bot.asking.planning import withdraw
from bot.effects import Scene
from storage import audit, invitations
from storage.ask_states import may
from storage.customers import Customer
from storage.invitations import Invitation


@dataclass(frozen=True)
class Spared:
    """Who is not asked, and what they would have been asked."""

    person: str
    surveys: tuple[str, ...]


async def spare(scene: Scene, named: str, *, actor: int, command: str) -> Spared:
    """Take back the asks of one person that are planned; one they have seen stays as it is."""
    customer = await find_customer(scene.tx, named, command=command)
    found = await invitations.open_of(scene.tx, customer.id)
    planned = [each for each in found if _is_ahead(each)]
    for invitation in planned:
        await withdraw(scene, invitation, gate="staff")
        who, detail = f"telegram:{actor}", _detail(invitation)
        await audit.record(scene.tx, at=scene.now, actor=who, action="skip", detail=detail)
    return Spared(_name(customer), tuple(each.survey for each in planned))


def _is_ahead(invitation: Invitation) -> bool:
    unseen = may(invitation.state, "skip") and invitation.asked_at is None
    return unseen and not invitation.test


def _detail(invitation: Invitation) -> dict[str, object]:
    return {
        "customer": invitation.customer_id,
        "invitation": invitation.id,
        "survey": invitation.survey,
        "agent": invitation.agent,
    }


def _name(customer: Customer) -> str:
    return customer.name or str(customer.telegram_id or customer.id)
