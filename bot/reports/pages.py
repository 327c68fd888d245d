"""Pages for staff and the buttons below them: each stands for a command kept under a token."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.pictures.drawer import NoPictureError
from bot.pictures.page import Choice, Page
from bot.reports.understanding import query_of, today
from bot.services import Services
from bot.text.query import command_of
from bot.wire.incoming import Asker
from bot.words.voice import Voice
from storage import shortcuts
from storage.transaction import Transaction

_log = logging.getLogger(__name__)

PREFIX = "s:"
SOON_S = 0.7  # a picture that takes longer is announced


async def page_behind(services: Services, text: str, voice: Voice) -> Page:
    """Write the page that a report's command answers with; whoever wants words gets no picture.

    A Refusal says what is wrong with the command.
    """
    report, query = services.reports[command_of(text)], query_of(services, text)
    page = report.write(voice, await report.read(services, query), today(services))
    return replace(page, picture=None) if query.plain else page


async def drawn_in_sight(services: Services, asker: Asker, page: Page) -> bytes | None:
    """Draw the picture of a page; whoever has to wait for it sees that it is on its way."""
    drawing = asyncio.create_task(drawn(services, page))
    try:
        await asyncio.wait((drawing,), timeout=SOON_S)
        if not drawing.done() and asker.chat_id is not None:
            await services.outbox.tell_of_picture(asker.chat_id, thread_id=asker.thread_id)
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


async def command_behind(tx: Transaction, data: str) -> str | None:
    """Find the command that a pressed button stands for."""
    return await shortcuts.find(tx, data.removeprefix(PREFIX)) if data.startswith(PREFIX) else None
