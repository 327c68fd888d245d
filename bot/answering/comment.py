"""A customer writes: a score, a comment, or something that belongs to no question."""

from dataclasses import replace
from functools import partial

from bot.answering import passing_on, placing, scores
from bot.answering.asked import Asked, asked_of, find_asked, is_asked, note_delivered
from bot.answering.editing import take_edit
from bot.answering.filing import keep, part_of
from bot.answering.listening import READERS, Listening, listening, screen_of
from bot.cases.casework import keep_note
from bot.cases.hearing import hear, hear_anew
from bot.cases.speaking import take_words
from bot.effects import Reply, Scene
from bot.settings.config import Survey
from bot.surveys.question import Screen
from bot.surveys.questionnaire import buttons_of
from bot.text.folding import trim, visible
from bot.text.typed_scores import read_score
from bot.wire.incoming import Said, Tap
from storage import customers, deliveries, invitations, shown, talks, unplaced
from storage.comments import Part
from storage.customers import Customer
from storage.shown import ShownScreen

LONGEST = 4096  # characters of one message that are kept: all that Telegram lets through


async def on_comment(scene: Scene, tap: Tap, asked: Asked) -> Reply:
    """Ask for a comment once more: what the person writes next is the comment."""
    if asked.invitation.state != "answered":
        await scores.look_again(scene, asked)
        return scene.toast(tap, "toast.stale", redraw=asked.invitation.id)
    await scores.ask_for_words(scene, asked)
    return scene.toast(tap, "toast.comment", redraw=asked.invitation.id)


async def on_message(scene: Scene, said: Said) -> Reply | None:
    """Take in what a customer wrote; nothing is swallowed."""
    if said.chat_type != "private":
        words = clean(said.text or "")
        spoken = await take_words(scene, said, words)
        if spoken is None:
            await keep_note(scene, said, words)
        return spoken
    if said.reply_data is not None or said.edited:
        spoken = await take_words(scene, said, clean(said.text or ""))
        if spoken is not None:
            return spoken
    customer = await customers.remember(scene.tx, said.person, at=scene.now)
    await customers.mark_started(scene.tx, customer.id, at=scene.now)
    reply = await _taken(scene, said, customer)
    if reply is None or reply.say is None or said.album is None or said.edited:
        return reply
    first = await customers.note_album(scene.tx, customer.id, said.album)
    return reply if first else replace(reply, say=None)  # an album is several messages


async def _taken(scene: Scene, said: Said, customer: Customer) -> Reply | None:
    part = part_of(scene, said, clean(said.text or ""))
    if part.body is None and part.media is None:
        return None  # nothing that can be kept: what it was is for the door to say
    if said.edited:
        if await hear_anew(scene, said, part):
            return None
        read, take = partial(typed_score, scene), partial(_take, scene, said)
        return await take_edit(scene, said, customer, part, read=read, take=take)
    return await hear(scene, said, customer, part) or await _placed(scene, said, customer, part)


async def _placed(scene: Scene, said: Said, customer: Customer, part: Part) -> Reply | None:
    """Find what words are about, and file them there."""
    heard = await _heard(scene, said, customer)
    if heard.screen == "which":
        return await placing.ask_which(scene, said, customer, part, heard.choices)
    if heard.about is None:
        return await passing_on.answer_unasked(scene, said, customer, part)
    return await _take(scene, said, heard.screen, heard.about, part)


async def meant(scene: Scene, said: Said, customer: Customer) -> Asked | None:
    """Find the question that a message is about, if it is about one."""
    if await talks.going_on(scene.tx, customer.id, now=scene.now) is not None:
        return None
    about = (await _heard(scene, said, customer)).about
    return await asked_of(scene, about) if about is not None else None


async def _heard(scene: Scene, said: Said, customer: Customer) -> Listening:
    found = await _replied_to(scene, said, customer)
    return found or await listening(scene.tx, customer, scene.now, said)


async def _replied_to(scene: Scene, said: Said, customer: Customer) -> Listening | None:
    """Find what Telegram's own Reply points at."""
    if said.reply_to is None:
        return None
    delivery = await deliveries.find_by_message(
        scene.tx, chat_id=said.chat_id, message_id=said.reply_to
    )
    if delivery is None or delivery.customer_id != customer.id or delivery.invitation_id is None:
        return None
    return screen_of(await invitations.get(scene.tx, delivery.invitation_id), scene.now)


async def _take(
    scene: Scene, said: Said, screen: ShownScreen, about: invitations.Invitation, part: Part
) -> Reply:
    """Let those read it that the screen accepts; what none of them takes is the comment."""
    asked = await asked_of(scene, about)
    if said.reply_to is not None:
        asked = await note_delivered(scene, asked, chat_id=said.chat_id, message_id=said.reply_to)
    readers = READERS[screen]
    if "score" in readers and part.body is not None and not said.forwarded:
        asked, part = await _take_score(scene, asked, part)
    if "reason" in readers and await _take_reason(scene, asked, part):
        return Reply(redraw=about.id)
    return await keep(scene, said, asked, part, screen)


async def _take_score(scene: Scene, asked: Asked, part: Part) -> tuple[Asked, Part]:
    """Keep the score that a message gives for certain; the rest of it is the comment."""
    score, rest = typed_score(scene, part.body or "", asked.survey)
    if score is None:
        return asked, part
    if scores.is_open(scene, asked):
        asked = await note_delivered(scene, asked, chat_id=None, message_id=None)
        await scores.first_score(scene, asked, score, message_id=part.message_id)
    elif asked.answer is not None and scores.may_change(scene, asked):
        await scores.change_score(scene, asked, asked.answer, score)
    else:
        return asked, part
    invitation = await invitations.get(scene.tx, asked.invitation.id)
    return await asked_of(scene, invitation), replace(part, body=rest or None)


async def _take_reason(scene: Scene, asked: Asked, part: Part) -> bool:
    """Take the words on a button of ours, typed, as a press on it."""
    if asked.answer is None or asked.answer.reason is not None or part.body is None:
        return False
    typed, reasons = part.body.casefold(), scores.reasons(scene, asked, asked.answer)
    chosen = next((slug for slug, name in reasons if name.casefold() == typed), None)
    if chosen is not None and part.media is None:
        await scores.set_reason(scene, asked, asked.answer, chosen)
        return True
    return False


async def on_place(scene: Scene, tap: Tap) -> Reply:
    """`p:TOKEN` - the question that words were about which could have been about several."""
    asked = await find_asked(scene, tap.token)
    if asked is None or asked.invitation.customer_id is None:
        return scene.toast(tap, "toast.unknown")
    if not await is_asked(scene, asked, tap):
        return scene.toast(tap, "toast.not_yours")
    about = asked.invitation
    owner = asked.invitation.customer_id
    await shown.note(scene.tx, owner, "link", at=scene.now, invitation_id=about.id)
    waiting = [] if about.anonymous else await unplaced.waiting(scene.tx, owner, "which")
    for part in waiting:
        now = await invitations.get(scene.tx, about.id)
        said = Said(tap.person, tap.chat_id or tap.person.telegram_id, "private", part.message_id)
        await _take(scene, said, screen_of(now, scene.now).screen, now, part)
    if waiting:
        await unplaced.drop(scene.tx, owner, "which")
    key = "which.kept" if waiting else "which.write_now"
    screen = Screen(scene.voice(tap).say(key))
    return replace(scene.toast(tap, key, redraw=about.id), show=screen)


def typed_score(scene: Scene, text: str, survey: Survey) -> tuple[int | None, str]:
    """Read a score at the start of a message, and the words after it."""
    return read_score(text, buttons_of(survey, scene.services.words))


def clean(text: str) -> str:
    """Keep words, drop control characters and turns of direction, bound the length."""
    return trim(trim(visible(text))[:LONGEST])
