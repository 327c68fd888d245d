"""From /compare to results: the answers before a day and after it, to one and the same question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.errors import Refusal
from bot.reports import privacy
from bot.reports import reading as reports_reading
from bot.reports.compare.results import BeforeAfter, Side
from bot.reports.compare.spans_around import (
    LONGEST,
    Spans,
    command_text,
    example_of,
    spans_of,
    usual_length,
)
from bot.reports.compare.taking import judged_once, measured_sides
from bot.reports.measured import NAMED_ONLY, not_measured
from bot.reports.responses.reading import asks_of
from bot.reports.understanding import surveys_of
from bot.services import Services
from bot.surveys.lineage import History, Shown
from bot.text.query import Query
from metrics.periods import Period
from metrics.small_numbers import is_hidden
from metrics.tally import people
from storage import versions
from storage.tallies import ScoreTally
from storage.transaction import Transaction
from storage.versions import Version


async def compare(services: Services, query: Query) -> BeforeAfter:
    """Set the answers before a day beside as many days after it, and judge them once."""
    survey = _survey_meant(services, query)
    named = replace(query, survey=survey)
    spans = spans_of(services, named)

    async def read(tx: Transaction) -> tuple[_Asked, Shown, Sequence[Side]]:
        asked = _Asked(named, survey, spans, await versions.history(tx), services.clock())
        return asked, *await _sides(tx, asked)

    asked, shown, sides = await services.database.study(read)
    found = _found_of(asked, shown, *sides)
    if spans.full:
        found = await judged_once(services, found)
    return replace(found, query=query, surveys=tuple(surveys_of(services, found.metric)))


def _survey_meant(services: Services, query: Query) -> str:
    """Find the one survey that is meant."""
    if query.survey is not None:
        return query.survey
    found = surveys_of(services, query.metric)
    if query.metric is None:
        found = [name for name in found if services.versions[name].metric != NAMED_ONLY]
    if not found:
        raise not_measured(services.config, query.metric or "csat", query)
    if len(found) > 1:
        example = example_of(services, replace(query, survey=found[0]))
        raise Refusal("staff.compare.which", names=found, example=example)
    return found[0]


@dataclass(frozen=True)
class _Asked:
    """One comparison that was asked for."""

    query: Query
    survey: str
    spans: Spans
    versions: Sequence[Version]
    now: datetime


async def _sides(tx: Transaction, asked: _Asked) -> tuple[Shown, Sequence[Side]]:
    """Read what was answered on both sides, and refuse what cannot be compared."""
    query, spans = asked.query, asked.spans
    before, after = [
        await reports_reading.scores(tx, asked.survey, period=period, filters=query.filters)
        for period in (spans.before, spans.after)
    ]
    history = History(asked.versions)
    shown = history.shown(asked.survey, [*before, *after], wanted=query.version)
    if shown.anonymous and query.filters:
        privacy.refuse_filtered(query, asked.survey)
    if query.version is None:
        _refuse_other_questions(asked, shown, before, after)
    sides = [
        await _side(tx, asked, shown, period=period, rows=rows)
        for period, rows in ((spans.before, before), (spans.after, after))
    ]
    if query.filters and not any(side.people for side in sides):
        await reports_reading.refuse_unknown_values(
            tx, query.of_command(shown.metric), [asked.survey]
        )
    if not sides[0].people and not sides[0].hidden:
        await _refuse_nothing_before(tx, asked, shown)
    return shown, sides


def _found_of(asked: _Asked, shown: Shown, before: Side, after: Side) -> BeforeAfter:
    """Say what was counted on both sides, without a verdict."""
    return measured_sides(
        BeforeAfter(
            query=asked.query,
            survey=asked.survey,
            metric=shown.metric,
            points=shown.points,
            day=asked.spans.day,
            settling=asked.spans.settling,
            longest=asked.spans.longest,
            before=before,
            after=after,
            versions=shown.numbers,
            anonymous=shown.anonymous,
            full_on=None if asked.spans.full else asked.spans.after.until,
        )
    )


async def _side(
    tx: Transaction, asked: _Asked, shown: Shown, *, period: Period, rows: Sequence[ScoreTally]
) -> Side:
    tally = reports_reading.whole(rows, numbers=shown.numbers)
    number = people(tally)
    if is_hidden(number, anonymous=shown.anonymous):
        return Side(period, 0, {}, hidden=True)  # how many of those asked would tell how many
    numbers = shown.numbers
    asks = await asks_of(
        tx, asked.query, asked.survey, period=period, numbers=numbers, now=asked.now
    )
    repeats = await reports_reading.repeats(
        tx, asked.survey, period=period, filters=asked.query.filters, shown=shown
    )
    return Side(period, number - repeats.previous, tally, asks=asks, repeats=repeats)


def _refuse_other_questions(
    asked: _Asked, shown: Shown, before: Sequence[ScoreTally], after: Sequence[ScoreTally]
) -> None:
    """Refuse where not every answer is to one question, and say what can be asked instead."""
    seen = {row.version for row in [*before, *after] if row.scores}
    others = seen - set(shown.numbers)
    if not others:
        return
    newer = min(number for number in shown.numbers if number > min(others))
    zone = asked.spans.before.zone
    started = next(
        each.created_at.astimezone(zone).date()
        for each in asked.versions
        if (each.survey, each.number) == (asked.survey, newer)
    )
    days = _one_question(asked, before, after)
    example = _by_version(asked, shown) if days is None else command_text(asked.query, each=days)
    raise Refusal(
        "staff.compare.versions",
        survey=asked.survey,
        versions=[f"v{number}" for number in sorted(seen)],
        newer=newer,
        started=started,
        example=example,
    )


def _one_question(
    asked: _Asked, before: Sequence[ScoreTally], after: Sequence[ScoreTally]
) -> int | None:
    """Find the most days on either side in which one question was answered, before and after."""
    history, spans = History(asked.versions), asked.spans
    for days in range(min(LONGEST, spans.before.days) - 1, 0, -1):
        sides = (
            [row for row in before if row.day >= spans.before.until - timedelta(days=days)],
            [row for row in after if row.day < spans.after.since + timedelta(days=days)],
        )
        rows = [row for side in sides for row in side if row.scores]
        shown = history.shown(asked.survey, rows, wanted=None)
        if all(sides) and {row.version for row in rows} <= set(shown.numbers):
            return days
    return None


def _by_version(asked: _Asked, shown: Shown) -> str:
    """Ask for both questions beside each other instead, which compares nothing."""
    span = replace(asked.spans.before, until=asked.spans.today + timedelta(days=1))
    return Query(
        shown.metric, span, survey=asked.survey, filters=asked.query.filters, by="version"
    ).text()


async def _refuse_nothing_before(tx: Transaction, asked: _Asked, shown: Shown) -> None:
    """Refuse a day before which nobody answered, and name one with answers on both sides."""
    query, spans = asked.query, asked.spans
    year = replace(
        spans.before,
        since=spans.today - timedelta(days=365),
        until=spans.today + timedelta(days=1),
    )
    rows = await reports_reading.scores(tx, asked.survey, period=year, filters=query.filters)
    days = sorted({row.day for row in rows if row.scores and row.version in shown.numbers})
    if not days:
        return  # that nobody has answered at all is no fault of the day
    middle = _middle(days, today=spans.today)
    if middle is None:
        example = replace(query.of_command(shown.metric), period=year, settling=None, each=None)
        text = replace(example, around=None, metric=None).text()
    else:
        text = command_text(query, around=middle, settling=0, each=None)
    raise Refusal(
        "staff.compare.nothing_before", days=spans.before.days, day=spans.day, example=text
    )


def _middle(days: Sequence[date], *, today: date) -> date | None:
    """Find a day in the middle that has answers on both sides, near enough to be reached."""
    at = len(days) // 2
    if not at:
        return None
    day = days[at - 1] + (days[at] - days[at - 1] + timedelta(days=1)) // 2
    reach = timedelta(days=usual_length((today - day).days))
    return day if max(day - days[at - 1], days[at] - day) <= reach else None
