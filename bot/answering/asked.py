"""What a press or a message is about: a question, its survey and answer, and whose it is."""

from dataclasses import dataclass

from bot.effects import Scene
from bot.settings.config import Survey
from bot.surveys.questionnaire import survey_of
from bot.wire.incoming import Tap
from storage import answers, asks, customers, deliveries, invitations, versions
from storage.answers import Answer
from storage.ask_states import may
from storage.invitations import Invitation


@dataclass(frozen=True)
class Asked:
    """An invitation with its survey and the answer it has so far."""

    invitation: Invitation
    survey: Survey
    answer: Answer | None


async def find_asked(scene: Scene, token: str) -> Asked | None:
    """Find what a button belongs to."""
    invitation = await invitations.find_by_token(scene.tx, token)
    return await asked_of(scene, invitation) if invitation else None


async def asked_of(scene: Scene, invitation: Invitation) -> Asked:
    """Put an invitation together with its survey and its answer."""
    version = await versions.get(scene.tx, invitation.version_id)
    survey = survey_of(scene.services.config, version)
    return Asked(invitation, survey, await answers.find(scene.tx, invitation))


async def is_asked(scene: Scene, asked: Asked, tap: Tap) -> bool:
    """Tell whether this is the person who was asked, in the chat in which they were."""
    if asked.invitation.customer_id is None:
        return False
    customer = await customers.get(scene.tx, asked.invitation.customer_id)
    there = tap.chat_id is None or tap.chat_id == customer.telegram_id
    return customer.telegram_id == tap.person.telegram_id and there


async def note_delivered(
    scene: Scene, asked: Asked, *, chat_id: int | None, message_id: int | None
) -> Asked:
    """Take a press as proof that a question of unknown fate did arrive."""
    invitation = asked.invitation
    known = invitation.delivered_at is not None or invitation.asked_at is None
    if known and not may(invitation.state, "deliver"):
        return asked
    await _found(scene, invitation, chat_id=chat_id, message_id=message_id)
    came = invitation.asked_at if invitation.anonymous else None  # when it was pressed is not kept
    at = came or scene.now
    delivered = await asks.deliver(scene.tx, invitation, at=at, zone=scene.zone)
    return Asked(delivered, asked.survey, asked.answer)


async def _found(
    scene: Scene, invitation: Invitation, *, chat_id: int | None, message_id: int | None
) -> None:
    """Note which message it was, unless it is known as another one already."""
    if chat_id is None or message_id is None:
        return
    if await deliveries.find_by_message(scene.tx, chat_id=chat_id, message_id=message_id):
        return
    for delivery in await deliveries.of_invitation(scene.tx, invitation.id):
        if delivery.kind != "alert":
            now = None if invitation.anonymous else scene.now
            await deliveries.mark_sent(
                scene.tx, delivery.id, chat_id=chat_id, message_id=message_id, now=now
            )
