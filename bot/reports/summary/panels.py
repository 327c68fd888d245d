"""A survey in small, where several of one metric are shown below one another."""

from bot.pictures.frame import BODY, EARLIER, GRID, INK, LINE, SMALL, SOFT, WIDTH
from bot.pictures.lettering import cut, width, wrapped
from bot.pictures.paper import Bar, Facts, Mark, Part, Rule, Text, stacked
from bot.reports.summary.distribution import colours
from bot.reports.summary.headline import moved_words, range_words, why_no_score
from bot.reports.summary.results import Block
from bot.words import figures
from bot.words.answered_by import answers_words
from bot.words.voice import Voice
from metrics.catalogue import scale_of
from metrics.measure import Measure
from metrics.periods import Period
from metrics.small_numbers import level

_SCORE = 40
_TOP, _BOTTOM = 94, 108  # of the bar


def panel(voice: Voice, block: Block, period: Period) -> Part:
    """Draw a survey's name, score, range and number of answers, its bands and what changed."""
    name = Text(0, 18, cut(voice.named("survey", block.survey), BODY, WIDTH), size=BODY)
    head: list[Mark] = [name, Rule(0, 28, WIDTH, 28, GRID)]
    if block.measure is None:
        return Part(64, [*head, _quiet(voice, block)])
    words, verdict = moved_words(voice, block, period)
    size, color = (BODY, INK) if verdict else (SMALL, SOFT)
    said = wrapped(words, size, WIDTH, bold=verdict)
    return Part(
        _BOTTOM + LINE * len(said) + 4,
        [
            *head,
            *_score(voice, block, block.measure),
            *_bands(block.measure),
            *stacked(said, y=_BOTTOM + LINE, size=size, color=color, bold=verdict),
        ],
    )


def _quiet(voice: Voice, block: Block) -> Mark:
    said = why_no_score(voice, block)
    if block.people:
        said = voice.joined([said, answers_words(voice, block.answers, block.people)], clauses=True)
    return Text(0, 54, cut(said, SMALL, WIDTH), SOFT)


def _score(voice: Voice, block: Block, measure: Measure) -> list[Mark]:
    few = level(block.people).interval == "words"
    value = figures.score(voice, measure)
    beside = round(width(value, _SCORE) + 16, 2)
    about: Facts = {"value": measure.value, "people": block.people}
    sure = cut(range_words(voice, measure), SMALL, WIDTH - beside)
    return [
        Text(0, 78, value, EARLIER if few else INK, _SCORE, bold=True, about=about),
        Text(beside, 58, sure),
        Text(beside, 80, answers_words(voice, block.answers, block.people), SOFT),
    ]


def _bands(measure: Measure) -> list[Mark]:
    """Show the bands side by side, as wide as their shares."""
    scale = scale_of(measure.metric, measure.points)
    colors = colours(scale)
    marks: list[Mark] = []
    x = 0.0
    for band in scale.bands:
        people = measure.bands[band.name]
        end = x + WIDTH * people / measure.answers
        about: Facts = {"band": band.name, "people": people}
        marks.append(Bar(x, _TOP, end, _BOTTOM, colors[band.first], about=about))
        x = end
    return marks
