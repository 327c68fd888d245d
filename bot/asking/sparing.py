"""Staff spare somebody one ask: what is planned and not sent yet is taken back, and noted."""

from dataclasses import dataclass
from datetime import datetime

from bot.asking.finding import find_customer
from bot.asking.planning import withdraw
from bot.services import Services
from storage import audit, invitations
from storage.ask_states import may
from storage.customers import Customer
from storage.database import Transaction
from storage.invitations import Invitation


@dataclass(frozen=True)
class Spared:
    """Who is not asked, and what they would have been asked."""

    person: str
    surveys: tuple[str, ...]


async def spare(
    services: Services, named: str, *, actor: int, now: datetime, command: str
) -> Spared:
    """Take back the asks of one person that are planned; one they have seen stays as it is."""

    async def unit(tx: Transaction) -> Spared:
        customer = await find_customer(tx, named, command=command)
        planned = [each for each in await invitations.open_of(tx, customer.id) if _is_ahead(each)]
        for invitation in planned:
            await withdraw(services, tx, invitation, gate="staff", now=now)
            await audit.record(
                tx, at=now, actor=f"telegram:{actor}", action="skip", detail=_detail(invitation)
            )
        return Spared(_name(customer), tuple(each.survey for each in planned))

    return await services.database.write(unit)


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
