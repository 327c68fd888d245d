"""Pages for staff and the buttons below them: each stands for a command kept under a token."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from bot.context import Context, Services
from bot.views.voice import Choice, Page, Voice
from storage import shortcuts
from storage.database import Transaction

PREFIX = "s:"


def typed(update: Update) -> str:
    """Give the command as it was typed."""
    message = update.effective_message
    return (message.text if message else None) or ""


def voice_of(update: Update, context: Context) -> Voice:
    """Speak the language of whoever asks."""
    return Voice(context.services.words, context.language(update))


async def say_page(context: Context, page: Page) -> None:
    """Reply with a page."""
    await context.say(page.text, await _keyboard(context.services, page.rows))


async def show_page(context: Context, page: Page) -> None:
    """Turn the message whose button was pressed into a page."""
    await context.show(page.text, await _keyboard(context.services, page.rows))


async def _keyboard(
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
