"""Anonymous answers move a board in steps: no single one of them can be seen to arrive."""

import json
from collections.abc import Mapping

from bot.cases.alerting import STEP
from bot.reports import reading as reports_reading
from bot.reports.understanding import query_of
from bot.services import Services
from bot.text.query import Query, command_of
from metrics.periods import Period
from storage.boards import Steps
from storage.database import Transaction


async def steps_of(services: Services, command: str) -> Steps:
    """Count the anonymous answers that go into a report: by group, then by day."""
    report = services.reports.get(command_of(command))
    if report is None:
        return {}
    query = query_of(services, command)
    shown = report.shows(services, query)
    names = [name for name in shown if services.versions[name].anonymous]

    async def read(tx: Transaction) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for name in names:
            for label, period in _periods(query).items():
                found |= await _groups(tx, query, name, period, label)
        return found

    return await services.database.read(read) if names else {}


def _periods(query: Query) -> Mapping[str, Period]:
    return {"now": query.period, "before": query.against or query.period.previous()}


async def _groups(
    tx: Transaction, query: Query, survey: str, period: Period, label: str
) -> dict[str, dict[str, int]]:
    """Count whoever is shown in the whole, and in each row of a breakdown for itself."""
    found: dict[str, dict[str, int]] = {}
    for by in {None, query.by}:
        for row in await reports_reading.scores(
            tx, survey, period=period, filters=query.filters, by=by
        ):
            if by is not None and reports_reading.is_across(by, row):
                continue
            group = reports_reading.group(by, row) if by else ""
            days = found.setdefault(json.dumps([survey, label, by, group]), {})
            for day, number in (row.days or {row.day: sum(row.scores.values())}).items():
                days[day.isoformat()] = days.get(day.isoformat(), 0) + number
    return found


def may_change(before: Steps, after: Steps) -> bool:
    """Tell whether no group of anonymous answers gained or lost one to four of them."""
    return all(
        _in_steps(before.get(group, {}), after.get(group, {})) for group in {*before, *after}
    )


def _in_steps(before: Mapping[str, int], after: Mapping[str, int]) -> bool:
    if sum(before.values()) < STEP or sum(after.values()) < STEP:
        return True  # one of the two shows nothing
    gained = sum(max(0, count - before.get(day, 0)) for day, count in after.items())
    lost = sum(max(0, count - after.get(day, 0)) for day, count in before.items())
    return all(number == 0 or number >= STEP for number in (gained, lost))
