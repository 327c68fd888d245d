"""Staff spare somebody one ask: /skip CUSTOMER. What they have seen already stays as it is."""

from bot.asking.finding import find_customer
from bot.asking.planning import withdraw
from bot.effects import Reply, Scene, told
from bot.text.courtesy import without_courtesy
from bot.wire.incoming import Said
from storage import audit, invitations
from storage.ask_states import may
from storage.invitations import Invitation


async def on_skip(scene: Scene, said: Said) -> Reply:
    """Take back what is planned for a person; who did it is noted, and how often is counted."""
    named = " ".join(without_courtesy(said.words))
    customer = await find_customer(scene.tx, named, command="/skip")
    person = customer.name or str(customer.telegram_id or customer.id)
    found = await invitations.open_of(scene.tx, customer.id)
    planned = [each for each in found if _is_ahead(each)]
    for invitation in planned:
        await withdraw(scene, invitation, gate="staff")
        who, detail = f"telegram:{said.person.telegram_id}", _detail(invitation)
        await audit.record(scene.tx, at=scene.now, actor=who, action="skip", detail=detail)
    if not planned:
        return told(scene.services, said, "staff.skip.nothing", person=person, named=named)
    voice = scene.voice(said)
    surveys = voice.joined(voice.named("survey", each.survey) for each in planned)
    return told(scene.services, said, "staff.skip.done", person=person, surveys=surveys)


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
