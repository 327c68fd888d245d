"""Words find their place: they are kept with a question, and their person is told so."""

from dataclasses import replace

from bot.answering import scores
from bot.answering.asked import Asked
from bot.effects import Reply, Scene, told
from bot.wire.incoming import Said
from storage import deliveries
from storage.comments import Part
from storage.shown import ShownScreen

_OVER = {"later": "said.kept_later", "never": "said.kept_closed", "expired": "said.kept_closed"}


def part_of(scene: Scene, said: Said, text: str) -> Part:
    """Make one message of a comment of what was written or sent."""
    return Part(said.message_id, scene.now, text or None, said.media, said.file_id)


async def keep(scene: Scene, said: Said, asked: Asked, part: Part, screen: ShownScreen) -> Reply:
    """Keep what is left of a message; it is the question's message that says so, if it can."""
    about = asked.invitation
    if part.body is None and part.media is None:
        return await _acknowledged(scene, said, asked, "said.counted")
    await scores.add_comment(scene, asked, part)
    if about.anonymous:
        say = told(scene.services, said, _receipt(asked, part)).say
        return Reply(say=say, redraw=about.id, react=part.body is not None)
    if screen in _OVER:
        say = told(scene.services, said, _OVER[screen]).say
        return Reply(say=say, redraw=about.id, react=True)
    return replace(await _acknowledged(scene, said, asked, "said.kept"), react=True)


def _receipt(asked: Asked, part: Part) -> str:
    """Say what became of anonymous words, from the message in hand: nothing tells who wrote."""
    if part.media is not None:
        return "anonymous.words_only" if part.body is None else "anonymous.words_kept"
    return "anonymous.kept" if asked.invitation.state == "answered" else "anonymous.tap_too"


async def _acknowledged(scene: Scene, said: Said, asked: Asked, key: str) -> Reply:
    """Draw the message of the question anew, or say it where nobody knows which it is."""
    messages = await deliveries.of_invitation(scene.tx, asked.invitation.id)
    if any(each.message_id is not None and each.kind != "alert" for each in messages):
        return Reply(redraw=asked.invitation.id)
    return told(scene.services, said, key)
