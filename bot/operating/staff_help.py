"""Staff ask what they can ask: /help."""

from typing import get_args

from telegram import Update

from bot.guard import held_by
from bot.operating.listings import help_text
from bot.reports.pages import voice_of
from bot.services import Context, Group


async def on_help(update: Update, context: Context) -> None:
    """List the commands that the person's role allows, in the form that works in this chat."""
    services, chat = context.services, update.effective_chat
    role = held_by(update, context)
    voice = voice_of(update, context)
    offered = [each for each in services.commands if each.menu and each.role <= role]
    groups = {
        group: [each.name for each in offered if each.group == group] for group in get_args(Group)
    }
    in_private = chat is not None and chat.type == "private"
    at = "" if in_private else f"@{services.me.username}"
    await context.say(help_text(voice, groups, at=at))
