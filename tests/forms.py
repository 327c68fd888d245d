"""What the commands of the map understand, and typing one of them."""

from typing import Any

from bot.app import REPORTS
from bot.reports import corrections
from bot.text.known import Known
from bot.text.query import Query, command_of

FORMS = {each.name: each.form for each in REPORTS}
VALUES = {
    "touchpoint": ["support"],
    "agent": ["anna"],
    "channel": ["chat"],
    "language": ["ru"],
    "reason": ["speed"],
}


def parse_query(text: str, **known: Any) -> Query:
    """Read a command of the map, where a few values have been seen."""
    form = FORMS[command_of(text)]
    given: dict[str, Any] = {"values": VALUES, "known": Known(VALUES)} | known
    return corrections.parse_query(text, form, **given)
