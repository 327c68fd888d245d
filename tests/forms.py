"""What the commands of the map understand, and typing one of them."""

from typing import Any

from bot.app import REPORTS
from bot.reports import corrections
from bot.text.query import Query, command_of

FORMS = {each.name: each.form for each in REPORTS}


def parse_query(text: str, **known: Any) -> Query:
    """Read a command of the map."""
    return corrections.parse_query(text, FORMS[command_of(text)], **known)
