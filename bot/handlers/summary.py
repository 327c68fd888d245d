"""Staff ask for a score: /nps /csat /ces /stars /mood /score /thumbs /enps."""

from telegram import Update

from bot.context import Context, Services
from bot.flows.shortcuts import say_page, typed, voice_of
from bot.flows.staff_queries import query_of, today
from bot.flows.summarising import summarise
from bot.views.summaries import summary_page
from bot.views.voice import Page, Voice


async def on_summary(update: Update, context: Context) -> None:
    """Answer with one block for each survey that has the metric."""
    await say_page(context, await page(context.services, typed(update), voice_of(update, context)))


async def page(services: Services, text: str, voice: Voice) -> Page:
    """Write the reply to a summary command."""
    found = await summarise(services, query_of(services, text))
    return summary_page(voice, found, today=today(services))
