"""How /frt reads: how long customers waited for a first reply, and who got none."""

import html
from datetime import date
from functools import partial

from bot.pictures.page import Page, Picture
from bot.pictures.verdict import SaidChange
from bot.reports.first_response.chart import waits_chart
from bot.reports.first_response.results import Waited, WaitedBefore, Waiting
from bot.reports.first_response.target import target_words
from bot.reports.first_response.wait_rows import shown_median
from bot.reports.paging import buttons
from bot.reports.segments import cut_table, latest_or_first, segment_label
from bot.settings.cadence import WEEK
from bot.settings.reporting import Office
from bot.words import dates, spans, tables
from bot.words.few_answers import few_notes
from bot.words.fitting import MOST_CAPTION, fitted
from bot.words.voice import Voice
from metrics.first_response import Quantile
from metrics.intervals import Interval
from metrics.small_numbers import level

_EXAMPLE = {"opened": "2026-11-22T09:00:00Z", "replied": "2026-11-22T09:04:00Z"}


def first_response_page(voice: Voice, found: Waiting, today: date) -> Page:
    """Write the reply to /frt."""
    rows = buttons(voice, found.query, today=today)
    if not found.whole.replied and not found.whole.unanswered:
        key = "staff.frt.nothing_timed" if found.whole.untimed else "staff.frt.nothing"
        lines = [voice.say(key), voice.say("staff.frt.send", **_EXAMPLE), _foot(voice, found)]
        return Page("\n".join(lines), rows)
    head = [*_headline(voice, found), *target_words(voice, found), _counts(voice, found.whole)]
    plain, foot = found.query.by is None, [_foot(voice, found)]
    table = [] if plain else _table(voice, found)
    more = [_slowest(voice, found), _change(voice, found), _records(voice, found)] if plain else []
    text = fitted([*head, *more, *table], foot=foot)
    if found.query.plain or not level(found.whole.replied).score:
        return Page(text, rows)
    caption = fitted([*head, *more], foot=foot, most=MOST_CAPTION)
    said = _verdict(voice, found) if plain else None
    return Page(text, rows, Picture(partial(waits_chart, voice, found, said), caption))


def _headline(voice: Voice, found: Waiting) -> list[str]:
    """Say the median and what became of it in one sentence, then the slowest tenth."""
    whole = found.whole
    median = shown_median(whole)
    if median is None:
        return [voice.say("staff.frt.few")]
    spread = _spread(voice, median, whole.replied)
    said = [voice.say("staff.frt.median", time=length(voice, median), spread=spread)]
    other = found.earlier
    if other is not None and other.interval is not None:
        said.append(_clause(voice, other, other.interval))
    lines = [voice.joined(said, clauses=True)]
    if whole.response and whole.response.ninetieth:
        time = length(voice, whole.response.ninetieth)
        lines.append(voice.say("staff.frt.ninetieth", time=time))
    return lines


def _spread(voice: Voice, median: Quantile, replied: int) -> str:
    if median.interval is None:
        return voice.plain("staff.frt.no_spread")
    words = level(replied).interval == "words"
    key = "staff.frt.spread_words" if words else "staff.frt.spread"
    return voice.plain(key, **_ends(voice, median.interval))


def _ends(voice: Voice, interval: Interval) -> dict[str, str]:
    return {
        "low": spans.about(voice, interval.low),
        "high": spans.about(voice, interval.high),
    }


def length(voice: Voice, quantile: Quantile) -> str:
    """Write a quantile."""
    return spans.about(voice, quantile.seconds)


def _clause(voice: Voice, other: WaitedBefore, interval: Interval) -> str:
    return voice.say(f"staff.frt.said_{other.verdict}", **_sizes(voice, other, interval))


def _sizes(voice: Voice, other: WaitedBefore, interval: Interval) -> dict[str, str]:
    """Write both ends of a change; where its direction is said, without signs."""
    signed = other.verdict == "unclear"
    ends = (interval.low, interval.high)
    low, high = ends if signed else sorted(map(abs, ends))
    return {
        "low": spans.about(voice, low, signed=signed),
        "high": spans.about(voice, high, signed=signed),
    }


def _verdict(voice: Voice, found: Waiting) -> SaidChange | None:
    """Say what the picture says of the change."""
    other = found.earlier
    if other is None:
        return None
    if other.interval is None or other.seconds is None:
        return SaidChange("", [html.unescape(_change(voice, found))])
    earlier = html.unescape(dates.before(voice, found.query.period, other.period))
    before = spans.about(voice, other.seconds)
    rest = [
        voice.plain("chart.range", **_sizes(voice, other, other.interval)),
        voice.plain("chart.before", earlier=earlier, score=before),
    ]
    way = "" if other.verdict == "unclear" else other.verdict
    word = voice.plain(f"chart.frt.word_{other.verdict}")
    return SaidChange(word, rest, way, worse=way == "up")


def _records(voice: Voice, found: Waiting) -> str:
    """Say how much of the period before lies before the records began."""
    if found.records_begin is None or found.earlier is None:
        return ""
    period = found.earlier.period
    missing = (found.records_begin - period.since).days
    begun = dates.full_day(voice, found.records_begin)
    return voice.count("staff.frt.records", missing, day=begun, days=period.days)


def _counts(voice: Voice, whole: Waited) -> str:
    parts = [
        voice.count("staff.frt.replied", whole.replied),
        voice.count("staff.frt.unanswered", whole.unanswered),
    ]
    parts += [voice.count("staff.frt.untimed", whole.untimed)] if whole.untimed else []
    return voice.count("staff.frt.all", whole.all, parts=voice.joined(parts, clauses=True))


def _slowest(voice: Voice, found: Waiting) -> str:
    slow = found.slowest
    median = slow.response.median if slow and slow.response else None
    if slow is None or median is None or median.interval is None:
        return ""
    name = segment_label(voice, "channel", slow.key)
    ends = _ends(voice, median.interval)
    return voice.say("staff.frt.slowest", channel=name, time=length(voice, median), **ends)


def _change(voice: Voice, found: Waiting) -> str:
    other = found.earlier
    if other is None or not level(found.whole.replied).score:
        return ""
    name = dates.before(voice, found.query.period, other.period)
    if other.seconds is None:
        return voice.say("staff.frt.before_none", earlier=name)
    if other.interval is None:
        return voice.count("staff.frt.before_few", other.replied, earlier=name)
    return voice.say(
        f"staff.frt.before_{other.verdict}",
        earlier=name,
        time=spans.about(voice, other.seconds),
        **_sizes(voice, other, other.interval),
    )


def _table(voice: Voice, found: Waiting) -> list[str]:
    by = found.query.by or ""
    if not found.rows:
        return [voice.say("staff.by.nothing")]
    heads = [voice.plain(f"staff.frt.head_{name}") for name in ("n", "median", "ninetieth")]
    rows = [_row(voice, by, row) for row in latest_or_first(found.rows, by, tables.MOST_ROWS)]
    lines = cut_table(voice, by, heads, rows, left=found.left_out)
    lines += few_notes(voice, [row.replied for row in found.rows])
    return [*lines, voice.say("staff.frt.fair")] if by == "agent" else lines


def _row(voice: Voice, by: str, row: Waited) -> list[str]:
    label = segment_label(voice, by, row.key)
    if row.response is None or row.response.median is None or not level(row.replied).score:
        return [label, str(row.all), "", ""]
    ninetieth = row.response.ninetieth
    last = length(voice, ninetieth) if ninetieth else ""
    return [label, str(row.all), length(voice, row.response.median), last]


def _foot(voice: Voice, found: Waiting) -> str:
    lines = [office_line(voice, found.office)] if found.office else []
    return "\n".join([*lines, dates.dated(voice, found.query.period)])


def office_line(voice: Voice, office: Office) -> str:
    """Say which hours are counted."""
    days = voice.joined(voice.weekday(WEEK.index(day) + 1) for day in office.days)
    ends = {"start": f"{office.opens:%H:%M}", "end": f"{office.closes:%H:%M}"}
    return voice.say("staff.frt.office", days=days, **ends)
