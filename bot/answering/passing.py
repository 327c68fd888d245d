"""A customer cannot say: the question closes without a score, and counts as that."""

from bot.answering import scores
from bot.answering.asked import Asked
from bot.effects import Reply, Scene
from bot.wire.incoming import Tap


async def on_cannot_say(scene: Scene, tap: Tap, asked: Asked) -> Reply:
    """Close the question, if it is open and the survey still offers that."""
    ask = asked.invitation
    if not scores.is_open(scene, asked) or not asked.survey.cannot_say:
        await scores.look_again(scene, asked)
        return scene.toast(tap, "toast.stale", redraw=ask.id)
    await scores.close_unsaid(scene, asked)
    return scene.toast(tap, "toast.cannot_say", redraw=ask.id)
