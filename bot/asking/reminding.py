"""One reminder of a question that is still open: planned when it was sent, looked at once more."""

from datetime import datetime

from bot.asking.planning import plan_ask
from bot.effects import Scene
from storage import invitations, reminders, shown
from storage.deliveries import Delivery
from storage.invitations import Invitation


async def note_shown(scene: Scene, delivery: Delivery) -> None:
    """Note that a person is shown a question: when it is claimed, and again when it has come."""
    if delivery.kind in {"ask", "again", "reminder"}:
        screen: shown.ShownScreen = "reminder" if delivery.kind == "reminder" else "question"
        about = delivery.invitation_id
        await shown.note(scene.tx, delivery.customer_id, screen, at=scene.now, invitation_id=about)


async def after_sending(scene: Scene, delivery: Delivery) -> None:
    """Plan the reminder of a question that was sent; one that was sent takes over from it."""
    await note_shown(scene, delivery)
    if delivery.invitation_id is None:
        return
    if delivery.kind == "reminder":
        await reminders.supersede(scene.tx, delivery.invitation_id)
    if delivery.kind != "ask":
        return
    invitation = await invitations.get(scene.tx, delivery.invitation_id)
    survey = scene.services.config.surveys.get(invitation.survey)
    if survey is None or survey.reminder is None or invitation.test:
        return
    at = scene.now + survey.reminder.after
    if is_waiting(invitation, at):
        await plan_ask(scene.tx, invitation, chat_id=delivery.chat_id, at=at, kind="reminder")


def is_waiting(invitation: Invitation, at: datetime) -> bool:
    """Tell whether the question is still open at a moment: neither answered, put off nor closed."""
    return invitation.state == "sent" and not invitation.again and not invitation.is_past(at)
