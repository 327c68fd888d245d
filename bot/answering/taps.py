"""A customer taps a score, a reason, or wants to choose again."""

from bot.answering import scores
from bot.answering.asked import Asked, find_asked, is_asked, note_delivered
from bot.effects import Reply, Scene
from bot.surveys.questionnaire import labels_of
from bot.wire.incoming import Tap
from bot.words.faces import label

_DIGITS = 2  # the longest score a button of ours carries


async def on_score(scene: Scene, tap: Tap) -> Reply:
    """`a:TOKEN:SCORE` - keep the score, or say in friendly words why not."""
    asked = await find_asked(scene, tap.token)
    if asked is None:
        return scene.toast(tap, "toast.unknown")
    if not await is_asked(scene, asked, tap):
        return scene.toast(tap, "toast.not_yours")
    score = read_score(tap.value)
    if score is None or not scores.on_scale(asked.survey, score):
        return scene.toast(tap, "toast.off_scale")
    asked = await note_delivered(scene, asked, chat_id=tap.chat_id, message_id=tap.message_id)
    given = await scores.give(scene, asked, score)
    own = labels_of(scene.services.config, asked.survey, asked.invitation.language)
    shown = label(asked.survey.metric, asked.survey.points, score, own)
    return scene.toast(tap, f"toast.{given}", redraw=asked.invitation.id, score=shown)


async def on_reason(scene: Scene, tap: Tap) -> Reply:
    """`r:TOKEN:REASON` - keep what part it was."""
    asked = await find_asked(scene, tap.token)
    if asked is None or asked.answer is None:
        return scene.toast(tap, "toast.unknown")
    if not await is_asked(scene, asked, tap):
        return scene.toast(tap, "toast.not_yours")
    invitation, answer = asked.invitation, asked.answer
    named = dict(scores.reasons(scene, asked, answer)).get(tap.value)
    if named is None:
        return scene.toast(tap, "toast.off_scale", redraw=invitation.id)
    if answer.reason != tap.value:
        await scores.set_reason(scene, asked, answer, tap.value)
    return scene.toast(tap, "toast.reason", redraw=invitation.id, reason=named)


async def on_change(scene: Scene, tap: Tap, asked: Asked) -> Reply:
    """Show the scores again."""
    if not scores.may_change(scene, asked):
        await scores.look_again(scene, asked)
        return scene.toast(tap, "toast.final", redraw=asked.invitation.id)
    await scores.open_change(scene, asked, changing=True)
    return Reply(redraw=asked.invitation.id)


async def on_keep(scene: Scene, _tap: Tap, asked: Asked) -> Reply:
    """Leave the score as it is."""
    await scores.open_change(scene, asked, changing=False)
    return Reply(redraw=asked.invitation.id)


def read_score(text: str) -> int | None:
    """Read a score as our buttons write it: plain digits without a sign or a leading zero."""
    plain = text.isascii() and text.isdigit() and len(text) <= _DIGITS
    return int(text) if plain and str(int(text)) == text else None
