"""Staff ask what they can ask: /help."""

from telegram import Update

from bot.access import role_of
from bot.context import Context
from bot.flows.shortcuts import voice_of
from bot.views.listings import help_text


async def on_help(update: Update, context: Context) -> None:
    """List the commands that the person's role allows, in the form that works in this chat."""
    services, chat, user = context.services, update.effective_chat, update.effective_user
    if chat is None:
        return
    role = role_of(
        services.config.staff,
        user_id=user.id if user else None,
        chat_id=chat.id,
        chat_type=chat.type,
        chat_moves=services.chat_moves,
    )
    offered = [each.name for each in services.commands if each.menu and each.role <= role]
    at = "" if chat.type == "private" else f"@{services.me.username}"
    await context.say(help_text(voice_of(update, context), offered, at=at))
