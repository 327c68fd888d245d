"""What the gates must know about a survey's answers; read only where a rule wants it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.gates.facts import Collected, Rules
from bot.gates.supply import LATELY, OLD_ENOUGH, coming, period_of
from bot.gates.timing import midnight
from bot.reports.reading import as_repeats
from bot.surveys.lineage import History
from metrics.catalogue import METRICS
from metrics.measure import measure
from metrics.repeats import NOBODY_TWICE
from metrics.tally import merged, people
from storage import answers, paired, portions, sums, versions
from storage.transaction import Transaction

_DAY = timedelta(days=1)


async def quota_reached_at(tx: Transaction, survey: str, rules: Rules) -> datetime | None:
    """Tell when the oldest of the answers came that fill the quota; None while it is not full."""
    wanted = rules.quota
    if wanted is None:
        return None
    if not wanted.anonymous:
        return await answers.nth_newest(tx, survey=survey, n=wanted.answers)
    days = await portions.newest_days(tx, survey, answers=wanted.answers)
    full = len(days) == wanted.answers
    return midnight(days[-1] + _DAY, rules.quiet_hours.zone) if full else None


async def collected(
    tx: Transaction, survey: str, rules: Rules, *, now: datetime
) -> Collected | None:
    """Read what came in the period of precision and the one before, by days.

    Of the answers those to the newest version and what it joins.
    """
    wanted = rules.precision
    if wanted is None:
        return None
    zone = rules.quiet_hours.zone
    today = now.astimezone(zone).date()
    number, first, until = period_of(today, wanted.per)
    since, young_since = first - wanted.per, today - OLD_ENOUGH
    asks = await sums.asks(
        tx, survey=survey, since=since, first=first, young_since=young_since, today=today
    )
    came = await sums.came(tx, survey=survey, gate="precision", since=today - LATELY, today=today)
    joined = await _joined(tx, survey)
    scores = await sums.scores(tx, survey=survey, since=since, today=today)
    ours = await sums.scores(tx, survey=survey, since=first, today=today)
    tally = merged(*(found for version, found in scores.items() if version in joined))
    pairs = await paired.pairs(
        tx, survey=survey, dimension="total", since=since, until=today, versions=joined
    )
    repeats = sum(map(as_repeats, pairs), NOBODY_TWICE)
    found = measure(wanted.metric, wanted.scale, tally, repeats)
    unit = 1 if METRICS[wanted.metric].kind == "net" else 100
    unnamed = await _unnamed(tx, survey, scores)
    return Collected(
        answers=sum(people(each) for version, each in ours.items() if version in joined),
        seen=found.answers if found else 0,
        half_width=found.interval.width / 2 * unit if found else None,
        old=asks.old,
        old_answered=asks.old_answered + unnamed,
        came=asks.came,
        young=asks.young + (asks.came_of if unnamed else 0),
        asked_today=asks.asked_today,
        period=number,
        coming=coming(came, today, until),
        tomorrow=midnight(today + _DAY, zone),
        ends=midnight(until, zone),
    )


async def _unnamed(tx: Transaction, survey: str, scores: Mapping[int, Mapping[int, int]]) -> int:
    """Count anonymous answers: which asks are answered is not told, so the portions have to do."""
    own = await versions.of_survey(tx, survey)
    return sum(people(scores.get(each.number, {})) for each in own if each.anonymous)


async def _joined(tx: Transaction, survey: str) -> set[int]:
    own = await versions.of_survey(tx, survey)
    if not own:
        return set()
    newest = max(own, key=lambda each: each.number)
    return {newest.number, *History(own).compared_with(newest)}
