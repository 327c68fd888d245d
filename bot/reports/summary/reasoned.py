"""Reasons: how many of those who were offered them named each, and what changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.reports import reading as reports_reading
from bot.reports.mentions import Counted, Mention, mention, without
from bot.reports.summary.results import Block, Breakdown, Reasons
from bot.surveys.lineage import Shown
from bot.text.query import CUTS, Query
from metrics.periods import Period
from metrics.repeats import NOBODY_TWICE, Repeats, repeats_of
from metrics.small_numbers import visible_groups
from metrics.tally import Tally, merged, people
from storage import paired
from storage.paired import Naming
from storage.tallies import ScoreTally
from storage.transaction import Transaction

Offers = Mapping[str, frozenset[int]]  # a reason, and the scores that it is offered to


@dataclass(frozen=True)
class ReasonRows:
    """The counts of one period: of those who named a reason, of everybody, and who came again."""

    named: Sequence[ScoreTally]
    whole: Sequence[ScoreTally]
    again: Sequence[Naming] = ()


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
    tx: Transaction, query: Query, survey: str, offers: Offers, *, anonymous: bool
) -> ReasonCounts:
    """Read who named a reason, and who could have; of anonymous answers for one period alone."""
    earlier = query.against or query.period.previous()
    now = await _rows(tx, query, survey, query.period)
    before = None if anonymous or _cut(query) else await _rows(tx, query, survey, earlier)
    if not anonymous:
        named = [row for rows in (now, before) if rows for row in rows.named]
        told = {score for row in named for score in row.scores if row.value or _cut(query)}
        again = partial(
            _came_again, tx, query, survey, scores=frozenset(told).union(*offers.values())
        )
        now = replace(now, again=await again(period=query.period))
        before = replace(before, again=await again(period=earlier)) if before else None
    return ReasonCounts(offers, now, earlier, before)


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


async def _came_again(
    tx: Transaction, query: Query, survey: str, *, scores: frozenset[int], period: Period
) -> Sequence[Naming]:
    """Read what those named who gave some scores more than once."""
    by = _cut(query)
    return await paired.namings_where(
        tx,
        survey=survey,
        since=period.since,
        until=period.until,
        zone=period.zone,
        filters={key: value for key, value in query.filters.items() if key != "reason"},
        scores=scores,
        by=by if by in CUTS else None,
    )


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
        _by_value(rows.named, block) if rows else {} for rows in (counts.now, counts.before)
    )
    whole = _added(counts.now.whole, block)
    earlier = _added(counts.before.whole, block) if counts.before else {}
    keys = {reason} if reason else {*counts.offers, *now, *before}
    hidden = False
    if block.anonymous:
        rest = max(0, people(whole) - sum(people(tally) for tally in now.values()))
        groups = {**{key: people(tally) for key, tally in now.items()}, "": rest}
        shown = visible_groups(groups) & keys
        hidden, keys = not now.keys() <= shown, shown
    found: list[Mention] = []
    for key in reports_reading.ordered("reason", keys):
        scores = counts.offers.get(key) or _scores(now.get(key, {}), before.get(key, {}))
        again = partial(_again, reason=key, scores=scores, versions=block.versions)
        counted = _counted(now.get(key, {}), whole, scores, again(counts.now))
        if not counted.offered and not reason:
            continue
        past = (
            _counted(before.get(key, {}), earlier, scores, again(counts.before))
            if counts.before
            else None
        )
        each = mention(key, counted, past, rows=len(keys), days=days)
        if reason is None:
            shown_as = Shown(block.metric, block.points, block.anonymous, block.versions)
            named = _among(now.get(key, {}), scores)
            each = replace(each, without=without(shown_as, whole, named))
        found.append(each)
    found.sort(key=lambda each: -each.named)
    return Breakdown("reason", (), hidden=hidden, mentions=found)


def _rows_of(
    query: Query, block: Block, counts: ReasonCounts, reason: str | None
) -> Sequence[Mention]:
    """Count those who named one reason in each part of those who could have."""
    by = query.by or ""
    whole, named = (_by_group(rows, block, by) for rows in (counts.now.whole, counts.now.named))
    scores = counts.offers.get(reason or "") or _scores(*named.values())
    offered = people(_among(_added(counts.now.whole, block), scores))
    again = partial(_again, counts.now, reason=reason or "", scores=scores, versions=block.versions)
    found: dict[str, Counted] = {}
    for key in whole:
        counted = _counted(named.get(key, {}), whole[key], scores)
        part = counted.offered / max(1, offered)
        repeats = again(value=key) if by in CUTS else again().scaled(part)
        found[key] = replace(counted, repeats=repeats)
    keys = [key for key, each in found.items() if each.offered]
    return [mention(key, found[key]) for key in reports_reading.ordered(by, keys)]


def _among(tally: Tally, scores: frozenset[int]) -> Tally:
    """Leave the scores that a reason is offered to: elsewhere nobody could name it."""
    return {score: count for score, count in tally.items() if score in scores}


def _counted(
    named: Tally, whole: Tally, scores: frozenset[int], repeats: Repeats = NOBODY_TWICE
) -> Counted:
    return Counted(people(_among(named, scores)), people(_among(whole, scores)), repeats)


def _again(
    rows: ReasonRows,
    *,
    reason: str,
    scores: frozenset[int],
    versions: Sequence[int],
    value: str = "",
) -> Repeats:
    """Tell how often people who could have named a reason did so again, and did not."""
    return repeats_of(
        (each.person, int(each.reason == reason))
        for each in rows.again
        if each.value == value and each.score in scores and each.version in versions
        for _ in range(each.answers)
    )


def _scores(*named: Tally) -> frozenset[int]:
    """Tell to whom a reason was offered that the settings do not know: to scores that named it."""
    return frozenset(score for tally in named for score, count in tally.items() if count)


def _by_value(rows: Iterable[ScoreTally], block: Block) -> dict[str, Tally]:
    found = _by_group(rows, block, "reason")
    return {key: tally for key, tally in found.items() if key}


def _by_group(rows: Iterable[ScoreTally], block: Block, by: str) -> dict[str, Tally]:
    found: dict[str, Tally] = {}
    for row in rows:
        if row.scores and row.version in block.versions:
            key = reports_reading.group(by, row)
            found[key] = merged(found.get(key, {}), row.scores)
    return found


def _added(rows: Iterable[ScoreTally], block: Block) -> Tally:
    return reports_reading.whole(rows, numbers=block.versions)
