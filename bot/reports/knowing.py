"""What staff can name here: the values that filters have had, surveys and touchpoints by name."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.services import Services
from bot.text.grammar import read_query
from bot.text.known import Known, Seen
from bot.text.query import Form, Query, command_of
from bot.words.naming import NAMED
from storage import filter_values
from storage.filter_values import Values
from storage.transaction import Transaction

_COUNTED = timedelta(days=365)
_ENDED = timedelta(days=30)  # of interactions there are many more


def known_here(services: Services) -> Known:
    """Give what is known to be a value, by what people call it."""
    return _seen(services).known


def values_of(services: Services, surveys: Sequence[str], form: Form) -> Values:
    """Give the values that a command has something to show of, by dimension."""
    seen = _seen(services)
    found: dict[str, list[str]] = defaultdict(list)
    for values in [seen.by_survey.get(each, {}) for each in surveys] or [seen.ended]:
        for dimension, each in values.items():
            found[dimension] += each
    return {key: found[key] for key in form.filters if key in found}


def _seen(services: Services) -> Seen:
    """Give what was last looked up, with the names of the settings in force."""
    seen, names = services.seen, services.config.names
    if seen is None or seen.named is not names:
        earlier = seen or Seen(names)
        seen = services.seen = _made(services, earlier.by_survey, earlier.ended)
    return seen


def _made(services: Services, by_survey: Mapping[str, Values], ended: Values) -> Seen:
    names = services.config.names
    values: dict[str, set[str]] = defaultdict(set)
    for each in (*by_survey.values(), ended):
        for dimension, some in each.items():
            values[dimension] |= set(some)
    values["touchpoint"] |= {
        touchpoint
        for survey in services.config.surveys.values()
        for touchpoint in survey.touchpoints
    }
    values["survey"] |= services.versions.keys()
    values["theme"] |= names.theme.keys()
    kinds: tuple[str, ...] = (*NAMED, "reason")
    called = {
        kind: {key: tuple(words.values()) for key, words in getattr(names, kind).items()}
        for kind in kinds
    }
    return Seen(names, Known(values, called), by_survey, ended)


async def look_up(services: Services) -> None:
    """Read anew what has been seen."""
    now = services.clock()

    async def read(tx: Transaction) -> tuple[dict[str, Values], Values]:
        since = (now - _COUNTED).astimezone(services.zone).date()
        counted = await filter_values.counted(tx, since=since)
        return counted, await filter_values.ended(tx, since=now - _ENDED)

    services.seen = _made(services, *await services.database.read(read))


def names_something(services: Services, text: str) -> bool:
    """Tell whether a command holds a filter, or what may be the value of one.

    What keeps or sends a report names it after its own words.
    """
    words = text.split()
    named = next(
        (at for at, word in enumerate(words) if command_of(word) in services.reports), None
    )
    if named is None:
        return False
    form = services.reports[command_of(words[named])].form
    today = services.clock().astimezone(services.zone).date()
    line = " ".join(words[named:])
    read = read_query(line, form, today=today, zone=services.zone, surveys=())
    return not isinstance(read, Query) or bool(read.filters)
