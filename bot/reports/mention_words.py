"""How it reads what some named, of all who could; and its bars."""

import html
from collections.abc import Sequence

from bot.pictures.axis import axis_for, tick_label
from bot.pictures.paper import Part
from bot.pictures.rows import Heads, Row, rows_chart
from bot.reports.mentions import Mention
from bot.words import figures
from bot.words.changes import clause
from bot.words.voice import Voice
from metrics.measure import Change, Measure
from metrics.small_numbers import level

_TICKS = 3


def mention_clauses(
    voice: Voice, found: Mention, *, title: str = "", before: int | None = None
) -> str:
    """Say how many named it, their share, what changed, and the figure without them; HTML.

    `title` names that figure; where nothing is compared, so many did `before`.
    """
    said = [counts(voice, found)]
    if found.share is not None and found.change is not None and found.before is not None:
        said.append(_changed(voice, found.share, found.change, figures.score(voice, found.before)))
    elif before is not None:
        said.append(voice.say("mentions.before", before=voice.number(before)))
    if found.without is not None and title:
        score = figures.score(voice, found.without)
        said.append(voice.say("mentions.without", title=title, score=score))
    return voice.joined(said, clauses=True)


def _changed(voice: Voice, share: Measure, change: Change, before: str) -> str:
    if change.verdict == "unclear":
        ends = figures.change_bounds(voice, share, change)
        return voice.plain("mentions.unclear", before=before, **ends)
    return voice.plain("mentions.changed", change=clause(voice, share, change), before=before)


def counts(voice: Voice, found: Mention) -> str:
    """Say how many of how many named it, and their share as far as their number allows."""
    named, offered = voice.number(found.named), voice.number(found.offered)
    said = voice.say("mentions.counts", named=named, offered=offered)
    if found.share is None:
        return said
    key = f"mentions.share_{level(found.people).interval}"
    share = figures.score(voice, found.share)
    between = voice.plain(key, share=share, **figures.bounds(voice, found.share))
    return voice.plain("mentions.both", counts=said, share=between)


def mention_bars(voice: Voice, named: Sequence[tuple[str, Mention]], *, name: str) -> Part:
    """Draw the share of each with its range, and how many named it."""
    shares = [found.share for _, found in named]
    axis = axis_for("thumbs", 2, shares, start=0, end=1)
    rows = [_row(voice, called, found) for called, found in named]
    labels = {at: tick_label(voice, "thumbs", at) for at in axis.ticks(_TICKS)}
    heads = Heads(
        name=name, number=voice.plain("mentions.number"), unit=voice.plain("mentions.axis")
    )
    return rows_chart(rows, heads, axis=axis, ticks=labels if any(shares) else {})


def _row(voice: Voice, name: str, found: Mention) -> Row:
    number = voice.number(found.named)
    if found.share is None:
        return Row(name, number)
    said, few = figures.score(voice, found.share), level(found.people).interval == "words"
    return Row(name, number, found.share.value, found.share.interval, said, few=few)


def plain(said: str) -> str:
    """Take the markup out of words that are drawn."""
    return html.unescape(said.replace("<b>", "").replace("</b>", ""))
