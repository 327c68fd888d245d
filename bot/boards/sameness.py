"""Whether two reports that come by themselves are one, however each was typed."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.errors import Refusal
from bot.reports.corrections import parse_query
from bot.reports.understanding import surveys_of, today
from bot.services import Services
from bot.text.query import command_of

_LATER = (0, 1, 9, 40, 100, 400)  # days from today: "month" and "this month" agree on some of them


def means_same(services: Services, one: str, other: str) -> bool:
    """Tell whether two commands show the same, today and on any later day."""
    if one == other:
        return True
    days = [today(services) + timedelta(days=later) for later in _LATER]
    meant = _meanings(services, one, days)
    return meant is not None and meant == _meanings(services, other, days)


def meaning_on(services: Services, text: str, day: date) -> str:
    """Write what a report's command stands for on a day, without words that move with the days."""
    return parse_query(
        text,
        services.reports[command_of(text)].form,
        today=day,
        zone=services.zone,
        surveys=surveys_of(services),
    ).text()


def _meanings(services: Services, text: str, days: Sequence[date]) -> list[str] | None:
    """None where it cannot be told any more, as when a survey is gone."""
    try:
        return [meaning_on(services, text, day) for day in days]
    except (Refusal, KeyError):
        return None
