"""The replies that a button, a board or a digest can ask for again: command text in, page out."""

from bot.reports.comments.reading import quote
from bot.reports.comments.words import comments_page
from bot.reports.responses.reading import responses
from bot.reports.responses.words import responses_page
from bot.reports.summary.reading import summarise
from bot.reports.summary.words import summary_page
from bot.reports.understanding import query_of, today
from bot.services import Services
from bot.words.voice import Page, Voice


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
