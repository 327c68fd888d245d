"""Pages for staff and the buttons below them: each stands for a command kept under a token."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.errors import Refusal
from bot.pictures.drawer import NoPictureError
from bot.reports.understanding import query_of
from bot.services import Command, Context, Services
from bot.wire.outcomes import Outcome, Refused
from bot.words.clipping import CAPTION, MESSAGE, clipped
from bot.words.voice import Choice, Page, Voice
from storage import shortcuts
from storage.database import Transaction

_log = logging.getLogger(__name__)

PREFIX = "s:"
SOON_S = 0.7  # a picture that takes longer is announced


def typed(update: Update) -> str:
    """Give the command as it was typed."""
    message = update.effective_message
    return (message.text if message else None) or ""


def voice_of(update: Update, context: Context) -> Voice:
    """Speak the language of whoever asks."""
    return Voice(context.services.words, context.language(update))


async def page_behind(services: Services, command: Command, text: str, voice: Voice) -> Page:
    """Write the page that a command answers with; whoever wants words gets no picture."""
    if command.page is None:
        raise LookupError(f"/{command.name} has no page")
    page = await command.page(services, text, voice)
    with suppress(Refusal):  # not every command has a query
        return replace(page, picture=None) if query_of(services, text).plain else page
    return page


async def say_page(context: Context, page: Page) -> Outcome | None:
    """Reply with a page, and tell what became of it; where pictures may not go, in words."""
    buttons = await keyboard(context.services, page.rows)
    png = await _drawn_in_sight(context, page)
    if png is not None and page.picture is not None:
        caption = clipped(page.picture.caption, CAPTION)
        outcome = await context.say(caption, buttons, png=png)
        if not isinstance(outcome, Refused):
            return outcome
        _log.warning("a picture was refused, the words have to do: %s", outcome.description)
    return await context.say(clipped(page.text, MESSAGE), buttons)


async def show_page(context: Context, page: Page) -> None:
    """Turn the message whose button was pressed into a page.

    A picture stays a picture and words stay words: what has no picture is a message of its own.
    """
    buttons = await keyboard(context.services, page.rows)
    png = await _drawn_in_sight(context, page) if context.on_picture else None
    if png is not None and page.picture is not None:
        await context.show(clipped(page.picture.caption, CAPTION), buttons, png=png)
    elif context.on_picture:
        await context.toast()
        await context.say(clipped(page.text, MESSAGE), buttons)
    else:
        await context.show(clipped(page.text, MESSAGE), buttons)


async def _drawn_in_sight(context: Context, page: Page) -> bytes | None:
    """Draw the picture of a page; whoever has to wait for it sees that it is on its way."""
    drawing = asyncio.create_task(drawn(context.services, page))
    try:
        await asyncio.wait((drawing,), timeout=SOON_S)
        if not drawing.done():
            await context.tell_of_picture()
        return await drawing
    finally:
        drawing.cancel()


async def drawn(services: Services, page: Page) -> bytes | None:
    """Draw the picture of a page; None where there is none, or none can be made."""
    if page.picture is None or not services.config.reports.pictures:
        return None
    try:
        return await services.pictures.png(page.picture.svg)
    except NoPictureError as error:
        _log.error("a picture could not be drawn, the words have to do: %s", error)
        return None


async def keyboard(
    services: Services, rows: Sequence[Sequence[Choice]]
) -> InlineKeyboardMarkup | None:
    """Keep the commands behind the buttons, and build the keyboard."""
    bodies = [choice.body for row in rows for choice in row]
    if not bodies:
        return None
    now = services.clock()

    async def unit(tx: Transaction) -> dict[str, str]:
        return await shortcuts.keep(tx, bodies, now=now)

    tokens = await services.database.write(unit)
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(choice.label, callback_data=PREFIX + tokens[choice.body])
                for choice in row
            ]
            for row in rows
            if row
        ]
    )


async def command_behind(services: Services, data: str) -> str | None:
    """Find the command that a pressed button stands for."""

    async def unit(tx: Transaction) -> str | None:
        return await shortcuts.find(tx, data.removeprefix(PREFIX))

    return await services.database.read(unit) if data.startswith(PREFIX) else None
