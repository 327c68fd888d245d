"""Staff ask who was asked and who answered: /responses."""

from telegram import Update

from bot.context import Context, Services
from bot.flows.responding import responses
from bot.flows.shortcuts import say_page, typed, voice_of
from bot.flows.staff_queries import query_of, today
from bot.views.responses import responses_page
from bot.views.voice import Page, Voice


async def on_responses(update: Update, context: Context) -> None:
    """Answer with what became of the asks."""
    await say_page(context, await page(context.services, typed(update), voice_of(update, context)))


async def page(services: Services, text: str, voice: Voice) -> Page:
    """Write the reply to /responses."""
    found = await responses(services, query_of(services, text))
    return responses_page(voice, found, today=today(services))
