"""Pages for staff and the buttons below them: each stands for a command kept under a token."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.errors import Refusal
from bot.pictures.drawer import NoPictureError
from bot.pictures.page import Choice, Page
from bot.reports.understanding import query_of, today
from bot.services import Services
from bot.text.query import Query, command_of
from bot.wire.incoming import Asker
from bot.words.voice import Voice
from storage import shortcuts
from storage.errors import TooMuchError
from storage.transaction import Transaction

_log = logging.getLogger(__name__)

PREFIX = "s:"
ANEW = " "  # what a kept command begins with whose reply is a message of its own
SOON_S = 0.7  # a picture that takes longer is announced
_A_MONTH = 30  # days


async def page_behind(services: Services, text: str, voice: Voice) -> Page:
    """Write the page that a report's command answers with; whoever wants words gets no picture.

    A Refusal says what is wrong with the command.
    """
    report, query = services.reports[command_of(text)], query_of(services, text)
    try:
        found = await report.read(services, query)
    except TooMuchError:
        raise Refusal("staff.too_much", example=_lighter(query)) from None
    page = report.write(voice, found, today(services))
    return replace(page, picture=None) if query.plain else page


def _lighter(query: Query) -> str:
    """Ask for less of the same: fewer cuts at once, else a shorter period."""
    if len(query.filters) + (query.by is not None) > 1:
        first = dict(list(query.filters.items())[:1])
        return replace(query, filters=first, by=None).text()
    period = query.period
    since = max(period.since, period.until - timedelta(days=min(_A_MONTH, period.days // 2 or 1)))
    shorter = replace(period, since=since, unit=None, so_far=False)
    return replace(query, period=replace(shorter, name=shorter.code), against=None).text()


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
    bodies = [_kept(choice) for row in rows for choice in row]
    if not bodies:
        return None
    now = services.clock()

    async def unit(tx: Transaction) -> dict[str, str]:
        return await shortcuts.keep(tx, bodies, now=now)

    tokens = await services.database.write(unit)
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(choice.label, callback_data=PREFIX + tokens[_kept(choice)])
                for choice in row
            ]
            for row in rows
            if row
        ]
    )


def _kept(choice: Choice) -> str:
    return ANEW + choice.body if choice.anew else choice.body


async def command_behind(tx: Transaction, data: str) -> str | None:
    """Find the command that a pressed button stands for."""
    return await shortcuts.find(tx, data.removeprefix(PREFIX)) if data.startswith(PREFIX) else None
