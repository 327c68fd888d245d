"""Looking up what staff can name here, when a line of theirs may name something."""

from datetime import timedelta

from bot.reports.understanding import known_here, seen_values, today
from bot.services import Services
from bot.text.grammar import read_query
from bot.text.query import Query, command_of
from storage import filter_values
from storage.filter_values import Values
from storage.transaction import Transaction

_COUNTED = timedelta(days=365)
_ENDED = timedelta(days=30)  # of interactions there are many more


async def look_up(services: Services) -> None:
    """Read anew what has been seen."""
    now = services.clock()

    async def read(tx: Transaction) -> tuple[dict[str, Values], Values]:
        since = (now - _COUNTED).astimezone(services.zone).date()
        counted = await filter_values.counted(tx, services.versions, since=since)
        return counted, await filter_values.ended(tx, since=now - _ENDED)

    services.seen = seen_values(services, *await services.database.read(read))


def names_something(services: Services, text: str) -> bool:
    """Tell whether a command holds what may be a value that is not known yet.

    What keeps or sends a report names it after its own words.
    """
    words = text.split()
    named = next(
        (at for at, word in enumerate(words) if command_of(word) in services.reports), None
    )
    if named is None:
        return False
    form = services.reports[command_of(words[named])].form
    line, day = " ".join(words[named:]), today(services)
    read = read_query(line, form, today=day, zone=services.zone, surveys=())
    if not isinstance(read, Query):
        return True  # a value alone may belong to one more dimension by now
    known = known_here(services).values
    return any(value not in known.get(key, ()) for key, value in read.filters.items())
