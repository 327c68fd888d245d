"""What is listened for, from stored rows alone: the screen that stands, and what it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.clock import CLOCKS_DIFFER
from bot.wire.incoming import Said
from storage import deliveries, invitations, shown
from storage.ask_states import may
from storage.customers import Customer
from storage.deliveries import ASKS
from storage.invitations import Invitation
from storage.shown import Shown, ShownScreen
from storage.transaction import Transaction

Reader = Literal["command", "stop word", "score", "reason", "words", "media"]

RECENT = timedelta(days=1)  # so long after its end words still belong to a question
_FIRST: tuple[Reader, ...] = ("command", "stop word")  # taken by the door, whatever is shown

# Who reads a message, in this order, by what was last shown; the last row takes all that is left.
READERS: Mapping[ShownScreen, tuple[Reader, ...]] = {
    "question": (*_FIRST, "score", "words", "media"),
    "reminder": (*_FIRST, "score", "words", "media"),
    "link": (*_FIRST, "score", "words", "media"),
    "change": (*_FIRST, "score", "words", "media"),
    "thanks": (*_FIRST, "reason", "words", "media"),
    "anonymous": (*_FIRST, "words"),
    "later": (*_FIRST, "words", "media"),
    "never": (*_FIRST, "words", "media"),
    "expired": (*_FIRST, "words", "media"),
    "which": (*_FIRST, "words", "media"),  # kept until it is said what they are about
    "guide": (*_FIRST, "words", "media"),  # kept until it is said whether they are passed on
}


@dataclass(frozen=True)
class Listening:
    """A screen, the ask it is about, and the asks to choose from where it may be several."""

    screen: ShownScreen
    about: Invitation | None = None
    choices: Sequence[Invitation] = ()


async def listening(tx: Transaction, person: Customer, now: datetime, said: Said) -> Listening:
    """Tell what a message is about that does not say so itself.

    The newest message of ours that listens comes first, then the one open question, then what has
    closed lately; the guide is what is left. What was asked after it was written is not meant.
    """
    last = await shown.last(tx, person.id)
    newest = await _newest(tx, last, now)
    if newest is not None:
        return newest
    questions = await open_questions(tx, person.id, now, said)
    prompt = await invitations.commenting(tx, person.id, now=now)
    if prompt is not None and not any(_is_newer(each, prompt, last) for each in questions):
        return screen_of(prompt, now)
    if len(questions) > 1:
        return Listening("which", choices=questions)
    if questions:
        return Listening("question", questions[0])
    return await _lately(tx, person.id, last, now, said)


async def _newest(tx: Transaction, last: Shown | None, now: datetime) -> Listening | None:
    """Give what was last shown, if it listens; an open question does so only if it is the one."""
    if last is None or last.invitation_id is None:
        return None
    ask = await invitations.get(tx, last.invitation_id)
    prompts = ask.comment_until is not None and ask.comment_until > now
    if ask.state == "answered":
        return screen_of(ask, now) if prompts else None
    if ask.state == "planned" and ask.again:
        return Listening("later", ask)
    pointed_at = last.screen == "link" and ask.takes_answers(now)
    return Listening("link", ask) if pointed_at else None


async def open_questions(
    tx: Transaction, customer_id: int, now: datetime, said: Said
) -> list[Invitation]:
    """Read the questions a person had before them; of unknown fate only for want of others."""
    every = await invitations.open_of(tx, customer_id)
    open_ones = [each for each in every if may(each.state, "answer") and not each.is_past(now)]
    found = await _had_come(tx, open_ones, said)
    return [each for each in found if each.state == "sent"] or found


def _is_newer(question: Invitation, prompt: Invitation, last: Shown | None) -> bool:
    """Tell whether a question came after a prompt; when an anonymous one came is not kept."""
    if prompt.anonymous:
        return last is not None and last.invitation_id == question.id
    asked, answered = question.delivered_at or question.asked_at, prompt.answered_at
    return asked is None or answered is None or asked > answered


async def _had_come(tx: Transaction, asks: Sequence[Invitation], said: Said) -> list[Invitation]:
    """Leave out what was asked only after a message was written, which may be read much later."""
    return [each for each in asks if await _may_have_come(tx, each, said)]


async def _may_have_come(tx: Transaction, ask: Invitation, said: Said) -> bool:
    """Tell whether a question was there before a message, by their numbers if they are known.

    Telegram numbers what is said in private in its order. Where it is not known whether, or as
    what, a question came, the times tell as far as two clocks agree.
    """
    sent = [each for each in await deliveries.of_invitation(tx, ask.id) if each.kind in ASKS]
    numbers = [each.message_id for each in sent if each.message_id is not None]
    if any(number < said.message_id for number in numbers):
        return True
    if numbers and not any(each.state in {"claimed", "unknown"} for each in sent):
        return False
    written, asked = said.written_at, ask.asked_at
    return written is None or asked is None or written >= asked - CLOCKS_DIFFER


async def _lately(
    tx: Transaction, customer_id: int, last: Shown | None, now: datetime, said: Said
) -> Listening:
    """Find a question that has closed within the day; a score for it still counts."""
    late = await _had_come(tx, await invitations.late_of(tx, customer_id, now=now), said)
    if len(late) > 1:
        return Listening("which", choices=late)
    if late:
        return Listening("question", late[0])
    since = now - RECENT
    expired = await invitations.lately_expired(tx, customer_id, since=since, now=now)
    if expired is not None and await _may_have_come(tx, expired, said):
        return Listening("expired", expired)
    if last is not None and last.invitation_id is not None and last.at > since:
        ask = await invitations.get(tx, last.invitation_id)
        if ask.state == "withdrawn" and ask.delivered_at is not None:
            return screen_of(ask, now)
    return Listening("guide")


def screen_of(ask: Invitation, now: datetime) -> Listening:
    """Tell what the message about an ask shows, for somebody who points at it."""
    if ask.takes_answers(now):
        return Listening("question", ask)
    if ask.state == "answered":
        standing: ShownScreen = "change" if ask.changing else "thanks"
        return Listening("anonymous" if ask.anonymous else standing, ask)
    if ask.state == "planned":
        return Listening("later", ask)
    stopped = ask.state == "withdrawn" and ask.gate == "opted_out"
    return Listening("never" if stopped else "expired", ask)
