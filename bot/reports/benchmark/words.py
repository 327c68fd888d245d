"""How /benchmark reads: our own score, published figures with year and source, and warnings."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from bot.pictures.page import Choice, Page, Picture
from bot.reports.benchmark.chart import benchmark_chart, quoted, value_of
from bot.reports.benchmark.industries import industry_name, year_words
from bot.reports.benchmark.results import Benchmark, Beside, Figure, Ours
from bot.reports.paging import moves
from bot.words import dates, figures
from bot.words.answered_by import answers_words, people_notes
from bot.words.fitting import MOST_CAPTION, fitted
from bot.words.voice import Voice
from metrics.small_numbers import level


def benchmark_page(voice: Voice, found: Benchmark, today: date) -> Page:
    """Write the reply to /benchmark."""
    title = voice.say("staff.benchmark.title", metric=figures.title(voice, found.metric))
    when = dates.dated(voice, found.query.period)
    foot = [voice.say("staff.benchmark.context"), *_people(voice, found), when]
    lines = [line for group in found.groups for line in _group(voice, group, group.figures)]
    text = fitted([title, *lines], foot=foot)
    rows = [moves(voice, found.query, today=today), *_others(voice, found)]
    if found.query.plain:
        return Page(text, rows)
    abroad = voice.say("staff.benchmark.us") if _of_the_us(found) else ""
    caption = fitted([_first(voice, found) or title, abroad], foot=foot, most=MOST_CAPTION)
    return Page(text, rows, Picture(partial(benchmark_chart, voice, found), caption))


def _people(voice: Voice, found: Benchmark) -> list[str]:
    ours = [each for group in found.groups for each in group.ours if each.value is not None]
    return people_notes(
        voice,
        found.query.period,
        named=any(not each.anonymous for each in ours),
        beyond=any(each.beyond for each in ours),
        anonymous=any(each.anonymous for each in ours),
    )


def _of_the_us(found: Benchmark) -> bool:
    return any(group.kind != "good" for group in found.groups)


def _first(voice: Voice, found: Benchmark) -> str:
    """Set the survey with most answers beside the newest published figures, in one sentence."""
    for group in found.groups:
        known = [each for each in group.ours if each.value is not None]
        recent = [each.value for each in group.figures if not each.old]
        published = recent or [each.value for each in group.figures]
        ours = max(known, key=lambda each: each.people, default=None)
        if ours is None or ours.value is None or ours.interval is None or not published:
            continue
        words = level(ours.people).interval == "words"
        ends = {
            "value": ours.value,
            "low": ours.interval.low,
            "high": ours.interval.high,
            "lowest": min(published),
            "highest": max(published),
        }
        said = {name: value_of(voice, group.kind, value) for name, value in ends.items()}
        title = figures.title(voice, found.metric)
        key = "staff.benchmark.said_words" if words else "staff.benchmark.said"
        return voice.say(key, metric=title, survey=ours.survey, **said)
    return ""


def _others(voice: Voice, found: Benchmark) -> list[list[Choice]]:
    asked = replace(found.query, survey=None)
    choices = [
        Choice(figures.title(voice, metric), replace(asked, metric=metric).text())
        for metric in found.metrics
    ]
    return [choices] if choices else []


def _group(voice: Voice, group: Beside, shown: Sequence[Figure]) -> list[str]:
    """Say ours, the published figures that the picture does not show, and the warnings."""
    return [
        *(_our(voice, group.kind, each) for each in group.ours),
        *(_figure(voice, group.kind, each) for each in shown),
        *_warnings(voice, group),
    ]


def _our(voice: Voice, kind: str, ours: Ours) -> str:
    if ours.value is None or ours.interval is None:
        return voice.count("staff.benchmark.few", ours.people, survey=ours.survey)
    ends = {
        "value": value_of(voice, kind, ours.value),
        "low": value_of(voice, kind, ours.interval.low),
        "high": value_of(voice, kind, ours.interval.high),
    }
    words = level(ours.people).interval == "words"
    form = "" if kind == "nps" else voice.plain(f"staff.benchmark.form_{kind}")
    key = "staff.benchmark.wide" if words else "staff.benchmark.ours"
    answers = answers_words(voice, ours.answers, ours.people)
    return voice.say(key, answers=answers, survey=ours.survey, form=form, **ends)


def _figure(voice: Voice, kind: str, figure: Figure) -> str:
    key = "staff.benchmark.old" if figure.old else "staff.benchmark.figure"
    return voice.say(
        key,
        industry=industry_name(voice, figure.industry),
        value=quoted(voice, kind, figure.value),
        year=year_words(voice, figure.year),
        source=figure.source,
    )


def _warnings(voice: Voice, group: Beside) -> Sequence[str]:
    abroad = [] if group.kind == "good" else [voice.say("staff.benchmark.us")]
    return [voice.say(f"staff.benchmark.warn_{group.kind}"), *abroad]
