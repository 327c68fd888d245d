"""One survey over many periods: a point for each, with what few answers and anonymity allow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.reports import reading as reports_reading
from bot.reports.points import Point
from bot.surveys.lineage import History, Shown
from metrics.measure import measure
from metrics.periods import Period
from metrics.repeats import NOBODY_TWICE, Repeats
from metrics.small_numbers import level
from metrics.tally import people
from storage.tallies import ScoreTally
from storage.transaction import Transaction

LATELY = 8  # periods in the small trend of a summary, the asked one included


@dataclass(frozen=True)
class QuestionLine:
    """What the points of one line have in common: `pieces` are disjoint, the oldest first."""

    history: History
    survey: str
    shown: Shown
    filters: Mapping[str, str]
    pieces: Sequence[Period]


@dataclass(frozen=True)
class Dealt:
    """What was read for a line: the daily counts of each of its periods."""

    line: QuestionLine
    rows: Mapping[Period, Sequence[ScoreTally]]
    repeats: Mapping[Period, Repeats]

    def points(self) -> tuple[Point, ...]:
        """Measure each period; only answers to the shown versions count.

        A point has a score from five answers on. A period of an anonymous survey with too few
        answers looks like one in which nobody answered.
        """
        return tuple(
            _point(self.line, piece, rows, self.repeats.get(piece, NOBODY_TWICE))
            for piece, rows in self.rows.items()
        )


async def series(tx: Transaction, line: QuestionLine) -> Dealt:
    """Read all periods of a line at once."""
    dealt = await _dealt(tx, line) if line.pieces else {}
    repeats = {
        piece: await reports_reading.repeats(
            tx, line.survey, period=piece, filters=line.filters, shown=line.shown
        )
        for piece, rows in dealt.items()
        if rows
    }
    return Dealt(line, dealt, repeats)


def lately(period: Period, count: int = LATELY) -> list[Period]:
    """List the last periods of the same kind, the given one last; of a part the same weekdays."""
    return [*(period.before(steps) for steps in range(count - 1, 0, -1)), period]


async def _dealt(tx: Transaction, line: QuestionLine) -> dict[Period, list[ScoreTally]]:
    """Deal the days out to the periods they belong to; days between two periods are dropped."""
    span = replace(line.pieces[0], until=line.pieces[-1].until)
    rows = await reports_reading.scores(tx, line.survey, period=span, filters=line.filters)
    owners = {
        piece.since + timedelta(days=at): piece for piece in line.pieces for at in range(piece.days)
    }
    dealt: dict[Period, list[ScoreTally]] = {piece: [] for piece in line.pieces}
    for row in rows:
        owner = owners.get(row.day)
        if row.scores and owner is not None:
            dealt[owner].append(row)
    return dealt


def _point(
    line: QuestionLine, piece: Period, rows: Sequence[ScoreTally], repeats: Repeats
) -> Point:
    shown = line.shown
    tally = reports_reading.whole(rows, numbers=shown.numbers)
    answers = people(tally)
    if not answers:
        return Point(piece, 0, other_question=_is_other(line, rows))
    number = answers - repeats.previous
    enough = level(number).score
    found = measure(shown.metric, shown.points, tally, repeats) if enough else None
    return Point(piece, number, found, repeats.previous)


def _is_other(line: QuestionLine, rows: Sequence[ScoreTally]) -> bool:
    """Tell whether something was answered then, and whether it was another question."""
    if not rows:
        return False
    newest = max(line.history.shown(line.survey, rows, wanted=None).numbers)
    return newest not in line.shown.numbers
