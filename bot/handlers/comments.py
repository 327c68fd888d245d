"""Staff read what customers wrote: /comments, page by page."""

from telegram import Update

from bot.context import Context, Services
from bot.flows.quoting import quote
from bot.flows.shortcuts import say_page, typed, voice_of
from bot.flows.staff_queries import query_of, today
from bot.views.comments import comments_page
from bot.views.voice import Page, Voice


async def on_comments(update: Update, context: Context) -> None:
    """Answer with the newest comments."""
    await say_page(context, await page(context.services, typed(update), voice_of(update, context)))


async def page(services: Services, text: str, voice: Voice) -> Page:
    """Write one page of comments."""
    found = await quote(services, query_of(services, text))
    return comments_page(voice, found, today=today(services))
