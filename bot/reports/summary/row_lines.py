"""A breakdown in words: its rows, unless they are drawn, and what they may not be read as."""

from bot.reports.segments import (
    cut_table,
    latest_or_first,
    range_cell,
    segment_label,
)
from bot.reports.summary.results import Block, Breakdown, Segment
from bot.words import figures, tables
from bot.words.few_answers import few_notes
from bot.words.voice import Voice

_WARNED = {"agent": "staff.by.fair", "language": "staff.by.peoples"}  # what rows may not be read as


def breakdown_lines(voice: Voice, block: Block, cut: Breakdown, *, drawn: bool) -> list[str]:
    """Write the rows, unless they are drawn, and what has to be said about them."""
    shown = latest_or_first(cut.segments, cut.by, tables.MOST_ROWS)
    lines: list[str] = []
    if shown and not drawn:
        rows = [_row(voice, cut.by, segment) for segment in shown]
        left = len(cut.segments) - len(shown)
        lines += cut_table(voice, cut.by, _heads(voice, block, cut), rows, left=left)
    return lines + _notes(voice, cut)


def _notes(voice: Voice, cut: Breakdown) -> list[str]:
    lines: list[str] = []
    if not cut.segments and not cut.hidden:
        lines.append(voice.say("staff.by.nothing"))
    if cut.hidden:
        lines.append(voice.say("staff.by.hidden"))
    lines += few_notes(voice, [segment.people for segment in cut.segments])
    if cut.segments and cut.by in _WARNED:
        lines.append(voice.say(_WARNED[cut.by]))
    return lines


def _heads(voice: Voice, block: Block, cut: Breakdown) -> list[str]:
    people = voice.plain("staff.by.people")
    if not any(segment.measure for segment in cut.segments):
        return [people, "", ""]
    return [people, figures.title(voice, block.metric), voice.plain("staff.by.range")]


def _row(voice: Voice, by: str, segment: Segment) -> list[str]:
    cells = [segment_label(voice, by, segment.key), voice.number(segment.answers)]
    if segment.measure is None:
        return [*cells, "", ""]
    score = "".join(figures.score(voice, segment.measure).split())
    return [*cells, score, range_cell(voice, segment.measure)]
