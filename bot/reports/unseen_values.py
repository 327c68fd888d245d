"""What is said of a filter on something that nobody has been seen to be."""

from dataclasses import replace
from difflib import get_close_matches

from bot.errors import Refusal
from bot.text.query import Query, is_typable
from bot.words.tables import shorten
from bot.words.vocabulary import Spoken

_MOST_NAMES = 8
_LONGEST_NAME = 40


def unknown_value(query: Query, key: str, value: str, *, seen: set[str]) -> Refusal:
    """Say that a value is unknown, and which ones there are."""
    known = sorted(seen, key=str.casefold)
    typable = [name for name in known if is_typable(name) and len(name) <= _LONGEST_NAME]
    close = get_close_matches(value, typable, n=1, cutoff=0.5) or typable[:1]
    chosen = {key: close[0]} if close else {}
    asked = query if query.form.around else Query(query.command, query.period)
    example = replace(asked, filters=chosen).text()
    names = [shorten(name, _LONGEST_NAME) for name in known[:_MOST_NAMES]]
    names += ["…"] if len(known) > _MOST_NAMES else []
    return Refusal(
        "staff.unknown_value", filter=Spoken(key), value=value, known=names, example=example
    )
