"""A customer would rather be asked later: the message closes, and one new one is offered."""

from bot.answering.postponing import put_off
from bot.answering.scores import Asked
from bot.effects import Reply, Scene
from bot.wire.incoming import Tap


async def on_later(scene: Scene, tap: Tap, asked: Asked) -> Reply:
    """Close the message and plan one new one; only once."""
    done = await put_off(scene, asked, chat_id=tap.person.telegram_id)
    toast = "toast.later" if done else "toast.stale"
    return scene.toast(tap, toast, redraw=asked.invitation.id)
