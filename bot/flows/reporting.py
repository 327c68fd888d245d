"""The replies that a button, a board or a digest can ask for again: command text in, page out."""

from bot.context import Services
from bot.flows.quoting import quote
from bot.flows.responding import responses
from bot.flows.staff_queries import query_of, today
from bot.flows.summarising import summarise
from bot.views.comments import comments_page
from bot.views.responses import responses_page
from bot.views.summaries import summary_page
from bot.views.voice import Page, Voice


async def summary_report(services: Services, text: str, voice: Voice) -> Page:
    """Write the reply to /nps /csat /ces /stars /mood /score /thumbs /enps."""
    found = await summarise(services, query_of(services, text))
    return summary_page(voice, found, today=today(services))


async def responses_report(services: Services, text: str, voice: Voice) -> Page:
    """Write the reply to /responses."""
    found = await responses(services, query_of(services, text))
    return responses_page(voice, found, today=today(services))


async def comments_report(services: Services, text: str, voice: Voice) -> Page:
    """Write one page of comments."""
    found = await quote(services, query_of(services, text))
    return comments_page(voice, found, today=today(services))
