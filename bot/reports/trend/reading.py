"""From /trend to results: a point for each piece of a period, and what the last whole one says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.errors import Refusal
from bot.reports import privacy
from bot.reports import reading as reports_reading
from bot.reports.each_survey import read_each
from bot.reports.points import Point
from bot.reports.series import Dealt, QuestionLine, series
from bot.reports.trend.results import Course, Latest, Trend, TrendLine
from bot.reports.trend.words import MOST_PIECES, MOST_SURVEYS, count_of, step_of
from bot.reports.understanding import surveys_meant, today
from bot.services import Services
from bot.surveys.lineage import History, Shown
from bot.text.query import Query
from metrics.lasting import Pair, lasting_changes
from metrics.measure import measure
from metrics.periods import Period
from metrics.repeats import NOBODY_TWICE, Repeats
from metrics.small_numbers import change_is_shown
from metrics.tally import people
from storage.tallies import ScoreTally
from storage.transaction import Transaction


async def trend(services: Services, query: Query) -> Trend:
    """Follow every survey asked for over the period, piece by piece."""
    chosen = surveys_meant(services, query)
    empty = Trend(query, step_of(query), today(services), ())
    pieces = _pieces(empty)
    read_one = partial(_course, empty, pieces)
    read = await read_each(services, query, chosen, read_one, has=_has_answers)
    courses = _judged([_measured(empty, each) for each in read])
    current = services.config.surveys
    kept = [each for each in courses if each.survey in current or each.people] or courses
    return replace(empty, courses=kept[:MOST_SURVEYS], surveys=tuple(chosen))


def _pieces(asked: Trend) -> list[Period]:
    period, step = asked.query.period, asked.step
    if count_of(period, step) > MOST_PIECES:
        example = f"/{asked.query.command} year by week"
        raise Refusal("staff.trend.too_many", most=MOST_PIECES, example=example)
    return [piece for piece in period.split(step) if piece.since <= asked.today]


@dataclass(frozen=True)
class _Read:
    """What was read of one survey: the lines of its questions, the newest last."""

    survey: str
    rows: Sequence[ScoreTally]
    lines: Sequence[Dealt]
    repeats: Repeats  # among the answers before the last whole piece


def _has_answers(read: _Read) -> bool:
    numbers = {number for each in read.lines for number in each.line.shown.numbers}
    return bool(people(reports_reading.whole(read.rows, numbers=numbers)))


async def _course(
    asked: Trend, pieces: Sequence[Period], tx: Transaction, history: History, survey: str
) -> _Read:
    query = asked.query
    rows = await reports_reading.scores(tx, survey, period=query.period, filters=query.filters)
    shown = history.shown(survey, rows, wanted=query.version)
    newest = QuestionLine(history, survey, shown, query.filters, pieces)
    older = _older(newest, rows) if query.version is None else []
    if query.filters and any(each.anonymous for each in [*older, shown]):
        privacy.refuse_filtered(query, survey)
    lines = [await series(tx, replace(newest, shown=each)) for each in [*older, shown]]
    last = _last_whole(asked, pieces)
    before = replace(query.period, until=last.since) if last else None
    repeats = (
        await reports_reading.repeats(tx, survey, period=before, filters=query.filters, shown=shown)
        if before is not None and before.days > 0
        else NOBODY_TWICE
    )
    return _Read(survey, rows, lines, repeats)


def _last_whole(asked: Trend, pieces: Sequence[Period]) -> Period | None:
    return next((piece for piece in reversed(pieces) if asked.whole(piece)), None)


def _judged(courses: Sequence[Course]) -> list[Course]:
    """Give the last whole pieces their verdicts, which hold together and for many looks."""
    found = {at: pair for at, each in enumerate(courses) if (pair := _pair(each.latest))}
    changes = dict(zip(found, lasting_changes([*found.values()]), strict=True))
    return [
        replace(each, latest=replace(each.latest, change=changes[at]))
        if each.latest is not None and at in changes
        else each
        for at, each in enumerate(courses)
    ]


def _pair(latest: Latest | None) -> Pair | None:
    """Set the last whole piece beside all before it, where both have answers enough."""
    if latest is None or latest.measure is None or latest.earlier is None:
        return None
    if not change_is_shown(latest.before, latest.people):
        return None
    return Pair(latest.earlier, latest.measure, latest.period.days)


def _measured(asked: Trend, read: _Read) -> Course:
    """Measure each piece, and find the last whole one."""
    lines = [TrendLine(each.line.shown.numbers, each.points()) for each in read.lines]
    shown = read.lines[-1].line.shown
    latest = _latest(asked, lines[-1].points, shown, read)
    parts = [read.repeats, *(part for each in read.lines for part in each.repeats.values())]
    beyond = any(part.beyond for part in parts)
    return Course(read.survey, shown.metric, tuple(lines), latest, shown.anonymous, beyond)


def _older(line: QuestionLine, rows: Sequence[ScoreTally]) -> list[Shown]:
    """Find the questions asked before the one shown: each is a line of its own, oldest first."""
    found: list[Shown] = []
    shown = line.shown
    left = {row.version for row in rows if row.scores} - set(shown.numbers)
    while left:
        rest = [row for row in rows if row.version in left]
        older = line.history.shown(line.survey, rest, wanted=None)
        if (older.metric, older.points) == (shown.metric, shown.points):
            found.insert(0, older)
        left -= {max(left), *older.numbers}
    return found


def _latest(asked: Trend, points: Sequence[Point], shown: Shown, read: _Read) -> Latest | None:
    """Set the last whole piece beside everything before it; None where there is only one."""
    last = next((point for point in reversed(points) if asked.whole(point.period)), None)
    if last is None or last.period == points[0].period:
        return None
    before = [row for row in read.rows if row.day < last.period.since]
    tally = reports_reading.whole(before, numbers=shown.numbers)
    earlier = measure(shown.metric, shown.points, tally, read.repeats)
    number = people(tally) - read.repeats.previous
    return Latest(last.period, last.people, number, last.measure, earlier)
