"""How a summary reads that counts reasons: who named them, of those who were offered them."""

from collections.abc import Sequence

from bot.pictures.paper import Part, note
from bot.reports.mention_words import mention_bars, mention_clauses, plain
from bot.reports.mentions import Mention
from bot.reports.segments import cut_table, latest_or_first, range_cell, segment_label
from bot.reports.summary.results import Block, Breakdown, Reasons
from bot.words import dates, figures, tables
from bot.words.few_answers import few_notes
from bot.words.reasons import reason_label
from bot.words.voice import Voice
from metrics.periods import Period
from metrics.small_numbers import COMPARED, level

_MOST_SAID = 4  # below a picture


def chosen_line(voice: Voice, block: Block, cut: Breakdown, reason: str) -> str:
    """Say how many named one reason; it stands where a score does; HTML."""
    name = reason_label(voice, reason)
    if cut.by != "reason":
        return voice.say("staff.reasons.parts", name=name)
    if not cut.mentions or not block.people:
        return voice.say("staff.reasons.nobody", name=name)
    return voice.say("staff.reasons.line", name=name) + mention_clauses(voice, cut.mentions[0])


def reason_lines(
    voice: Voice, block: Block, cut: Breakdown, about: Reasons, period: Period, *, drawn: bool
) -> list[str]:
    """Say who named each reason, or each part of those who named one, and what holds for all."""
    lines: list[str] = []
    if cut.by != "reason":
        lines += [] if drawn else _table(voice, cut)
    elif about.chosen is None and cut.mentions:
        lines += [voice.say("staff.reasons.head"), *_said(voice, block, cut, drawn=drawn)]
    elif about.chosen is None and not cut.hidden:
        lines.append(voice.say("staff.by.nothing"))
    if cut.hidden:
        lines.append(voice.say("staff.by.hidden"))
    lines += few_notes(voice, [each.people for each in cut.mentions])
    if about.compared and any(each.offered for each in cut.mentions):
        lines.append(_compared(voice, cut, dates.before(voice, period, about.earlier)))
    return lines


def _said(voice: Voice, block: Block, cut: Breakdown, *, drawn: bool) -> list[str]:
    title = figures.title(voice, block.metric)
    return [
        voice.say("staff.reasons.line", name=reason_label(voice, each.key))
        + mention_clauses(voice, each, title=title)
        for each in cut.mentions[: _MOST_SAID if drawn else None]
    ]


def _compared(voice: Voice, cut: Breakdown, earlier: str) -> str:
    """Say what the period before is, or that too few were offered reasons."""
    if any(each.change for each in cut.mentions):
        return voice.say("staff.reasons.before", earlier=earlier)
    return voice.say("staff.reasons.not_compared", earlier=earlier, floor=COMPARED)


def _table(voice: Voice, cut: Breakdown) -> list[str]:
    shown = latest_or_first(cut.mentions, cut.by, tables.MOST_ROWS)
    if not shown:
        return [voice.say("staff.by.nothing")]
    heads = [voice.plain(f"staff.reasons.{name}") for name in ("named", "offered", "share")]
    rows = [_row(voice, cut.by, each) for each in shown]
    heads.append(voice.plain("staff.by.range"))
    return cut_table(voice, cut.by, heads, rows, left=len(cut.mentions) - len(shown))


def _row(voice: Voice, by: str, found: Mention) -> list[str]:
    numbers = [voice.number(found.named), voice.number(found.offered)]
    cells = [segment_label(voice, by, found.key), *numbers]
    if found.share is None or not level(found.people).score:
        return [*cells, "", ""]
    share = "".join(figures.score(voice, found.share).split())
    return [*cells, share, range_cell(voice, found.share)]


def reason_parts(voice: Voice, block: Block, cut: Breakdown, *, most: int) -> list[Part]:
    """Draw the share of each with its range."""
    about = block.reasons
    parts: list[Part] = []
    if about is not None and about.chosen is not None:
        parts.append(note(plain(chosen_line(voice, block, cut, about.chosen))))
    rows: Sequence[Mention] = cut.mentions[:most]
    if rows:
        named = [(segment_label(voice, cut.by, each.key), each) for each in rows]
        parts.append(mention_bars(voice, named, name=voice.plain(f"staff.by.{cut.by}")))
    return parts
