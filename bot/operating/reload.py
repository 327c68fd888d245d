"""Staff change the rules while the bot runs: /reload."""

from telegram import Update

from bot.operating.reload_words import reload_text
from bot.operating.reloading import reload
from bot.reports.pages import voice_of
from bot.services import Context


async def on_reload(update: Update, context: Context) -> None:
    """/reload - take the changed configuration into use, or say what is wrong with it."""
    user = update.effective_user
    actor = f"telegram:{user.id}" if user else "telegram"
    outcome = await reload(context.services, actor=actor)
    await context.say(reload_text(voice_of(update, context), outcome))
