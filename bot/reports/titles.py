"""What stands above the pictures of summaries and responses, and how many surveys are left out."""

from bot.reports.segments import segment_label
from bot.text.query import Query
from bot.words import dates
from bot.words.counting import count
from bot.words.voice import Voice

MOST_PANELS = 3


def subtitle(voice: Voice, query: Query) -> list[str]:
    """Name the days and the filters."""
    chosen = [
        f"{voice.plain(f'staff.by.{key}')}: {segment_label(voice, key, value)}"
        for key, value in sorted(query.filters.items())
    ]
    days = dates.span(voice, query.period)
    return [voice.joined([days, *chosen], clauses=True)]


def more(voice: Voice, left: int) -> list[str]:
    """Say how many surveys are not drawn."""
    return [count(voice, "chart.more_surveys", left)] if left > 0 else []
