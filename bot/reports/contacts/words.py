"""How /contacts reads: contacts for each 10,000 orders, gross and net, and the days left out."""

import html
from collections.abc import Sequence
from datetime import date
from functools import partial

from bot.called_as import as_typed
from bot.pictures.page import Page, Picture
from bot.pictures.verdict import SaidChange
from bot.reports.contacts.chart import contacts_chart
from bot.reports.contacts.results import Contacted, Rate
from bot.reports.paging import buttons
from bot.reports.segments import cut_table, segment_label
from bot.words import dates, figures
from bot.words.changes import verdict_words
from bot.words.fitting import MOST_CAPTION, fitted
from bot.words.ratios import ratio
from bot.words.voice import Voice
from metrics.contact_ratio import PER, ContactRatio

_MOST_DAYS = 5  # named one by one
_EXAMPLE = '{"day": "2026-11-22", "orders": 1234}'


def _how(voice: Voice) -> str:
    command = as_typed("afterword import orders FILE.csv")
    return voice.say("staff.contacts.send", body=_EXAMPLE, command=command)


def contacts_page(voice: Voice, found: Contacted, today: date) -> Page:
    """Write the reply to /contacts."""
    rows = buttons(voice, found.query, today=today)
    gross, net = found.whole.gross, found.whole.net
    when = dates.dated(voice, found.query.period)
    if gross is None or net is None:
        lines = [voice.say("staff.contacts.zero" if found.known else "staff.contacts.unknown")]
        lines += [] if found.known else [_how(voice)]
        return Page("\n".join([*lines, when]), rows)
    head = [
        _first(voice, found, gross),
        voice.say("staff.contacts.net", **ratio(voice, net)),
        _counts(voice, found, gross, net),
    ]
    plain, missing = found.query.by is None, _missing(voice, found.missing)
    changed = _change(voice, found) if plain else ""
    table = [] if plain else _table(voice, found)
    text = fitted([*head, changed, *table, missing], foot=[when])
    if found.query.plain:
        return Page(text, rows)
    caption = fitted([*head, changed, missing], foot=[when], most=MOST_CAPTION)
    said = _verdict(voice, found) if plain else None
    return Page(text, rows, Picture(partial(contacts_chart, voice, found, gross, said), caption))


def _first(voice: Voice, found: Contacted, gross: ContactRatio) -> str:
    """Say the ratio and what became of it in one sentence."""
    said = [voice.say("staff.contacts.gross", **ratio(voice, gross), per=voice.number(PER))]
    change = found.change if found.query.by is None else None
    if change is not None and change.high is not None:
        ends = {"low": _times(voice, change.low), "high": _times(voice, change.high)}
        said.append(voice.say(f"staff.contacts.said_{change.verdict}", **ends))
    return voice.joined(said, clauses=True)


def _verdict(voice: Voice, found: Contacted) -> SaidChange | None:
    """Say what the picture says of the change."""
    change, before = found.change, found.earlier
    if found.other is None:
        return None
    if change is None or change.high is None or before is None:
        return SaidChange("", [html.unescape(_change(voice, found))])
    earlier = html.unescape(dates.before(voice, found.query.period, found.other))
    ends = {"low": _times(voice, change.low), "high": _times(voice, change.high)}
    rest = [
        voice.plain("chart.contacts.times", **ends),
        voice.plain("chart.before", earlier=earlier, score=ratio(voice, before)["rate"]),
    ]
    way = "" if change.verdict == "unclear" else change.verdict
    return SaidChange(verdict_words(voice, change.verdict), rest, way, worse=way == "up")


def _counts(voice: Voice, found: Contacted, gross: ContactRatio, net: ContactRatio) -> str:
    return voice.count(
        "staff.contacts.counts",
        gross.contacts,
        contacts=voice.number(gross.contacts),
        net=voice.number(net.contacts),
        orders=voice.number(gross.orders),
        touchpoints=voice.joined(voice.named("touchpoint", each) for each in found.touchpoints),
    )


def _change(voice: Voice, found: Contacted) -> str:
    if found.other is None:
        return ""
    earlier = dates.before(voice, found.query.period, found.other)
    change, before = found.change, found.earlier
    if before is None:
        return voice.say("staff.contacts.before_none", earlier=earlier)
    rate = ratio(voice, before)["rate"]
    if change is None:
        return voice.say("staff.contacts.before_same", earlier=earlier, rate=rate)
    if change.high is None:
        low = _times(voice, change.low)
        return voice.say("staff.contacts.before_open", earlier=earlier, rate=rate, low=low)
    ends = {"low": _times(voice, change.low), "high": _times(voice, change.high)}
    return voice.say(f"staff.contacts.before_{change.verdict}", earlier=earlier, rate=rate, **ends)


def _times(voice: Voice, ratio: float) -> str:
    return figures.number(voice, ratio, digits=2 if ratio < 10 else 0)


def _table(voice: Voice, found: Contacted) -> list[str]:
    by = found.query.by or ""
    if not found.rows:
        return [voice.say("staff.contacts.no_rows")]
    heads = [voice.plain(f"staff.contacts.head_{name}") for name in ("gross", "range", "net")]
    rows = [_row(voice, by, row) for row in found.rows]
    return cut_table(voice, by, heads, rows, left=found.left_out)


def _row(voice: Voice, by: str, row: Rate) -> list[str]:
    label = segment_label(voice, by, row.key)
    if row.gross is None or row.net is None:
        return [label, "", "", ""]
    gross, net = ratio(voice, row.gross), ratio(voice, row.net)
    return [label, gross["rate"], f"{gross['low']}..{gross['high']}", net["rate"]]


def _missing(voice: Voice, days: Sequence[date]) -> str:
    if not days:
        return ""
    named = [dates.day(voice, day) for day in days[:_MOST_DAYS]]
    if len(days) > _MOST_DAYS:
        named.append(voice.count("staff.contacts.more_days", len(days) - _MOST_DAYS))
    return voice.count("staff.contacts.missing", len(days), days=voice.joined(named))
