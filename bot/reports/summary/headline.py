"""The score in large, how sure we are of it, how many answered, and whether it has moved."""

import html
from dataclasses import dataclass

from bot.pictures.frame import (
    BAD,
    BODY,
    EARLIER,
    GOOD,
    HEADLINE,
    INK,
    LARGE,
    LINE,
    SMALL,
    SOFT,
    WIDTH,
)
from bot.pictures.lettering import width, wrapped
from bot.pictures.paper import Part, Text, stacked
from bot.reports.summary.results import Block, Comparison
from bot.words import dates, figures
from bot.words.changes import change_words
from bot.words.counting import count
from bot.words.voice import Voice
from metrics.catalogue import METRICS
from metrics.measure import Measure
from metrics.periods import Period
from metrics.small_numbers import is_hidden, level

_TOP = 58  # the large figure rests there
_SIGNS = {"up": ("▲", GOOD), "down": ("▼", BAD), "unclear": ("", INK)}


@dataclass(frozen=True)
class SaidChange:
    """What is said of a change: the verdict after its sign, in its colour, then a sentence."""

    verdict: str
    color: str
    rest: str


def headline(voice: Voice, block: Block, period: Period) -> Part:
    """Draw the score of a block and the verdict on its change; or say why there is no score."""
    if block.measure is None:
        return _quiet(voice, block)
    few = level(block.people).interval == "words"
    value = figures.score(voice, block.measure)
    about = {"value": block.measure.value, "people": block.people}
    color = EARLIER if few else INK
    score = Text(0, _TOP, value, color, HEADLINE, bold=True, about=about)
    x = round(width(value, HEADLINE) + 18, 2)
    below, height = _verdict(voice, block, period)
    return Part(_TOP + 8 + height, [score, *_beside(voice, block, block.measure, x=x), *below])


def _beside(voice: Voice, block: Block, measure: Measure, *, x: float) -> list[Text]:
    """Say how sure we are and how many answered, in at most three lines beside the score."""
    room, step = WIDTH - x, LINE + 3
    sure = wrapped(range_words(voice, measure), BODY, room)
    people = [count(voice, "chart.people", block.people), *_top(voice, measure)]
    said = wrapped(voice.joined(people, clauses=True), SMALL, room)
    many = len(sure) + len(said)
    y = _TOP - 6 - step * (many - 1) + (5 if many > 2 else 0)
    return [
        *stacked(sure, x=x, y=y, step=step, size=BODY),
        *stacked(said, x=x, y=y + step * len(sure), step=step, color=SOFT),
    ]


def _top(voice: Voice, measure: Measure) -> list[str]:
    """Give the share of the very best score and the mean, where the score is a share."""
    if measure.top_box is None or METRICS[measure.metric].kind != "share":
        return []
    share = figures.share(voice, measure.top_box)
    mean = figures.number(voice, measure.mean, digits=1)
    return [voice.plain("chart.top", share=share, mean=mean)]


def range_words(voice: Voice, measure: Measure) -> str:
    """Say how sure we are: in words where the answers are few."""
    key = "chart.anywhere" if level(measure.people).interval == "words" else "chart.range"
    return voice.plain(key, **figures.bounds(voice, measure))


def why_no_score(voice: Voice, block: Block) -> str:
    """Say why a block has no score."""
    key = "hidden" if block.hidden else "few" if block.people else "none"
    return voice.plain(f"chart.quiet.{key}")


def _quiet(voice: Voice, block: Block) -> Part:
    lines = wrapped(why_no_score(voice, block), LARGE, WIDTH)
    said = [count(voice, "chart.people", block.people)] if block.people else []
    return Part(
        32 * len(lines) + 34 * len(said) + 4,
        [
            *stacked(lines, y=24, step=32, size=LARGE, color=SOFT),
            *stacked(said, y=26 + 32 * len(lines), size=BODY),
        ],
    )


def _verdict(voice: Voice, block: Block, period: Period) -> tuple[list[Text], float]:
    """Say what changed: the verdict in a colour of its own, then what it is compared with."""
    said = _said(voice, block, period)
    if said is None:
        return [], 0.0
    size = BODY if width(said.verdict, BODY, bold=True) <= WIDTH else SMALL
    loud, step = _balanced(said.verdict, size), LINE + 6
    soft = wrapped(said.rest, SMALL, WIDTH)
    y = _TOP + step * len(loud)
    return [
        *stacked(loud, y=_TOP + step, step=step, size=size, color=said.color, bold=True),
        *stacked(soft, y=y + LINE + 2, step=LINE + 2, color=SOFT),
    ], step * len(loud) + (LINE + 2) * len(soft) + 2


def _balanced(text: str, size: int) -> list[str]:
    """Break a loud text into as few lines as it needs, the last one not of a single word."""
    lines = wrapped(text, size, WIDTH, bold=True)
    even = wrapped(text, size, WIDTH * 0.7, bold=True)
    return even if len(even) == len(lines) else lines


def _said(voice: Voice, block: Block, period: Period) -> SaidChange | None:
    other = block.comparison
    if other is None or (block.measure is None and not other.asked):
        return None
    earlier = dates.before(voice, period, other.period)
    if other.change is None or other.measure is None or block.measure is None:
        why = html.unescape(why_no_change(voice, block, other, earlier=earlier))
        return SaidChange("", SOFT, why)
    sign, color = _SIGNS[other.change.verdict]
    verdict = html.unescape(change_words(voice, block.measure, other.change))
    before = figures.score(voice, other.measure)
    rest = voice.plain("chart.before", earlier=earlier, score=before)
    return SaidChange(f"{sign} {verdict}".strip(), color, rest)


def why_no_change(voice: Voice, block: Block, other: Comparison, *, earlier: str) -> str:
    """Say why a period is compared with nothing; HTML."""
    if other.other_question:
        return voice.say("staff.change.other_question", earlier=earlier)
    if is_hidden(other.people, anonymous=block.anonymous):
        return voice.say("staff.change.hidden", earlier=earlier)
    if not other.people:
        return voice.say("staff.change.none", earlier=earlier)
    if other.measure is not None and level(other.people).score:
        earlier = f"{earlier} {figures.score(voice, other.measure)}"
    enough = level(other.people).change
    key = "staff.change.too_few_now" if enough else "staff.change.too_few"
    return voice.count(key, other.people, earlier=earlier)


def moved_words(voice: Voice, block: Block, period: Period) -> tuple[str, str]:
    """Say in one sentence what changed, or why that is not known; and give it a colour."""
    said = _said(voice, block, period)
    return ("", SOFT) if said is None else (said.verdict or said.rest, said.color)
