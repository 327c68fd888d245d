"""Staff press a button below a reply: the command behind it is run, in the same message."""

from telegram import Update

from bot.boards.handler import post_board
from bot.cases.handler import show_case
from bot.errors import Refusal
from bot.guard import require, role_needed
from bot.reports.pages import command_behind, page_behind, show_page, voice_of
from bot.services import Context
from bot.text.query import command_of


async def on_shortcut(update: Update, context: Context) -> None:
    """Run the command behind the button and show its reply instead of the old one.

    A button that is no longer good is refused.
    """
    pressed, services = update.callback_query, context.services
    body = await command_behind(services, (pressed.data if pressed else None) or "")
    name = command_of(body or "")
    if body is not None and name == "case":
        await show_case(update, context, body)
        return
    if body is not None and name == "board":
        await post_board(update, context, body.split(maxsplit=1)[1])
        await context.toast()  # not before: a refusal is the answer to the press
        return
    if body is None or name not in services.reports:
        raise Refusal("staff.stale_button")
    require(update, context, role_needed(services, body))
    page = await page_behind(services, body, voice_of(update, context))
    await show_page(context, page)
