"""A question that is put off: its message closes, and one new one is planned."""

from bot.answering import scores
from bot.answering.scores import Asked
from bot.asking.planning import plan_ask
from bot.effects import Scene
from storage import asks, deliveries, reminders


async def put_off(scene: Scene, asked: Asked, *, chat_id: int) -> bool:
    """Ask later, and only once; False if the question cannot be put off any more."""
    invitation = asked.invitation
    if not scores.is_open(scene, asked) or invitation.again or invitation.test:
        await scores.look_again(scene, asked)
        return False
    at = scene.now + scene.services.config.cadence.later_after
    planned = await asks.put_off(
        scene.tx, invitation, expires_at=at + asked.survey.expires, zone=scene.zone
    )
    await reminders.drop(scene.tx, invitation.id)
    await deliveries.touch(scene.tx, invitation.id)
    await plan_ask(scene.tx, planned, chat_id=chat_id, at=at, kind="again")
    return True
