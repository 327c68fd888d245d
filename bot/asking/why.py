"""Staff ask why somebody was asked or not: /why CUSTOMER."""

from telegram import Update

from bot.asking.explaining import explain
from bot.asking.why_words import Story, why_text
from bot.reports.pages import voice_of
from bot.services import Context
from storage.database import Transaction


async def on_why(update: Update, context: Context) -> None:
    """Tell every gate's verdict on one person's last interactions, and the next possible date."""
    services, named = context.services, " ".join(context.args or [])

    async def read(tx: Transaction) -> Story:
        now = services.clock()
        return await explain(tx, services.config, named, now=now, command="/why")

    story = await services.database.read(read)
    await context.say(why_text(voice_of(update, context), story))
