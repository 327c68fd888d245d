"""Anyone asks for the numbers that a configuration needs: /id."""

from telegram import Update

from bot.access import is_anonymous_admin
from bot.reports.pages import voice_of
from bot.services import Context


async def on_id(update: Update, context: Context) -> None:
    """Tell a person's own id and the chat's."""
    voice = voice_of(update, context)
    user, chat, message = update.effective_user, update.effective_chat, update.effective_message
    lines = []
    if user is not None and is_anonymous_admin(user.id):
        lines.append(voice.say("staff.id.hidden"))
    elif user is not None:
        lines.append(voice.say("staff.id.person", id=user.id))
    if chat is not None:
        lines.append(voice.say("staff.id.chat", id=chat.id))
    if message is not None and message.is_topic_message and message.message_thread_id:
        lines.append(voice.say("staff.id.topic", id=message.message_thread_id))
    await context.say("\n".join(lines))
