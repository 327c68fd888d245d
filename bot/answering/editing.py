"""A customer changes what they wrote: newer words are read as the first were."""

from collections.abc import Callable
from dataclasses import replace

from bot.answering import scores
from bot.answering.listening import listening
from bot.answering.scores import Asked
from bot.effects import Reply, Scene, told
from bot.settings.config import Survey
from bot.wire.incoming import Said
from storage import answers, comments, invitations, revisions, unplaced
from storage.comments import Part
from storage.customers import Customer

Read = Callable[[str, Survey], tuple[int | None, str]]  # a typed score, and the words after it


async def take_edit(
    scene: Scene, said: Said, customer: Customer, part: Part, read: Read
) -> Reply | None:
    """Read newer words of a message that is known; of others nothing was kept to change."""
    place = {"customer_id": customer.id, "message_id": said.message_id}
    waits_for = await unplaced.waits_for(scene.tx, **place)
    if waits_for is not None:
        await unplaced.keep(scene.tx, customer.id, part, waits_for)
        return None  # the question that they wait for stands below them
    typed = await answers.typed_in(scene.tx, **place)
    known = typed or await comments.find_invitation(scene.tx, **place)
    if known is None:
        return await _edit_of_unknown(scene, said, customer)
    asked = await scores.asked_of(scene, await invitations.get(scene.tx, known))
    score, rest = read(part.body or "", asked.survey)
    too_late = False
    if score is not None and (asked.answer is None or typed is not None):
        too_late = not await _score_again(scene, asked, score, part.message_id)
        if typed is not None or scores.is_open(scene, asked):
            part = replace(part, body=rest or None)
    final = told(scene.services, said, "said.final") if too_late else Reply()
    if too_late and not rest:
        return final  # nothing new but a score that cannot be taken
    asked = await scores.asked_of(scene, await invitations.get(scene.tx, known))
    await _replace_words(scene, asked, part)
    return replace(final, redraw=known)


async def _score_again(scene: Scene, asked: Asked, score: int, message_id: int) -> bool:
    """Keep the score of the newer words; False if it is too late to change it."""
    if scores.is_open(scene, asked):
        asked = await scores.note_delivered(scene, asked, chat_id=None, message_id=None)
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


async def _edit_of_unknown(scene: Scene, said: Said, customer: Customer) -> Reply | None:
    """Say that anonymous words stay as they are: nobody knows which of them these were."""
    heard = await listening(scene.tx, customer, scene.now, said)
    if heard.about is not None and heard.about.anonymous:
        return told(scene.services, said, "anonymous.no_edits")
    return None
