"""Staff ask for figures: every command of the map that answers with a page."""

from telegram import Update

from bot.guard import require, role_needed
from bot.reports.pages import page_behind, say_page, typed, voice_of
from bot.services import Context


async def on_report(update: Update, context: Context) -> None:
    """Answer with the page that the command table names, drawn where it has a picture."""
    text, services = typed(update), context.services
    require(update, context, role_needed(services, text))
    page = await page_behind(services, text, voice_of(update, context))
    await say_page(context, page)
