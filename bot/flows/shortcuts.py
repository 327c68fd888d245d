"""Pages for staff and the buttons below them: each stands for a command kept under a token."""

import logging
from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.context import Context, Services
from bot.outcomes import Outcome
from bot.pictures import NoPictureError
from bot.views.voice import Choice, Page, Voice
from storage import shortcuts
from storage.database import Transaction

_log = logging.getLogger(__name__)

PREFIX = "s:"


def typed(update: Update) -> str:
    """Give the command as it was typed."""
    message = update.effective_message
    return (message.text if message else None) or ""


def voice_of(update: Update, context: Context) -> Voice:
    """Speak the language of whoever asks."""
    return Voice(context.services.words, context.language(update))


async def say_page(context: Context, page: Page) -> Outcome | None:
    """Reply with a page, and tell what became of it."""
    services = context.services
    buttons = await keyboard(services, page.rows)
    png = await drawn(services, page)
    if png is None or page.picture is None:
        return await context.say(page.text, buttons)
    return await context.say(page.picture.caption, buttons, png=png)


async def show_page(context: Context, page: Page) -> None:
    """Turn the message whose button was pressed into a page.

    A picture stays a picture and words stay words: what has no picture is a message of its own.
    """
    services = context.services
    buttons = await keyboard(services, page.rows)
    png = await drawn(services, page) if context.on_picture else None
    if png is not None and page.picture is not None:
        await context.show(page.picture.caption, buttons, png=png)
    elif context.on_picture:
        await context.toast()
        await context.say(page.text, buttons)
    else:
        await context.show(page.text, buttons)


async def drawn(services: Services, page: Page) -> bytes | None:
    """Draw the picture of a page; None where there is none, or none can be made."""
    if page.picture is None or not services.config.reports.pictures:
        return None
    try:
        return await services.pictures.png(page.picture.spec)
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
        ]
    )


async def command_behind(services: Services, data: str) -> str | None:
    """Find the command that a pressed button stands for."""

    async def unit(tx: Transaction) -> str | None:
        return await shortcuts.find(tx, data.removeprefix(PREFIX))

    return await services.database.read(unit) if data.startswith(PREFIX) else None
