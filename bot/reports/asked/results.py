"""What /asked holds before it is put into words."""

from dataclasses import dataclass

from bot.text.query import Query


@dataclass(frozen=True)
class AskedInAll:
    """The reply to /asked."""

    query: Query
    number: int
