"""A customer would rather be asked later: the message closes, and one new one is offered."""

from bot.answering import scores
from bot.answering.scores import Asked
from bot.asking.planning import plan_ask
from bot.effects import Reply, Scene
from bot.wire.incoming import Tap
from storage import deliveries, invitations, reminders
from storage.moments import to_micros


async def on_later(scene: Scene, tap: Tap, asked: Asked) -> Reply:
    """Close the message and plan one new one; only once."""
    invitation = asked.invitation
    if not scores.is_open(scene, asked) or invitation.again or invitation.test:
        await scores.look_again(scene, asked)
        return scene.toast(tap, "toast.stale", redraw=invitation.id)
    at = scene.now + scene.services.config.cadence.later_after
    changed = await invitations.change(
        scene.tx,
        invitation,
        zone=scene.zone,
        state="planned",
        again=1,
        expires_at=to_micros(at + asked.survey.expires),
    )
    await reminders.drop(scene.tx, invitation.id)
    await deliveries.touch(scene.tx, invitation.id)
    await plan_ask(scene.tx, changed, chat_id=tap.person.telegram_id, at=at, kind="again")
    return scene.toast(tap, "toast.later", redraw=invitation.id)
