"""How /asked reads."""

from datetime import date

from bot.pictures.page import Page
from bot.reports.asked.results import AskedInAll
from bot.reports.paging import moves
from bot.words import dates
from bot.words.voice import Voice


def asked_page(voice: Voice, found: AskedInAll, today: date) -> Page:
    """Write the reply to /asked."""
    when = dates.dated(voice, found.query.period)
    said = voice.count("asked.total", found.number, number=voice.number(found.number))
    return Page(f"{said}\n{when}", [moves(voice, found.query, today=today)])
