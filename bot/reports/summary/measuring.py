"""What the counts of a summary say: scores, changes, rows and points, found after the read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.reports import reading as reports_reading
from bot.reports.series import Dealt
from bot.reports.summary.breaking_down import break_down
from bot.reports.summary.reasoned import ReasonCounts, reasoned
from bot.reports.summary.results import Block, Comparison
from bot.text.query import Query
from metrics.measure import change, measure
from metrics.periods import Period
from metrics.small_numbers import change_is_shown, level
from storage.tallies import ScoreTally


@dataclass(frozen=True)
class CountedBlock:
    """What was read of one survey: a block without figures, and the counts for them.

    `cut` are the counts of the rows of a breakdown, and `points` those of every version with the
    block's metric; `earlier` is the period beside it, `reasons` what is counted of reasons.
    """

    block: Block
    cut: Sequence[ScoreTally] | None = None
    points: Mapping[int, int] | None = None
    earlier: tuple[Period, Sequence[ScoreTally]] | None = None
    line: Dealt | None = None
    reasons: ReasonCounts | None = None


def measured(query: Query, counted: CountedBlock) -> Block:
    """Give a block its figures, where there are answers enough for them."""
    block = counted.block
    if block.hidden:
        return block
    if counted.reasons is not None and "reason" in query.filters:
        return reasoned(query, block, counted.reasons)
    if level(block.people).score:
        block = replace(block, measure=measure(block.metric, block.points, block.tally))
    if counted.reasons is not None:
        return reasoned(query, block, counted.reasons)
    if counted.cut is not None:
        cut = break_down(query.by or "", block, rows=counted.cut, points=counted.points or {})
        return replace(block, breakdown=cut)
    return replace(
        block,
        comparison=_comparison(query, block, *counted.earlier) if counted.earlier else None,
        trend=counted.line.points() if counted.line else (),
    )


def _comparison(
    query: Query, block: Block, earlier: Period, rows: Sequence[ScoreTally]
) -> Comparison:
    tally = reports_reading.whole(rows, numbers=block.versions)
    before = measure(block.metric, block.points, tally)
    if before is None:
        return Comparison(earlier, 0, other_question=any(row.scores for row in rows))
    if block.measure is None or not change_is_shown(before.people, block.people):
        shown = before if query.against is not None else None
        return Comparison(earlier, before.people, shown, asked=query.against is not None)
    return Comparison(earlier, before.people, before, change(before, block.measure))
