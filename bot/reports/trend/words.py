"""How /trend reads: a table or a line for each survey, and whether its end differs clearly."""

import html
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.pictures.page import Choice, Page, Picture
from bot.pictures.paper import Drawing
from bot.pictures.verdict import SaidChange
from bot.reports.paging import button, moves, survey_rows
from bot.reports.points import Point
from bot.reports.segments import cut_table, question, range_cell, segment_label, versions
from bot.reports.steps import UNITS, step_for
from bot.reports.trend.chart import starts, trend_chart
from bot.reports.trend.results import Course, Trend, TrendLine
from bot.text.query import Query
from bot.words import dates, figures, tables
from bot.words.answered_by import people_notes
from bot.words.changes import change_words, clause, size_of, verdict_words
from bot.words.few_answers import few_notes
from bot.words.voice import Voice
from metrics.calendar_units import Unit
from metrics.periods import Period

MOST_PIECES = 400
MOST_SURVEYS = 3
_DAYS = {"day": 1, "week": 7, "month": 30}
_BY_DAY, _BY_WEEK = 14, 120  # the longest periods that are cut into days, and into weeks


def step_of(query: Query) -> Unit:
    """Give the step asked for, else one that suits the length of the period."""
    return step_for(query, by_day=_BY_DAY, by_week=_BY_WEEK)


def count_of(period: Period, step: Unit) -> int:
    """Tell how many pieces there are, or a few less, without cutting any."""
    return period.days // _DAYS[step]


def trend_page(voice: Voice, trend: Trend) -> Page:
    """Write the tables, draw the lines, and offer other periods, steps and surveys."""
    text, left = tables.fitting([_block(voice, trend, course) for course in trend.courses])
    left += len(trend.surveys) - len(trend.courses)
    more = voice.say("staff.summary.more_surveys", left=left) if left else ""
    end = "\n".join(line for line in [more, *_end(voice, trend)] if line)
    return Page(f"{text}\n\n{end}", _buttons(voice, trend), _picture(voice, trend, more))


def _picture(voice: Voice, trend: Trend, more: str) -> Picture | None:
    found = [point for each in trend.courses for line in each.lines for point in line.points]
    if trend.query.plain or not any(point.measure for point in found):
        return None
    blocks = [_in_short(voice, trend, course) for course in trend.courses]
    caption = [*blocks, more, *_end(voice, trend)]
    return Picture(
        partial(_drawn, voice, trend, found), "\n".join(each for each in caption if each)
    )


def _drawn(voice: Voice, trend: Trend, points: Sequence[Point]) -> Drawing:
    """Draw the lines, and explain below them only what there is to see."""
    known = [point for point in points if point.measure]
    notes = {
        "staff.trend.band": True,
        "staff.trend.grey": not all(trend.whole(point.period) for point in known),
        "staff.trend.gaps": len(known) < len([point for point in points if point.people]),
        "staff.trend.broken": any(starts(course) for course in trend.courses),
    }
    footer = [voice.plain(key) for key, true in notes.items() if true]
    footer += few_notes(voice, [point.people for point in known])
    first, alone = trend.courses[0], len(trend.courses) == 1
    return trend_chart(
        voice,
        trend,
        title=_title(voice, trend, first) if alone else _step_title(voice, trend, first),
        verdicts=[_verdict(voice, trend, course) for course in trend.courses],
        footer=[*footer, html.unescape(dates.dated(voice, trend.query.period))],
    )


def _title(voice: Voice, trend: Trend, course: Course) -> str:
    title = _step_title(voice, trend, course)
    return voice.plain("staff.trend.of_survey", survey=course.survey, title=title)


def _step_title(voice: Voice, trend: Trend, course: Course) -> str:
    title = figures.title(voice, course.metric)
    return voice.plain(f"staff.trend.title_{trend.step}", title=title)


def _end(voice: Voice, trend: Trend) -> list[str]:
    numbers = {number for course in trend.courses for number in course.versions}
    when = dates.dated(voice, trend.query.period)
    if len(trend.courses) == 1 and numbers:
        when += f" - {question(voice, numbers)}"
    named = any(course.people and not course.anonymous for course in trend.courses)
    beyond = any(course.beyond for course in trend.courses)
    notes = people_notes(voice, trend.query.period, named=named, beyond=beyond)
    return [voice.say("staff.trend.watch"), *notes, when]


def _heading(voice: Voice, trend: Trend, course: Course) -> str:
    return f"<b>{html.escape(_title(voice, trend, course), quote=False)}</b>"


def _block(voice: Voice, trend: Trend, course: Course) -> str:
    rows = _rows(voice, trend, course)
    most = tables.MOST_ROWS // max(1, len(trend.courses))
    parts = [_heading(voice, trend, course)]
    if rows:
        title = figures.title(voice, course.metric)
        heads = [voice.plain("staff.by.people"), title, voice.plain("staff.by.range")]
        left = max(0, len(rows) - most)
        parts += cut_table(voice, trend.step, heads, rows[-most:], left=left)
        parts += few_notes(voice, _numbers(course))
    if any(row[0].endswith("*") for row in rows[-most:]):
        parts.append(voice.say(f"staff.trend.unfinished_{trend.step}", sign="*"))
    if course.anonymous:
        parts.append(voice.say("staff.summary.portions"))
    return "\n".join([*parts, _sentence(voice, trend, course)])


def _rows(voice: Voice, trend: Trend, course: Course) -> list[list[str]]:
    rows: list[list[str]] = []
    for line in course.lines:
        points = answered(line)
        if points and len(course.lines) > 1:
            rows.append([versions(voice, line.versions), "", "", ""])
        rows += [_row(voice, trend, course, point) for point in points]
    return rows


def _numbers(course: Course) -> list[int]:
    return [point.people for line in course.lines for point in answered(line)]


def answered(line: TrendLine) -> Sequence[Point]:
    """Give the points from the first to the last that somebody answered."""
    at = [index for index, point in enumerate(line.points) if point.people]
    return line.points[at[0] : at[-1] + 1] if at else ()


def _row(voice: Voice, trend: Trend, course: Course, point: Point) -> list[str]:
    label = segment_label(voice, trend.step, point.period.since.isoformat())
    label += "" if trend.whole(point.period) else "*"
    count = "-" if course.anonymous and not point.people else str(point.answers)
    if point.measure is None:
        return [label, count, "", ""]
    score = figures.score(voice, point.measure).replace(" ", "")
    return [label, count, score, range_cell(voice, point.measure)]


def _sentence(voice: Voice, trend: Trend, course: Course) -> str:
    """Say whether the last whole piece differs clearly from what came before it."""
    if not any(answered(line) for line in course.lines):
        title = figures.title(voice, course.metric)
        return voice.say(
            "staff.summary.hidden" if course.anonymous else "staff.summary.none", title=title
        )
    latest = course.latest
    if latest is None:
        return voice.say(f"staff.trend.only_{trend.step}")
    days = dates.span(voice, latest.period)
    if latest.measure is None or latest.earlier is None or latest.change is None:
        return voice.say(f"staff.trend.few_{trend.step}", days=days)
    return _latest(voice, trend, course) + change_words(voice, latest.measure, latest.change)


def _in_short(voice: Voice, trend: Trend, course: Course) -> str:
    """Say the last whole piece and its verdict in one sentence; where there is none, why."""
    latest = course.latest
    if latest is None or latest.change is None or latest.measure is None or not latest.earlier:
        return f"{_piece(voice, trend, course)}\n{_sentence(voice, trend, course)}"
    said = voice.say(
        f"staff.trend.said_{trend.step}",
        title=figures.title(voice, course.metric),
        score=figures.score(voice, latest.measure),
        verdict=html.unescape(clause(voice, latest.measure, latest.change)),
        survey=course.survey,
    )
    return f"{said}\n{_latest(voice, trend, course).strip()}"


def _piece(voice: Voice, trend: Trend, course: Course) -> str:
    """Say the score of the last piece that has one; HTML."""
    points = [point for line in course.lines for point in line.points if point.measure]
    last = max(points, key=lambda point: point.period.since, default=None)
    if last is None or last.measure is None:
        return _heading(voice, trend, course)
    return voice.say(
        "staff.trend.piece",
        title=figures.title(voice, course.metric),
        score=figures.score(voice, last.measure),
        days=dates.span(voice, last.period),
        survey=course.survey,
    )


def _latest(voice: Voice, trend: Trend, course: Course) -> str:
    """Name the last whole piece, its score and that of all before it; HTML."""
    latest = course.latest
    if latest is None or latest.measure is None or latest.earlier is None:
        return ""
    now, before = (figures.score(voice, each) for each in (latest.measure, latest.earlier))
    days = dates.span(voice, latest.period)
    return voice.say(f"staff.trend.latest_{trend.step}", days=days, score=now, earlier=before)


def _verdict(voice: Voice, trend: Trend, course: Course) -> SaidChange:
    """Say what the picture says of the last whole piece."""
    latest = course.latest
    if latest is None or latest.change is None or latest.measure is None:
        return SaidChange("", [html.unescape(_sentence(voice, trend, course))])
    change = latest.change
    way = "" if change.verdict == "unclear" else change.verdict
    rest = [size_of(voice, latest.measure, change), _latest(voice, trend, course).strip()]
    said = [html.unescape(each) for each in rest]
    return SaidChange(verdict_words(voice, change.verdict), said, way, worse=way == "down")


def _buttons(voice: Voice, trend: Trend) -> list[list[Choice]]:
    query = replace(trend.query, choosing=False)
    first = moves(voice, query, today=trend.today)
    for step in UNITS:
        if step != trend.step and 2 <= count_of(query.period, step) <= MOST_PIECES:
            first.append(button(voice, f"staff.trend.by_{step}", replace(query, by=step)))
    return [first, *survey_rows(voice, query, trend.surveys)]
