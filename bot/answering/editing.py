"""A customer changes what they wrote: newer words are read as the first were."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from bot.answering import scores
from bot.answering.asked import Asked, asked_of, note_delivered
from bot.answering.listening import READERS, listening
from bot.cases.hearing import hear
from bot.effects import Reply, Scene, told
from bot.settings.config import Survey
from bot.wire.incoming import Said
from storage import (
    answers,
    comments,
    counted_asks,
    deliveries,
    invitations,
    revisions,
    unplaced,
)
from storage.comments import Part
from storage.customers import Customer
from storage.invitations import Invitation
from storage.shown import ShownScreen

_NAMELESS_FOR = timedelta(days=366)  # after an anonymous ask it may be that which words were for
Take = Callable[[ShownScreen, Invitation, Part], Awaitable[Reply]]
Read = Callable[[str, Survey], tuple[int | None, str]]  # a typed score, and the words after it


async def take_edit(
    scene: Scene, said: Said, customer: Customer, part: Part, *, read: Read, take: Take
) -> Reply | None:
    """Read newer words of a message that is known; others may be an answer by now, to `take`."""
    place = {"customer_id": customer.id, "message_id": said.message_id}
    waits_for = await unplaced.waits_for(scene.tx, **place)
    if waits_for is not None:
        await unplaced.keep(scene.tx, customer.id, part, waits_for)
        return None  # the question that they wait for stands below them
    typed = await answers.typed_in(scene.tx, **place)
    known = typed or await comments.find_invitation(scene.tx, **place)
    if known is None:
        return await _edit_of_unknown(scene, said, customer, part, take)
    asked = await asked_of(scene, await invitations.get(scene.tx, known))
    score, rest = read(part.body or "", asked.survey)
    too_late = False
    if score is not None and (asked.answer is None or typed is not None):
        too_late = not await _score_again(scene, asked, score, part.message_id)
        if typed is not None or scores.is_open(scene, asked):
            part = replace(part, body=rest or None)
    final = told(scene.services, said, "said.final") if too_late else Reply()
    if too_late and not rest:
        return final  # nothing new but a score that cannot be taken
    asked = await asked_of(scene, await invitations.get(scene.tx, known))
    await _replace_words(scene, asked, part)
    return replace(final, redraw=known)


async def _score_again(scene: Scene, asked: Asked, score: int, message_id: int) -> bool:
    """Keep the score of the newer words; False if it is too late to change it."""
    if scores.is_open(scene, asked):
        asked = await note_delivered(scene, asked, chat_id=None, message_id=None)
        await scores.first_score(scene, asked, score, message_id=message_id)
    elif asked.answer is not None and asked.answer.score != score:
        if not scores.may_change(scene, asked):
            return False
        await scores.change_score(scene, asked, asked.answer, score)
    return True


async def _replace_words(scene: Scene, asked: Asked, part: Part) -> None:
    if part.body is not None or part.media is not None:
        await scores.add_comment(scene, asked, part)
        return
    await comments.drop(scene.tx, asked.invitation.id, part.message_id)
    left = bool(await comments.parts(scene.tx, asked.invitation.id))
    if asked.answer is not None and asked.answer.commented and not left:
        await answers.note_comment(scene.tx, asked.answer, zone=scene.zone, commented=False)
    await revisions.touch(scene.tx, asked.invitation.id, alerts=True)


async def _edit_of_unknown(
    scene: Scene, said: Said, customer: Customer, part: Part, take: Take
) -> Reply | None:
    """Take what was no answer before, as a command, for one to the open question before it.

    Anonymous words stay as they are: nobody knows which of them these were. So whoever has had an
    anonymous question gives no answer with a name in this way.
    """
    talked = await hear(scene, said, customer, part)
    if talked is not None:
        return talked
    heard = await listening(scene.tx, customer, scene.now, said)
    about = heard.about
    if about is None:
        return None
    if about.anonymous:
        return told(scene.services, said, "anonymous.no_edits")
    wanted = "score" in READERS[heard.screen] and about.answered_at is None
    if not wanted or not await _follows(scene, about, said.message_id):
        return None
    asked = await counted_asks.of_customer(scene.tx, customer.id, since=scene.now - _NAMELESS_FOR)
    if any(each.anonymous for each in asked):
        return None
    return await take(heard.screen, about, part)


async def _follows(scene: Scene, about: Invitation, message_id: int) -> bool:
    """Tell whether a message was written after a question was shown."""
    shown = await deliveries.of_invitation(scene.tx, about.id)
    ids = [each.message_id for each in shown if each.kind != "alert"]
    return any(each is not None and each < message_id for each in ids)
