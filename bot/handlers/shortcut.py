"""Staff press a button below a reply: the command behind it is run, in the same message."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update

from bot.context import Context, Services
from bot.errors import Refusal
from bot.flows.shortcuts import command_behind, show_page, voice_of
from bot.guard import require, role_needed
from bot.handlers import comments, responses, summary
from bot.query import command_of
from bot.views.voice import Page, Voice
from metrics.catalogue import METRICS

Writer = Callable[[Services, str, Voice], Awaitable[Page]]
PAGES: Mapping[str, Writer] = {
    **dict.fromkeys(METRICS, summary.page),
    "responses": responses.page,
    "comments": comments.page,
}


async def on_shortcut(update: Update, context: Context) -> None:
    """Run the command behind the button and show its reply instead of the old one."""
    pressed = update.callback_query
    body = await command_behind(context.services, (pressed.data if pressed else None) or "")
    write = PAGES.get(command_of(body or ""))
    if body is None or write is None:
        raise Refusal("staff.stale_button")
    require(update, context, role_needed(context.services.commands, command_of(body)))
    if command_of(body) == "comments":
        require(update, context, comments.role_for(context.services, body))
    await show_page(context, await write(context.services, body, voice_of(update, context)))
