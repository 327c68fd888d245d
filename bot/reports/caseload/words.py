"""How /cases reads: counts, how long it took, and who did what, by name."""

from datetime import date

from bot.pictures.page import Page
from bot.reports.captions import message
from bot.reports.caseload.results import Settling
from bot.reports.first_response.words import length, office_line
from bot.reports.paging import moves
from bot.words import dates, spans, tables
from bot.words.voice import Voice
from metrics.first_response import FirstResponse


def cases_page(voice: Voice, found: Settling, today: date) -> Page:
    """Write the reply to /cases."""
    counts = voice.say(
        "cases.counts",
        opened=found.opened,
        taken=found.taken,
        done=found.done,
        dismissed=found.dismissed,
        open=found.still_open,
    )
    head = voice.say("cases.heading", period=dates.span(voice, found.query.period))
    times = [_time(voice, "take", found.to_take), _time(voice, "done", found.to_done)]
    blocks = [f"{head}\n{counts}", "\n".join(times), *_agents(voice, found)]
    if found.office is not None:
        blocks.append(office_line(voice, found.office))
    return Page(message(voice, blocks), [moves(voice, found.query, today=today)])


def _time(voice: Voice, what: str, found: FirstResponse | None) -> str:
    """Say the median with its range and the slowest tenth, or that there are too few for that."""
    if found is None or found.median is None or found.ninetieth is None:
        return voice.say(f"cases.{what}.none")
    values = {"median": length(voice, found.median), "slow": length(voice, found.ninetieth)}
    interval = found.median.interval
    if interval is None:
        return voice.say(f"cases.{what}.few", n=found.replied, **values)
    low, high = (spans.about(voice, end) for end in (interval.low, interval.high))
    return voice.say(f"cases.{what}.time", low=low, high=high, **values)


def _agents(voice: Voice, found: Settling) -> list[str]:
    if not found.agents:
        return []
    heads = [voice.plain(f"cases.head.{each}") for each in ("agent", "taken", "done", "no")]
    rows = [
        [each.name, str(each.taken), str(each.done), str(each.dismissed)] for each in found.agents
    ]
    return [tables.table([heads, *rows])]
