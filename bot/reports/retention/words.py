"""How /retention reads: who came again, who did not, and who is new."""

import html
from datetime import date
from functools import partial

from bot.pictures.page import Page, Picture
from bot.pictures.verdict import SaidChange
from bot.reports.paging import moves
from bot.reports.retention.chart import retention_chart
from bot.reports.retention.results import Keeping, KeptCustomers
from bot.words import dates, figures
from bot.words.changes import verdict_words
from bot.words.fitting import MOST_CAPTION, fitted
from bot.words.voice import Voice
from metrics.intervals import Interval
from metrics.measure import Verdict
from metrics.retention import Retention
from metrics.rounding import rounded
from metrics.small_numbers import level


def retention_page(voice: Voice, found: Keeping, today: date) -> Page:
    """Write the reply to /retention."""
    rows = [moves(voice, found.query, today=today)]
    now = found.now
    window = dates.span(voice, now.before)
    kept = now.retention
    if kept is None:
        lines = [voice.say("staff.retention.none", before=window), *_notes(voice, found)]
        return Page("\n".join([*lines, dates.dated(voice, now.period)]), rows)
    said = [_rate(voice, kept), *_clause(voice, found)]
    lines = [voice.joined(said, clauses=True), *_counts(voice, now, kept)]
    lines += [_change(voice, found), *_notes(voice, found)]
    foot = [dates.dated(voice, now.period)]
    text = fitted(lines, foot=foot)
    if found.query.plain:
        return Page(text, rows)
    caption = fitted(lines, foot=foot, most=MOST_CAPTION)
    draw = partial(retention_chart, voice, found, kept, _verdict(voice, found))
    return Page(text, rows, Picture(draw, caption))


def _rate(voice: Voice, kept: Retention) -> str:
    if not level(kept.start).score:
        return voice.say("staff.retention.few")
    ends = {
        "low": figures.share(voice, kept.interval.low, interval=kept.interval),
        "high": figures.share(voice, kept.interval.high, interval=kept.interval),
    }
    words = "words" if level(kept.start).interval == "words" else "rate"
    share = figures.share(voice, kept.rate, interval=kept.interval)
    return voice.say(f"staff.retention.{words}", share=share, **ends)


def _clause(voice: Voice, found: Keeping) -> list[str]:
    """Say the verdict so that it ends the first sentence, where there is one."""
    if found.interval is None:
        return []
    return [_sized(voice, "said", found.interval, found.verdict)]


def _sized(voice: Voice, form: str, interval: Interval, verdict: Verdict) -> str:
    low, high = 100 * interval.low, 100 * interval.high
    if verdict == "down":
        low, high = high, low
    ends = {name: figures.number(voice, abs(end)) for name, end in (("low", low), ("high", high))}
    key = f"staff.changed.{form}_{verdict}"
    if verdict == "unclear":
        return voice.say(key, **ends)
    return voice.count(key, int(rounded(abs(high))), **ends)


def _verdict(voice: Voice, found: Keeping) -> SaidChange | None:
    """Say what the picture says of the change."""
    other = found.other
    if other is None:
        return None
    if found.interval is None or other.retention is None:
        return SaidChange("", [html.unescape(_change(voice, found))])
    earlier = html.unescape(dates.before(voice, found.now.period, other.period))
    share = figures.share(voice, other.retention.rate)
    rest = [
        html.unescape(_sized(voice, "size", found.interval, found.verdict)),
        voice.plain("chart.before", earlier=earlier, score=share),
    ]
    way = "" if found.verdict == "unclear" else found.verdict
    return SaidChange(verdict_words(voice, found.verdict), rest, way, worse=way == "down")


def _counts(voice: Voice, now: KeptCustomers, kept: Retention) -> list[str]:
    counted = voice.count(
        "staff.retention.counts",
        kept.start,
        before=dates.span(voice, now.before),
        start=voice.number(kept.start),
        retained=voice.number(kept.retained),
        lost=voice.number(kept.lost),
    )
    new, everybody = voice.number(kept.new), voice.number(now.customers)
    return [counted, voice.say("staff.retention.new", new=new, all=everybody)]


def _change(voice: Voice, found: Keeping) -> str:
    other = found.other
    if other is None:
        return ""
    earlier = dates.before(voice, found.now.period, other.period)
    kept = other.retention
    if kept is None:
        return voice.say("staff.retention.before_none", earlier=earlier)
    if found.interval is None:
        return voice.count("staff.retention.before_few", kept.start, earlier=earlier)
    low, high = found.interval.low * 100, found.interval.high * 100
    signed = found.verdict == "unclear"
    if found.verdict == "down":
        low, high = -high, -low
    return voice.say(
        f"staff.retention.before_{found.verdict}",
        earlier=earlier,
        share=figures.share(voice, kept.rate),
        low=figures.number(voice, low, signed=signed),
        high=figures.number(voice, high, signed=signed),
    )


def _notes(voice: Voice, found: Keeping) -> list[str]:
    notes = []
    if found.records_begin is not None:
        begun = dates.day(voice, found.records_begin)
        notes.append(voice.say("staff.retention.records", day=begun))
    if found.to_come:
        notes.append(voice.count("staff.retention.to_come", found.to_come))
    return notes
