"""What the counts of a summary say: scores, changes, rows and points, found after the read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.reports import reading as reports_reading
from bot.reports.series import Dealt
from bot.reports.summary.breaking_down import break_down
from bot.reports.summary.reasoned import ReasonCounts, reasoned
from bot.reports.summary.results import Block, Comparison
from bot.text.query import Query
from metrics.lasting import Pair, lasting_changes
from metrics.measure import Change, measure
from metrics.periods import Period
from metrics.repeats import Repeats
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
    earlier: tuple[Period, Sequence[ScoreTally], Repeats] | None = None
    line: Dealt | None = None
    repeats: Mapping[str, Repeats] = field(default_factory=dict)  # of the rows of a breakdown
    reasons: ReasonCounts | None = None


def measured(query: Query, counted: CountedBlock) -> Block:
    """Give a block its figures, where there are answers enough for them."""
    block = counted.block
    if block.hidden:
        return block
    if counted.reasons is not None and "reason" in query.filters:
        return reasoned(query, block, counted.reasons)
    if level(block.people).score:
        found = measure(block.metric, block.points, block.tally, block.repeats)
        block = replace(block, measure=found)
    if counted.reasons is not None:
        return reasoned(query, block, counted.reasons)
    if counted.cut is not None:
        cut = break_down(
            query.by or "",
            block,
            rows=counted.cut,
            points=counted.points or {},
            repeats=counted.repeats,
        )
        return replace(block, breakdown=cut)
    return replace(
        block,
        comparison=_comparison(query, block, *counted.earlier) if counted.earlier else None,
        trend=counted.line.points() if counted.line else (),
    )


def _comparison(
    query: Query, block: Block, earlier: Period, rows: Sequence[ScoreTally], repeats: Repeats
) -> Comparison:
    tally = reports_reading.whole(rows, numbers=block.versions)
    before = measure(block.metric, block.points, tally, repeats)
    if before is None:
        return Comparison(earlier, 0, other_question=any(row.scores for row in rows))
    if block.measure is None or not change_is_shown(before.people, block.people):
        shown = before if query.against is not None else None
        asked = query.against is not None
        return Comparison(
            earlier,
            before.people,
            shown,
            again=repeats.previous,
            beyond=repeats.beyond,
            asked=asked,
        )
    return Comparison(earlier, before.people, before, again=repeats.previous, beyond=repeats.beyond)


def judged(query: Query, blocks: Sequence[Block]) -> list[Block]:
    """Give the comparisons of one reply their verdicts, which hold together and for many looks."""
    pairs: dict[int, Pair] = {}
    for at, block in enumerate(blocks):
        other = block.comparison
        if other is None or other.measure is None or block.measure is None:
            continue
        if change_is_shown(other.people, block.people):
            days = min(query.period.days, other.period.days)
            pairs[at] = Pair(other.measure, block.measure, days)
    changes = dict(zip(pairs, lasting_changes([*pairs.values()]), strict=True))
    return [_told(block, changes.get(at)) for at, block in enumerate(blocks)]


def _told(block: Block, change: Change | None) -> Block:
    if block.comparison is None or change is None:
        return block
    return replace(block, comparison=replace(block.comparison, change=change))
