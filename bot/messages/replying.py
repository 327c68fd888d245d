"""Carrying out a reply after the commit, in the place that it has in its chat."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from telegram import InlineKeyboardMarkup

from bot.effects import Reply, refused, told
from bot.errors import Refusal
from bot.messages.drawing import redraw
from bot.messages.reaching import note_gone, note_moved
from bot.pictures.page import Page
from bot.reports.pages import drawn_in_sight, keyboard
from bot.services import Services
from bot.wire.calling import Kind
from bot.wire.incoming import Asker, Said, Tap
from bot.wire.outcomes import Moved, Outcome, Refused, is_lost, may_go_in_words
from bot.wire.reply_pool import Act, Errand
from bot.words.clipping import CAPTION, MESSAGE, clipped

_log = logging.getLogger(__name__)

Later = Callable[[], Awaitable[Reply]]


@dataclass(frozen=True)
class Message:
    """What a message is to be, ready to leave: words, or a picture with its caption."""

    text: str
    keyboard: InlineKeyboardMarkup | None
    png: bytes | None = None
    caption: str = ""


def pooled(services: Services, asker: Asker, reply: Reply) -> Errand:
    """Line a reply up in its chat; a press whose answer is known is answered at once."""
    known = reply.later is None or reply != Reply(later=reply.later)
    at_once = known and isinstance(asker, Tap)
    return Errand(
        partial(_made, services, asker, reply, answered=known),
        key=asker.person.telegram_id if asker.chat_id is None else asker.chat_id,
        at_once=partial(_answer, services, asker, reply.toast) if at_once else None,
        slow=reply.later is not None,
    )


async def _answer(services: Services, asker: Asker, toast: str | None) -> None:
    if isinstance(asker, Tap):
        await services.outbox.answer_tap(asker.query_id, toast)


async def _made(services: Services, asker: Asker, reply: Reply, *, answered: bool) -> Act:
    """Find out what else there is to say, and draw it; gives what sends all."""
    own = await _ready(services, asker, reply)
    if reply.later is None:
        return own
    found = await _found(services, asker, reply.later)
    if not answered:
        await _answer(services, asker, found.toast)
    try:
        return partial(_both, own, await _ready(services, asker, found))
    except Exception:  # noqa: BLE001 - whoever asked is told, whatever it is
        _log.exception("what was asked for could not be shown")
        sorry = told(services, asker, "toast.trouble")
        return partial(_both, own, await _ready(services, asker, sorry))


async def _found(services: Services, asker: Asker, later: Later) -> Reply:
    try:
        return await later()
    except Refusal as refusal:
        return refused(services, asker, refusal)
    except Exception:  # noqa: BLE001 - whoever asked is told, whatever it is
        _log.exception("what was asked for could not be told")
        return told(services, asker, "toast.trouble")


async def _both(first: Act, second: Act) -> None:
    await first()
    await second()


async def _ready(services: Services, asker: Asker, reply: Reply) -> Act:
    """Draw what a reply holds; gives what sends it."""
    wanted = reply.say or reply.show
    message = None
    if isinstance(wanted, Page):
        message = await _drawn(services, asker, wanted, shown=reply.say is None)
    elif wanted is not None:
        message = Message(wanted.text, wanted.keyboard)
    return partial(_send, services, asker, reply, message)


async def _drawn(services: Services, asker: Asker, page: Page, *, shown: bool) -> Message:
    """Draw a page; a message of words that is to show it stays one of words."""
    buttons = await keyboard(services, page.rows)
    text = clipped(page.text, MESSAGE)
    if shown and not (isinstance(asker, Tap) and asker.on_picture):
        return Message(text, buttons)
    png = await drawn_in_sight(services, asker, page)
    caption = clipped(page.picture.caption, CAPTION) if page.picture is not None else ""
    return Message(text, buttons, png, caption)


async def _send(services: Services, asker: Asker, reply: Reply, message: Message | None) -> None:
    for delivery_id in reply.stale:
        await redraw(services, delivery_id)
    if message is not None and reply.say is not None:
        await _say(services, asker, message)
    elif message is not None:
        await _show(services, asker, message)
    if reply.react and isinstance(asker, Said):
        await services.outbox.react(asker.chat_id, asker.message_id)


async def _say(services: Services, asker: Asker, message: Message) -> None:
    """Reply with exactly one message, in its topic."""
    if asker.chat_id is not None:
        place, reply_to = (asker.chat_id, asker.thread_id), asker.message_id
        await send_reply(services, message, place=place, reply_to=reply_to)


async def send_reply(
    services: Services,
    message: Message,
    *,
    place: tuple[int, int | None],
    reply_to: int | None,
    kind: Kind = "reply",
) -> tuple[Outcome, bool]:
    """Send one message to a chat and topic, in words where no picture may go, and tell.

    It follows a group that has moved; whoever cannot be written to is noted so.
    """
    outcome, pictured = await _sent(services, message, place, reply_to, kind)
    if isinstance(outcome, Moved):
        await note_moved(services, place[0], outcome)
        outcome, pictured = await _sent(services, message, (outcome.chat_id, None), None, kind)
    await note_gone(services, place[0], outcome)
    return outcome, pictured


async def _sent(
    services: Services,
    message: Message,
    place: tuple[int, int | None],
    reply_to: int | None,
    kind: Kind,
) -> tuple[Outcome, bool]:
    outbox, (chat_id, thread_id) = services.outbox, place
    if message.png is not None:
        outcome = await outbox.send_photo(
            chat_id,
            message.png,
            message.caption,
            message.keyboard,
            kind=kind,
            reply_to=reply_to,
            thread_id=thread_id,
        )
        if not may_go_in_words(outcome):
            return outcome, True
        _log.warning("a picture was refused, the words have to do: %s", outcome)
    outcome = await outbox.send_text(
        chat_id,
        message.text,
        message.keyboard,
        kind=kind,
        reply_to=reply_to,
        thread_id=thread_id,
    )
    return outcome, False


async def _show(services: Services, asker: Asker, message: Message) -> None:
    """Turn the message whose button was pressed into another one.

    A picture stays a picture and words stay words: what has no picture is a message of its own, and
    so is what cannot be shown in this one.
    """
    if asker.chat_id is None or asker.message_id is None:
        return
    outbox, place = services.outbox, (asker.chat_id, asker.message_id)
    if message.png is not None:
        outcome = await outbox.edit_photo(*place, message.png, message.caption, message.keyboard)
        if may_go_in_words(outcome):
            await _say(services, asker, replace(message, png=None))
    elif isinstance(asker, Tap) and asker.on_picture:
        await _say(services, asker, message)
        return
    else:
        outcome = await outbox.edit_text(*place, message.text, message.keyboard)
    if isinstance(outcome, Refused) and is_lost(outcome):
        await _say(services, asker, message)
