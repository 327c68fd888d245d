"""One survey over many periods: a point for each, with what few answers and anonymity allow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.flows import privacy, reading
from bot.flows.lineage import History, Shown
from bot.views.results import Point
from metrics.measure import measure
from metrics.periods import Period
from metrics.small_numbers import level
from metrics.tally import people
from storage.database import Transaction
from storage.tallies import ScoreTally

LATELY = 8  # periods in the small trend of a summary, the asked one included

Dealt = dict[Period, list[ScoreTally]]


@dataclass(frozen=True)
class _Line:
    """What the points of one line have in common."""

    history: History
    survey: str
    shown: Shown
    filters: Mapping[str, str]
    pieces: Sequence[Period]


async def series(
    tx: Transaction,
    history: History,
    survey: str,
    *,
    pieces: Sequence[Period],
    filters: Mapping[str, str],
    shown: Shown,
) -> tuple[Point, ...]:
    """Read disjoint periods, oldest first, at once; only answers to the shown versions count.

    A point has a score from five answers on. Of an anonymous survey a period that is too small,
    or that would give such a one away, looks like one in which nobody answered.
    """
    if not pieces:
        return ()
    line = _Line(history, survey, shown, filters, pieces)
    dealt = await _dealt(tx, line)
    hidden = await _hidden(tx, line, dealt) if shown.anonymous else set()
    return tuple(
        Point(piece, 0) if piece in hidden else _point(line, piece, dealt[piece])
        for piece in pieces
    )


def lately(period: Period, count: int = LATELY) -> list[Period]:
    """List the last periods of the same kind, the given one last; as much of each as of it."""
    return [*(_earlier(period, steps) for steps in range(count - 1, 0, -1)), period]


def _earlier(period: Period, steps: int) -> Period:
    whole = period.shifted(-steps)
    if not period.so_far:
        return whole
    until = min(whole.since + timedelta(days=period.days), whole.until)
    cut = replace(whole, until=until, so_far=until < whole.until)
    return replace(cut, name=cut.code)


async def _dealt(
    tx: Transaction, line: _Line, *, filters: Mapping[str, str] | None = None, by: str | None = None
) -> Dealt:
    """Deal the days out to the periods they belong to; days between two periods are dropped."""
    span = replace(line.pieces[0], until=line.pieces[-1].until)
    chosen = line.filters if filters is None else filters
    rows = await reading.scores(tx, line.survey, period=span, filters=chosen, by=by)
    owners = {
        piece.since + timedelta(days=at): piece for piece in line.pieces for at in range(piece.days)
    }
    dealt: Dealt = {piece: [] for piece in line.pieces}
    for row in rows:
        if row.scores and row.day in owners:
            dealt[owners[row.day]].append(row)
    return dealt


def _point(line: _Line, piece: Period, rows: Sequence[ScoreTally]) -> Point:
    shown = line.shown
    tally = reading.whole(rows, numbers=shown.numbers)
    number = people(tally)
    if not number:
        return Point(piece, 0, other_question=_is_other(line, rows))
    found = measure(shown.metric, shown.points, tally) if level(number).score else None
    return Point(piece, number, found)


def _is_other(line: _Line, rows: Sequence[ScoreTally]) -> bool:
    """Tell whether something was answered then, and whether it was another question."""
    if not rows:
        return False
    newest = max(line.history.shown(line.survey, rows, wanted=None).numbers)
    return newest not in line.shown.numbers


async def _hidden(tx: Transaction, line: _Line, dealt: Dealt) -> set[Period]:
    """Choose the periods of an anonymous survey that are not shown, and those that tell on them."""
    sizes = {str(at): _size(line, dealt[piece]) for at, piece in enumerate(line.pieces)}
    allowed = privacy.visible({key: size for key, size in sizes.items() if size})
    hidden = {
        piece for at, piece in enumerate(line.pieces) if sizes[str(at)] and str(at) not in allowed
    }
    return hidden | await _given_away(tx, line) if line.filters else hidden


async def _given_away(tx: Transaction, line: _Line) -> set[Period]:
    """Choose the periods in which the filtered group, or what it leaves, is too small to show."""
    ((dimension, value),) = line.filters.items()
    cut = await _dealt(tx, line, filters={}, by=dimension)
    whole = await _dealt(tx, line, filters={})
    hidden = set()
    for piece in line.pieces:
        groups = reading.people_by(dimension, cut[piece], numbers=line.shown.numbers)
        groups[""] = _size(line, whole[piece]) - sum(groups.values())
        if value not in privacy.visible(groups):
            hidden.add(piece)
    return hidden


def _size(line: _Line, rows: Sequence[ScoreTally]) -> int:
    return people(reading.whole(rows, numbers=line.shown.numbers))
