"""How /overall reads: each survey of the three metrics, and the index with its parts."""

from datetime import date
from functools import partial

from bot.pictures.page import Choice, Page, Picture
from bot.reports.overall.chart import overall_chart
from bot.reports.overall.results import Overall
from bot.reports.paging import moves
from bot.reports.summary.results import Block
from bot.text.query import Query
from bot.words import dates, figures
from bot.words.answered_by import answers_words, people_notes
from bot.words.fitting import MOST_CAPTION, fitted
from bot.words.voice import Voice
from metrics.index import Index, Part
from metrics.small_numbers import level

METRICS = ("nps", "csat", "ces")


def overall_page(voice: Voice, found: Overall, today: date) -> Page:
    """Write the reply to /overall."""
    lines = [_line(voice, block) for blocks in found.blocks.values() for block in blocks]
    when = dates.dated(voice, found.query.period)
    index = index_lines(voice, found)
    whole = found.index is not None and found.index.value is not None and len(index) > 1
    head = [*index, *lines] if whole else [*lines, *index]
    foot = [voice.say("staff.overall.reading"), *_people(voice, found), when]
    text = fitted(head, foot=foot)
    rows = [moves(voice, found.query, today=today), _metrics(voice, found)]
    drawn = any(part.value is not None for part in found.index.parts) if found.index else False
    if found.query.plain or not drawn:
        return Page(text, rows)
    caption = fitted(index if whole else head, foot=foot, most=MOST_CAPTION)
    return Page(text, rows, Picture(partial(overall_chart, voice, found), caption))


def _people(voice: Voice, found: Overall) -> list[str]:
    blocks = [block for blocks in found.blocks.values() for block in blocks if not block.hidden]
    return people_notes(
        voice,
        found.query.period,
        named=any(block.answers and not block.anonymous for block in blocks),
        beyond=any(block.repeats.beyond for block in blocks),
        anonymous=any(block.answers and block.anonymous for block in blocks),
    )


def _metrics(voice: Voice, found: Overall) -> list[Choice]:
    """Offer the summary of each metric, of the same period with the same filters."""
    query = found.query
    return [
        Choice(
            figures.title(voice, metric),
            Query(metric, query.period, filters=query.filters, plain=query.plain).text(),
        )
        for metric in found.blocks
    ]


def _line(voice: Voice, block: Block) -> str:
    title = figures.title(voice, block.metric)
    if block.hidden:
        return voice.say("staff.overall.hidden", title=title, survey=block.survey)
    if block.measure is None:
        key = "staff.overall.few" if block.people else "staff.overall.nobody"
        return voice.say(key, title=title, survey=block.survey, n=block.people)
    words = level(block.people).interval == "words"
    key = "staff.overall.wide" if words else "staff.overall.score"
    return voice.say(
        key,
        answers=answers_words(voice, block.answers, block.people),
        title=title,
        score=figures.score(voice, block.measure),
        survey=block.survey,
        **figures.bounds(voice, block.measure),
    )


def index_lines(voice: Voice, found: Overall) -> list[str]:
    """Say the index and its parts, or which part it lacks."""
    index = found.index
    if index is None:
        return []
    parts = voice.joined((_part(voice, part, found) for part in index.parts), clauses=True)
    parts += "".join(
        voice.plain("staff.overall.not_asked", title=figures.title(voice, metric))
        for metric in METRICS
        if metric not in found.blocks
    )
    of_parts = voice.say("staff.overall.parts", parts=parts, weights=weights_words(voice, index))
    if index.value is None or index.interval is None:
        missing = [figures.title(voice, part.metric) for part in index.parts if part.value is None]
        return [voice.say("staff.overall.no_index", missing=voice.joined(missing)), of_parts]
    if len(index.parts) < 2:
        return [voice.say("staff.overall.one_part", part=parts)]
    values = {"value": index.value, "low": index.interval.low, "high": index.interval.high}
    said = {name: figures.number(voice, value) for name, value in values.items()}
    return [voice.say("staff.overall.index", **said), of_parts]


def _part(voice: Voice, part: Part, found: Overall) -> str:
    title = figures.title(voice, part.metric)
    value = "-" if part.value is None else figures.number(voice, part.value)
    if len(found.blocks.get(part.metric, ())) < 2:
        return f"{title} {value}"
    return f"{title} {value} ({voice.named('survey', found.counted[part.metric])})"


def weights_words(voice: Voice, index: Index) -> str:
    """Say how the parts are weighed, and the number of that choice."""
    weights = {part.weight for part in index.parts}
    if len(weights) == 1:
        return voice.plain("staff.overall.equal", version=index.version)
    named = voice.joined(
        f"{figures.title(voice, part.metric)} {part.weight:g}" for part in index.parts
    )
    return voice.plain("staff.overall.weighed", weights=named, version=index.version)
