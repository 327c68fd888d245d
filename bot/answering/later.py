"""A customer would rather be asked later: the message closes, and one new one is planned."""

from bot.answering import scores
from bot.answering.asked import Asked
from bot.asking.planning import plan_ask
from bot.effects import Reply, Scene
from bot.wire.incoming import Tap
from storage import asks, reminders, revisions, shown


async def on_later(scene: Scene, tap: Tap, asked: Asked) -> Reply:
    """Close the message and plan one new one; only once."""
    ask = asked.invitation
    if scores.is_open(scene, asked) and ask.is_past(scene.now):
        await scores.look_again(scene, asked)
        return scene.toast(tap, "toast.no_later", redraw=ask.id)
    if not scores.is_open(scene, asked) or ask.again or ask.test:
        await scores.look_again(scene, asked)
        return scene.toast(tap, "toast.stale", redraw=ask.id)
    at = scene.now + scene.services.config.cadence.later_after
    expires_at = at + asked.survey.expires
    planned = await asks.put_off(scene.tx, ask, expires_at=expires_at, zone=scene.zone)
    await reminders.drop(scene.tx, ask.id)
    await revisions.touch(scene.tx, ask.id)
    await shown.note(scene.tx, ask.customer_id, "later", at=scene.now, invitation_id=ask.id)
    await plan_ask(scene.tx, planned, chat_id=tap.person.telegram_id, at=at, kind="again")
    return scene.toast(tap, "toast.later", redraw=ask.id)
