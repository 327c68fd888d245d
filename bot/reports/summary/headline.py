"""The score in large, how sure we are of it, how many answered, and whether it has moved."""

import html

from bot.pictures.frame import (
    BODY,
    EARLIER,
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
from bot.pictures.verdict import SaidChange, verdict_lines
from bot.reports.summary.origins import imported_words
from bot.reports.summary.results import Block, Comparison
from bot.words import dates, figures
from bot.words.answered_by import answers_words
from bot.words.changes import change_words, size_of, verdict_words
from bot.words.voice import Voice
from metrics.catalogue import METRICS
from metrics.measure import Measure
from metrics.periods import Period
from metrics.small_numbers import is_hidden, level

_TOP = 58  # the large figure rests there


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
    return Part(_TOP + 14 + height, [score, *_beside(voice, block, block.measure, x=x), *below])


def _beside(voice: Voice, block: Block, measure: Measure, *, x: float) -> list[Text]:
    """Say how sure we are and how many answered, in at most three lines beside the score."""
    room, step = WIDTH - x, LINE + 3
    sure = wrapped(range_words(voice, measure), BODY, room)
    answers = answers_words(voice, block.answers, block.people)
    imported = imported_words(voice, block.imported, answers=block.answers)
    people = [answers, *(imported or _top(voice, measure))]  # there is no room for three lines
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
    said = [answers_words(voice, block.answers, block.people)] if block.people else []
    return Part(
        32 * len(lines) + 34 * len(said) + 4,
        [
            *stacked(lines, y=24, step=32, size=LARGE, color=SOFT),
            *stacked(said, y=26 + 32 * len(lines), size=BODY),
        ],
    )


def _verdict(voice: Voice, block: Block, period: Period) -> tuple[list[Text], float]:
    """Say what changed: the verdict in large, then its size and what it is compared with."""
    said = _said(voice, block, period)
    return ([], 0.0) if said is None else verdict_lines(said, top=_TOP + 12)


def _said(voice: Voice, block: Block, period: Period) -> SaidChange | None:
    other = block.comparison
    if other is None or (block.measure is None and not other.asked):
        return None
    earlier = dates.before(voice, period, other.period)
    if other.change is None or other.measure is None or block.measure is None:
        why = html.unescape(why_no_change(voice, block, other, earlier=earlier))
        return SaidChange("", [why])
    verdict = other.change.verdict
    before = figures.score(voice, other.measure)
    rest = [
        html.unescape(size_of(voice, block.measure, other.change)),
        voice.plain("chart.before", earlier=earlier, score=before),
    ]
    word, way = verdict_words(voice, verdict), "" if verdict == "unclear" else verdict
    return SaidChange(word, rest, way, worse=verdict == "down")


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
    answers = answers_words(voice, other.answers, other.people)
    return voice.say(key, answers=answers, earlier=earlier)


def moved_words(voice: Voice, block: Block, period: Period) -> tuple[str, bool]:
    """Say in one sentence what changed, or why that is not known; and whether it is a verdict."""
    said, other = _said(voice, block, period), block.comparison
    if said is None:
        return "", False
    if not said.word or block.measure is None or other is None or other.change is None:
        return " ".join(said.rest), False
    words = html.unescape(change_words(voice, block.measure, other.change))
    return f"{said.sign} {words}".strip(), True
