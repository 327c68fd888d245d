"""Anonymous answers move a board in steps: no single one of them can be seen to arrive."""

import json
from collections import Counter
from collections.abc import Mapping

from bot.reports import reading as reports_reading
from bot.reports.understanding import query_of
from bot.services import Services
from bot.text.query import Query, command_of
from metrics.periods import Period
from metrics.small_numbers import ANONYMOUS_FLOOR
from storage.boards import Steps
from storage.transaction import Transaction


async def steps_of(services: Services, command: str) -> Steps:
    """Count the anonymous answers that go into a report: by group, then by day."""
    report, query = services.reports[command_of(command)], query_of(services, command)
    shown = report.shows(services, query)
    names = [name for name in shown if services.versions[name].anonymous]
    periods = {"now": query.period, "before": query.against or query.period.previous()}

    async def read(tx: Transaction) -> Steps:
        found: dict[str, Counter[str]] = {}
        for name in names:
            for label, period in periods.items():
                found |= await _groups(tx, query, name, period, label)
        return found

    return await services.database.read(read) if names else {}


async def _groups(
    tx: Transaction, query: Query, survey: str, period: Period, label: str
) -> dict[str, Counter[str]]:
    """Count whoever is shown in the whole, and in each row of a breakdown for itself."""
    found: dict[str, Counter[str]] = {}
    for by in {None, query.by}:
        for row in await reports_reading.scores(
            tx, survey, period=period, filters=query.filters, by=by
        ):
            if by is not None and reports_reading.is_across(by, row):
                continue
            group = reports_reading.group(by, row) if by else ""
            days = found.setdefault(json.dumps([survey, label, by, group]), Counter())
            for day, number in (row.days or {row.day: sum(row.scores.values())}).items():
                days[day.isoformat()] += number
    return found


def may_change(before: Steps, after: Steps) -> bool:
    """Tell whether no group of anonymous answers gained or lost one to four of them."""
    return all(
        _in_steps(before.get(group, {}), after.get(group, {})) for group in {*before, *after}
    )


def _in_steps(before: Mapping[str, int], after: Mapping[str, int]) -> bool:
    if sum(before.values()) < ANONYMOUS_FLOOR or sum(after.values()) < ANONYMOUS_FLOOR:
        return True  # one of the two shows nothing
    gained, lost = Counter(after) - Counter(before), Counter(before) - Counter(after)
    return all(each.total() == 0 or each.total() >= ANONYMOUS_FLOOR for each in (gained, lost))
