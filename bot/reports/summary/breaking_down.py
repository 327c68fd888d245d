"""A summary cut by a dimension: which rows there are, and which of them may carry a score."""

from collections.abc import Mapping, Sequence

from bot.reports import reading as reports_reading
from bot.reports.summary.results import Block, Breakdown, Segment
from bot.text.query import CUTS
from metrics.measure import measure
from metrics.repeats import NOBODY_TWICE, Repeats
from metrics.small_numbers import level, visible_groups
from metrics.tally import Tally, merged, people
from storage.tallies import ScoreTally


def break_down(
    by: str,
    block: Block,
    *,
    rows: Sequence[ScoreTally],
    points: Mapping[int, int],
    repeats: Mapping[str, Repeats],
) -> Breakdown:
    """Cut the answers of a block; people who are in no row make one of their own.

    Of an anonymous survey that one is hidden: their values are not kept. `points` are those of
    every version with the block's metric. Where a row's `repeats` are not known, people repeat
    themselves in it as in the whole.
    """
    groups = _groups(by, rows, block)
    if by in CUTS:
        groups = _with_rest(groups, block.tally)
    shown = set(groups)
    if by in CUTS and block.anonymous:
        shown = visible_groups({key: people(tally) for key, tally in groups.items()}) - {""}
    segments = [
        _segment(
            by, key, groups[key], block=block, points=points, repeats=_repeats(by, key, repeats)
        )
        for key in reports_reading.ordered(by, shown)
    ]
    return Breakdown(by, segments, hidden=len(shown) < len(groups))


def _groups(by: str, rows: Sequence[ScoreTally], block: Block) -> dict[str, Tally]:
    groups: dict[str, Tally] = {}
    for row in rows:
        shown = row.version in block.versions or by == "version"
        if row.scores and shown:
            key = reports_reading.group(by, row)
            groups[key] = merged(groups.get(key, {}), row.scores)
    return groups


def _with_rest(groups: dict[str, Tally], whole: Tally) -> dict[str, Tally]:
    counted = merged(*groups.values())
    rest = {score: max(0, n - counted.get(score, 0)) for score, n in whole.items()}
    if not any(rest.values()):
        return groups
    return {**groups, "": merged(groups.get("", {}), rest)}


def _repeats(by: str, key: str, known: Mapping[str, Repeats]) -> Repeats | None:
    """Give what is known of a row: not of those without a value, nor of weekdays."""
    found = known.get(key)
    return found if found or not key or by == "weekday" else NOBODY_TWICE


def _segment(
    by: str,
    key: str,
    tally: Tally,
    *,
    block: Block,
    points: Mapping[int, int],
    repeats: Repeats | None,
) -> Segment:
    answers = people(tally)
    known = block.repeats.scaled(answers / max(1, block.answers)) if repeats is None else repeats
    number = answers - known.previous
    scale = points.get(int(key)) if by == "version" else block.points
    if scale is None or not level(number).score:
        return Segment(key, number, again=known.previous)
    return Segment(key, number, measure(block.metric, scale, tally, known), known.previous)
