"""Reasons: how many of those who were offered them named each, and what changed."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.reports import reading as reports_reading
from bot.reports.mentions import Counted, Mention, mention, without
from bot.reports.summary.named_again import NOBODY_AGAIN, Again, Offers, read_again
from bot.reports.summary.results import Block, Breakdown, Reasons
from bot.surveys.lineage import Shown
from bot.text.query import CUTS, Query
from metrics.periods import Period
from metrics.repeats import Repeats
from metrics.small_numbers import visible_groups
from metrics.tally import Tally, merged, people
from storage.tallies import ScoreTally
from storage.transaction import Transaction


@dataclass(frozen=True)
class ReasonRows:
    """The counts of one period: of those who named a reason, and of everybody."""

    named: Sequence[ScoreTally]
    whole: Sequence[ScoreTally]
    again: Again = NOBODY_AGAIN


@dataclass(frozen=True)
class ReasonCounts:
    """What was read about the reasons of a survey, now and in the period beside it."""

    offers: Offers
    now: ReasonRows
    earlier: Period
    before: ReasonRows | None


def asks_for_reasons(query: Query) -> bool:
    """Tell whether a summary is about what was named, not about scores."""
    return query.by == "reason" or "reason" in query.filters


async def read_reasons(
    tx: Transaction, query: Query, survey: str, offers: Offers, shown: Shown
) -> ReasonCounts:
    """Read who named a reason, and who could have; of anonymous answers for one period alone."""
    cut, earlier = _cut(query), query.against or query.period.previous()
    alone = shown.anonymous or cut
    now = await _rows(tx, query, survey, query.period)
    before = None if alone else await _rows(tx, query, survey, earlier)
    wanted = _offered(query, shown, offers, now, before)
    again = partial(read_again, tx, query, survey, shown, offers=wanted, cut=cut)
    now = replace(now, again=await again(period=query.period))
    if before is not None:
        before = replace(before, again=await again(period=earlier))
    return ReasonCounts(offers, now, earlier, before)


def _offered(
    query: Query, shown: Shown, offers: Offers, now: ReasonRows, before: ReasonRows | None
) -> Offers:
    """Tell to which scores each reason that is counted was offered."""
    chosen = query.filters.get("reason")
    if _cut(query):
        named = [row.scores for row in now.named if row.version in shown.numbers]
        return {chosen or "": offers.get(chosen or "") or _scores(*named)}
    found = [_by_value(rows.named, shown.numbers) for rows in (now, before) if rows]
    keys = {chosen} if chosen else {*offers}.union(*found)
    return {key: offers.get(key) or _scores(*(each.get(key, {}) for each in found)) for key in keys}


def _cut(query: Query) -> str | None:
    """Give what those who named one reason are cut by."""
    return None if query.by == "reason" else query.by


async def _rows(tx: Transaction, query: Query, survey: str, period: Period) -> ReasonRows:
    everybody = {key: value for key, value in query.filters.items() if key != "reason"}
    cut = _cut(query)
    whole = await reports_reading.scores(tx, survey, period=period, filters=everybody, by=cut)
    if cut is None:
        filters, cut = everybody, "reason"
    else:
        filters = dict(query.filters)
    by = cut if cut in CUTS else None
    named = await reports_reading.scores(tx, survey, period=period, filters=filters, by=by)
    return ReasonRows(named, whole)


def reasoned(query: Query, block: Block, counts: ReasonCounts) -> Block:
    """Give a block its reasons in the place of a score."""
    reason = query.filters.get("reason")
    found = _rows_of(query, block, counts, reason) if _cut(query) else None
    if found is not None:
        cut = Breakdown(query.by or "", (), mentions=found)
    else:
        days = min(query.period.days, counts.earlier.days)
        cut = _reasons(block, counts, reason, days=days)
    reasons = Reasons(counts.earlier, reason, compared=counts.before is not None)
    return replace(block, breakdown=cut, reasons=reasons)


def _reasons(block: Block, counts: ReasonCounts, reason: str | None, *, days: int) -> Breakdown:
    """Count each reason; those that nobody named are there as well, if they were offered."""
    now, before = (
        _by_value(rows.named, block.versions) if rows else {}
        for rows in (counts.now, counts.before)
    )
    whole = _added(counts.now.whole, block)
    earlier = _added(counts.before.whole, block) if counts.before else {}
    keys = {reason} if reason else {*counts.offers, *now, *before}
    hidden = False
    if block.anonymous:
        shown = _visible(now, whole) & keys
        hidden, keys = not now.keys() <= shown, shown
    found: list[Mention] = []
    for key in reports_reading.ordered("reason", keys):
        scores = counts.offers.get(key) or _scores(now.get(key, {}), before.get(key, {}))
        counted = _counted(now.get(key, {}), whole, scores, counts.now.again.of(key))
        if not counted.offered and not reason:
            continue
        past = None
        if counts.before:
            past = _counted(before.get(key, {}), earlier, scores, counts.before.again.of(key))
        each = mention(key, counted, past, rows=len(keys), days=days)
        if reason is None:
            shown_as = Shown(block.metric, block.points, block.anonymous, block.versions)
            named = _among(now.get(key, {}), scores)
            each = replace(each, without=without(shown_as, whole, named))
        found.append(each)
    found.sort(key=lambda each: -each.named)
    return Breakdown("reason", (), hidden=hidden, mentions=found)


def _visible(named: Mapping[str, Tally], whole: Tally) -> set[str]:
    """Name the reasons that enough anonymous people named, and that no other can be told from."""
    rest = max(0, people(whole) - sum(people(tally) for tally in named.values()))
    return visible_groups({**{key: people(tally) for key, tally in named.items()}, "": rest})


def _rows_of(
    query: Query, block: Block, counts: ReasonCounts, reason: str | None
) -> Sequence[Mention]:
    """Count those who named one reason in each part of those who could have."""
    by = query.by or ""
    whole, named = (
        _by_group(rows, block.versions, by) for rows in (counts.now.whole, counts.now.named)
    )
    scores = counts.offers.get(reason or "") or _scores(*named.values())
    again, everybody = counts.now.again, people(_among(merged(*whole.values()), scores))
    found: dict[str, Counted] = {}
    for key, tally in whole.items():
        known = again.of(reason or "", "" if by == "weekday" else key)
        if by == "weekday":  # of its pairs nothing is known
            known = known.scaled(people(_among(tally, scores)) / max(1, everybody))
        found[key] = _counted(named.get(key, {}), tally, scores, known)
    keys = [key for key, each in found.items() if each.offered]
    return [mention(key, found[key]) for key in reports_reading.ordered(by, keys)]


def _among(tally: Tally, scores: frozenset[int]) -> Tally:
    """Leave the scores that a reason is offered to: elsewhere nobody could name it."""
    return {score: count for score, count in tally.items() if score in scores}


def _counted(named: Tally, whole: Tally, scores: frozenset[int], again: Repeats) -> Counted:
    return Counted(people(_among(named, scores)), people(_among(whole, scores)), again)


def _scores(*named: Tally) -> frozenset[int]:
    """Tell to whom a reason was offered that the settings do not know: to scores that named it."""
    return frozenset(score for tally in named for score, count in tally.items() if count)


def _by_value(rows: Iterable[ScoreTally], numbers: Container[int]) -> dict[str, Tally]:
    found = _by_group(rows, numbers, "reason")
    return {key: tally for key, tally in found.items() if key}


def _by_group(rows: Iterable[ScoreTally], numbers: Container[int], by: str) -> dict[str, Tally]:
    found: dict[str, Tally] = {}
    for row in rows:
        if row.scores and row.version in numbers:
            key = reports_reading.group(by, row)
            found[key] = merged(found.get(key, {}), row.scores)
    return found


def _added(rows: Iterable[ScoreTally], block: Block) -> Tally:
    return reports_reading.whole(rows, numbers=block.versions)
