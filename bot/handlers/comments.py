"""Staff read what customers wrote: /comments, page by page."""

from telegram import Update

from bot.access import Role
from bot.context import Context, Services
from bot.flows.quoting import quote
from bot.flows.shortcuts import say_page, typed, voice_of
from bot.flows.staff_queries import query_of, today
from bot.guard import require, role_needed
from bot.views.comments import comments_page
from bot.views.voice import Page, Voice


async def on_comments(update: Update, context: Context) -> None:
    """Answer with the newest comments."""
    require(update, context, role_for(context.services, typed(update)))
    await say_page(context, await page(context.services, typed(update), voice_of(update, context)))


async def page(services: Services, text: str, voice: Voice) -> Page:
    """Write one page of comments."""
    found = await quote(services, query_of(services, text))
    return comments_page(voice, found, today=today(services))


def role_for(services: Services, text: str) -> Role:
    """Tell which role may read the comments asked for: as for the score that they explain."""
    survey = query_of(services, text).survey
    if survey is None:
        return role_needed(services.commands, "comments")
    return role_needed(services.commands, services.versions[survey].metric)
