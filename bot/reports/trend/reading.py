"""From /trend to results: a point for each piece of a period, and what the last whole one says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.errors import Refusal
from bot.reports import privacy
from bot.reports import reading as reports_reading
from bot.reports.points import Point
from bot.reports.series import series
from bot.reports.trend.results import Course, Latest, Trend, TrendLine
from bot.reports.trend.words import MOST_PIECES, MOST_SURVEYS, count_of, step_of
from bot.reports.understanding import surveys_meant, today
from bot.services import Services
from bot.surveys.lineage import History, Shown
from bot.text.query import Query
from metrics.measure import change, measure
from metrics.periods import Period
from metrics.small_numbers import change_is_shown
from metrics.tally import people
from storage import versions
from storage.database import Transaction
from storage.tallies import ScoreTally


async def trend(services: Services, query: Query) -> Trend:
    """Follow every survey asked for over the period, piece by piece."""
    chosen = surveys_meant(services, query)
    empty = Trend(query, step_of(query), today(services), ())
    pieces = _pieces(empty)

    async def read(tx: Transaction) -> list[Course]:
        history = History(await versions.history(tx))
        asked = [_Asked(empty, name, pieces, history) for name in chosen]
        courses = [await _course(tx, each) for each in asked]
        if query.filters and not any(course.people for course in courses):
            await reports_reading.refuse_unknown_values(tx, query, chosen)
        return courses

    courses = await services.database.read(read)
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
class _Asked:
    """One survey's part of a command."""

    trend: Trend
    survey: str
    pieces: Sequence[Period]
    history: History


async def _course(tx: Transaction, asked: _Asked) -> Course:
    query, survey = asked.trend.query, asked.survey
    rows = await reports_reading.scores(tx, survey, period=query.period, filters=query.filters)
    shown = asked.history.shown(survey, rows, wanted=query.version)
    lineages = [*_older(asked, shown, rows), shown]
    if query.filters and any(each.anonymous for each in lineages):
        privacy.refuse_filtered(query, survey)
    lines = [await _line(tx, asked, each) for each in lineages]
    newest = lines[-1].points
    return Course(
        survey,
        shown.metric,
        tuple(lines),
        latest=_latest(asked.trend, newest, shown, rows),
        anonymous=shown.anonymous,
    )


def _older(asked: _Asked, shown: Shown, rows: Sequence[ScoreTally]) -> list[Shown]:
    """Find the questions asked before the one shown: each is a line of its own, oldest first."""
    found: list[Shown] = []
    left = {row.version for row in rows if row.scores} - set(shown.numbers)
    while left and asked.trend.query.version is None:
        rest = [row for row in rows if row.version in left]
        older = asked.history.shown(asked.survey, rest, wanted=None)
        if (older.metric, older.points) == (shown.metric, shown.points):
            found.insert(0, older)
        left -= {max(left), *older.numbers}
    return found


async def _line(tx: Transaction, asked: _Asked, shown: Shown) -> TrendLine:
    points = await series(
        tx,
        asked.history,
        asked.survey,
        pieces=asked.pieces,
        filters=asked.trend.query.filters,
        shown=shown,
    )
    return TrendLine(shown.numbers, points)


def _latest(
    asked: Trend, points: Sequence[Point], shown: Shown, rows: Sequence[ScoreTally]
) -> Latest | None:
    """Set the last whole piece beside everything before it; None where there is only one."""
    last = next((point for point in reversed(points) if asked.whole(point.period)), None)
    if last is None or last.period == points[0].period:
        return None
    before = [row for row in rows if row.day < last.period.since]
    tally = reports_reading.whole(before, numbers=shown.numbers)
    earlier = measure(shown.metric, shown.points, tally)
    latest = Latest(last.period, last.people, people(tally), last.measure, earlier)
    if last.measure is None or earlier is None or not change_is_shown(latest.before, last.people):
        return latest
    return replace(latest, change=change(earlier, last.measure))
