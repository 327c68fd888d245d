"""How /themes reads: each theme with its comments, score and a typical one; then what is new."""

import html
from collections.abc import Sequence
from datetime import date
from functools import partial

from bot.pictures.page import Choice, Page, Picture, in_rows
from bot.reports.captions import message
from bot.reports.mention_words import mention_clauses
from bot.reports.paging import moves, survey_rows
from bot.reports.segments import question
from bot.reports.themes.chart import themes_chart
from bot.reports.themes.results import MOST_READ, Talk, Talks, Topic
from bot.text.query import Query
from bot.words import dates, figures, tables
from bot.words.answered_by import people_notes
from bot.words.fitting import MOST_CAPTION, fitted
from bot.words.voice import Voice

MOST_THEMES = 8
_LONGEST_SAMPLE = 140
_MOST_BUTTONS = 9
_NAMED = 5  # of the phrases below a picture


def themes_page(voice: Voice, found: Talks, today: date) -> Page:
    """Write the reply to /themes."""
    query, talks, advice = found.query, found.talks, found.advice
    blocks = [_block(voice, query, talk, configured=advice is None) for talk in talks]
    blocks += [_advice(voice, advice)] if advice else []
    text = message(voice, blocks)
    rows = [
        *_theme_rows(voice, query, talks),
        moves(voice, query, today=today),
        *survey_rows(voice, query, found.surveys),
    ]
    if query.plain or not any(talk.spoken or talk.phrases for talk in talks):
        return Page(text, rows)
    lines = [line for talk in talks for line in _in_short(voice, talk)]
    below = fitted(lines, foot=[_dated(voice, query, talks)], most=MOST_CAPTION)
    return Page(text, rows, Picture(partial(themes_chart, voice, query, talks), below))


def _advice(voice: Voice, example: str) -> str:
    return f"{voice.say('themes.none')}\n<pre>{html.escape(example, quote=False)}</pre>"


def _block(voice: Voice, query: Query, talk: Talk, *, configured: bool) -> str:
    parts = ["\n".join(_heading(voice, talk))]
    shown = talk.spoken[:MOST_THEMES]
    parts += [_topic(voice, talk, topic) for topic in shown]
    if configured and talk.comments:
        parts.append(_others(voice, talk))
    if talk.comments:
        parts.append(_new(voice, talk))
        parts += [_topic(voice, talk, topic) for topic in talk.phrases]
    return "\n\n".join([*parts, _dated(voice, query, [talk])])


def _others(voice: Voice, talk: Talk) -> str:
    quiet = [voice.named("theme", topic.name) for topic in talk.themes if topic not in talk.spoken]
    lines = [voice.count("themes.others", talk.others)]
    if quiet:
        lines.append(voice.say("themes.quiet", names=tables.shorten(voice.joined(quiet), 200)))
    return "\n".join(lines)


def _heading(voice: Voice, talk: Talk) -> list[str]:
    title = figures.title(voice, talk.metric)
    lines = [voice.say("themes.heading", title=title, survey=talk.survey)]
    if talk.hidden:
        return [*lines, voice.say("staff.comments.hidden")]
    if not talk.comments:
        return [*lines, voice.say("staff.comments.none")]
    lines.append(count_words(voice, talk.comments, talk.before))
    if talk.cut:
        lines.append(voice.say("themes.cut", most=voice.number(MOST_READ)))
    return lines


def count_words(voice: Voice, now: int, before: int | None) -> str:
    """Say how many comments there are, and how many there were; as HTML."""
    said = voice.count("themes.comments", now)
    if before is None:
        return said
    return voice.plain("themes.compared", now=said, before=voice.number(before))


def _topic(voice: Voice, talk: Talk, topic: Topic) -> str:
    title = figures.title(voice, talk.metric)
    said = mention_clauses(voice, topic.mention, title=title, before=topic.before)
    name = tables.shorten(voice.named("theme", topic.name), 60)
    lines = [voice.say("themes.topic", name=name) + said]
    if topic.sample:
        sample = tables.shorten(" ".join(topic.sample.split()), _LONGEST_SAMPLE)
        lines.append(voice.say("staff.comments.body", body=sample))
    return "\n".join(lines)


def _new(voice: Voice, talk: Talk) -> str:
    if not talk.before:
        return voice.say("themes.no_before")
    key = "themes.new" if talk.phrases else "themes.nothing_new"
    return voice.count(key, talk.earlier.days)


def _dated(voice: Voice, query: Query, talks: Sequence[Talk]) -> str:
    numbers = {number for talk in talks for number in talk.versions}
    dated = f"{dates.dated(voice, query.period)} - {question(voice, numbers)}"
    unknown = any(talk.anonymous and talk.comments for talk in talks)  # others are all told apart
    return "\n".join([*people_notes(voice, named=False, anonymous=unknown), dated])


def _in_short(voice: Voice, talk: Talk) -> list[str]:
    """Say below the picture what is in it, in few lines."""
    heading, count, *more = [*_heading(voice, talk), ""]
    lines = [_first(voice, talk, heading, count), *more]
    if talk.phrases:
        names = [f"«{tables.shorten(topic.name, 40)}»" for topic in talk.phrases[:_NAMED]]
        lines.append(voice.say("themes.new_short", phrases=voice.joined(names)))
    return lines


def _first(voice: Voice, talk: Talk, heading: str, count: str) -> str:
    """Say in one sentence how many comments there are and what most of them are about."""
    if not talk.comments or talk.hidden:
        return f"{heading}\n{count}".strip()
    said = [count]
    first = max(talk.spoken, key=lambda each: each.comments, default=None)
    if first is not None and first.comments:
        name = tables.shorten(voice.named("theme", first.name), 60)
        number = voice.number(first.comments)
        said.append(voice.say("themes.most", name=name, number=number))
    name = html.escape(voice.named("survey", talk.survey), quote=False)
    title = figures.title(voice, talk.metric)
    joined = voice.joined(said, clauses=True)
    return voice.plain("themes.of_survey", said=joined, title=title, survey=name)


def _theme_rows(voice: Voice, query: Query, talks: Sequence[Talk]) -> list[list[Choice]]:
    """Offer the comments of each theme: of one survey, or of all where several are shown."""
    named = [talk for talk in talks if not talk.anonymous]
    survey = named[0].survey if len(talks) == 1 and named else query.survey
    counts: dict[str, int] = {}
    for talk in named:
        for topic in talk.themes:
            counts[topic.name] = counts.get(topic.name, 0) + topic.comments
    wanted = sorted(counts, key=lambda name: (-counts[name], name.casefold()))
    choices = [
        Choice(
            voice.plain(
                "themes.button", name=voice.named("theme", name), number=voice.number(counts[name])
            ),
            _comments_on(query, survey, name),
        )
        for name in wanted[:_MOST_BUTTONS]
        if counts[name]
    ]
    return in_rows(choices)


def _comments_on(query: Query, survey: str | None, theme: str) -> str:
    filters = dict(query.filters)
    return Query("comments", query.period, survey=survey, filters=filters, theme=theme).text()
