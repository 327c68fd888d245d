"""A survey in small, where several of one metric are shown below one another."""

from bot.pictures import paper
from bot.pictures.frame import BODY, EARLIER, GRID, INK, LINE, SMALL, SOFT, WIDTH, Part
from bot.pictures.lettering import cut, width, wrapped
from bot.reports.summary.distribution import colours
from bot.reports.summary.headline import moved_words, range_words
from bot.reports.summary.results import Block
from bot.words import figures
from bot.words.counting import count
from bot.words.voice import Voice
from metrics.catalogue import scale_of
from metrics.measure import Measure
from metrics.periods import Period
from metrics.small_numbers import level

_SCORE = 40
_BAR = (94, 108)


def panel(voice: Voice, block: Block, period: Period) -> Part:
    """Draw a survey's name, score, range and number of answers, its bands and what changed."""
    name: paper.Mark = {"x": 0.0, "y": 18.0, "text": cut(block.survey, BODY, WIDTH)}
    line: paper.Mark = {"x": 0, "x2": WIDTH, "y": 28, "y2": 28, "color": GRID}
    layers = [paper.words([name], size=BODY), paper.rules([line])]
    if block.measure is None:
        return paper.sheet(64, [*layers, *_quiet(voice, block)])
    layers += [*_score(voice, block, block.measure), paper.bars(_bands(block.measure))]
    words, color = moved_words(voice, block, period)
    said = wrapped(words, SMALL, WIDTH)
    marks: list[paper.Mark] = [
        {"x": 0, "y": _BAR[1] + LINE * (at + 1), "text": text} for at, text in enumerate(said)
    ]
    return paper.sheet(_BAR[1] + LINE * len(said) + 4, [*layers, paper.words(marks, color=color)])


def _quiet(voice: Voice, block: Block) -> list[paper.Layer | None]:
    key = "hidden" if block.hidden else "few" if block.people else "none"
    said = voice.plain(f"chart.quiet.{key}")
    if block.people:
        said = voice.joined([said, count(voice, "chart.people", block.people)], clauses=True)
    return [paper.words([{"x": 0, "y": 54, "text": cut(said, SMALL, WIDTH)}], color=SOFT)]


def _score(voice: Voice, block: Block, measure: Measure) -> list[paper.Layer | None]:
    few = level(block.people).interval == "words"
    value = figures.score(voice, measure)
    beside = round(width(value, _SCORE) + 16, 2)
    score: paper.Mark = {
        "x": 0.0,
        "y": 78.0,
        "text": value,
        "color": EARLIER if few else INK,
        "value": measure.value,
        "people": block.people,
    }
    room = WIDTH - beside
    side: list[paper.Mark] = [
        {"x": beside, "y": 58.0, "text": cut(range_words(voice, measure), SMALL, room)},
        {"x": beside, "y": 80.0, "text": count(voice, "chart.people", block.people), "color": SOFT},
    ]
    return [paper.words([score], size=_SCORE), paper.words(side)]


def _bands(measure: Measure) -> list[paper.Mark]:
    """Show the bands side by side, as wide as their shares."""
    scale = scale_of(measure.metric, measure.points)
    colors = colours(scale)
    marks: list[paper.Mark] = []
    x = 0.0
    for band in scale.bands:
        people = measure.bands[band.name]
        end = x + WIDTH * people / measure.people
        place = {"x": x, "x2": end, "y": _BAR[0], "y2": _BAR[1]}
        marks.append({**place, "color": colors[band.first], "band": band.name, "people": people})
        x = end
    return marks
