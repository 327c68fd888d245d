"""What every staff command needs first: its query, the surveys it may name, known values."""

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches

from bot.context import Services
from bot.errors import Refusal
from bot.flows import reading
from bot.grammar import parse_query
from bot.query import Query, quoted
from storage.database import Transaction

_MOST_NAMES = 8


def today(services: Services) -> date:
    """Give the local day in the zone of the business."""
    return services.clock().astimezone(services.config.business.zone).date()


def query_of(services: Services, text: str) -> Query:
    """Read a staff command."""
    zone = services.config.business.zone
    return parse_query(text, today=today(services), zone=zone, surveys=surveys_of(services))


def surveys_of(services: Services, metric: str | None = None) -> list[str]:
    """List the surveys with a metric: those in the configuration first, in its order."""
    known = services.versions
    names = [*services.config.surveys, *sorted(known.keys() - services.config.surveys.keys())]
    return [name for name in names if name in known and metric in (None, known[name].metric)]


async def refuse_unknown_values(tx: Transaction, query: Query, surveys: Sequence[str]) -> None:
    """Refuse a filter on something that nobody has been seen to be for a year."""
    for key, value in query.filters.items():
        seen: set[str] = set()
        for survey in surveys:
            seen |= await reading.values(tx, survey, dimension=key, until=query.period.until)
        if seen and value not in seen:
            raise unknown_value(query, key, value, seen=seen)


def unknown_value(query: Query, key: str, value: str, *, seen: set[str]) -> Refusal:
    """Say that a value is unknown, and which ones there are."""
    close = get_close_matches(value, seen, n=1, cutoff=0.5)
    known = sorted(seen, key=str.casefold)
    example = f"/{query.command} {query.period.code} {key}={quoted((close or known)[0])}"
    names = ", ".join(known[:_MOST_NAMES]) + (", ..." if len(known) > _MOST_NAMES else "")
    return Refusal("staff.unknown_value", filter=key, value=value, known=names, example=example)
