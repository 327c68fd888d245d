"""From /cases to results: the steps of a period, and how long cases waited for them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.reports.caseload.results import ByAgent, Settling
from bot.reports.ended import span
from bot.reports.first_response.reading import hours_of
from bot.services import Services
from bot.text.query import Query
from metrics.first_response import first_response
from metrics.office_hours import OfficeHours, office_seconds
from storage import case_times, cases
from storage.case_times import TimedStep
from storage.transaction import Transaction

_TAKEN, _DONE, _DISMISSED = frozenset({"taken"}), frozenset({"closed", "silent"}), "dismissed"


async def settling(services: Services, query: Query) -> Settling:
    """Count what was done, and sum up how long it took since each case was opened."""

    async def read(tx: Transaction) -> tuple[list[TimedStep], int]:
        steps = await case_times.steps(tx, *span(query.period))
        return steps, await cases.count_unsettled(tx)

    steps, still_open = await services.database.study(read)
    office = services.config.reports.office
    hours = hours_of(office, query.period.zone)
    taken, done = _last(steps, _TAKEN), _last(steps, _DONE)
    return Settling(
        query=query,
        opened=sum(each.step == "opened" for each in steps),
        taken=len(taken),
        done=len(done),
        dismissed=len(_last(steps, {_DISMISSED})),
        still_open=still_open,
        to_take=first_response(_seconds(each, hours) for each in taken),
        to_done=first_response(_seconds(each, hours) for each in done),
        agents=_by_agent(steps),
        office=office,
    )


def _last(steps: Sequence[TimedStep], named: Iterable[str]) -> list[TimedStep]:
    """Give of each case the last of such steps, so that one that was opened again counts once."""
    wanted = frozenset(named)
    return list({each.case_id: each for each in steps if each.step in wanted}.values())


def _seconds(step: TimedStep, hours: OfficeHours | None) -> float:
    opened: datetime = step.opened_at
    if hours is None:
        return max(0.0, (step.at - opened).total_seconds())
    return office_seconds(hours, opened, step.at)


def _by_agent(steps: Sequence[TimedStep]) -> list[ByAgent]:
    """Count for each colleague, in the order of their names: it is no ranking."""
    names = {each.actor: each.name or str(each.actor) for each in steps if each.actor is not None}
    found = [
        ByAgent(
            name,
            taken=_count(steps, actor, _TAKEN),
            done=_count(steps, actor, _DONE),
            dismissed=_count(steps, actor, {_DISMISSED}),
        )
        for actor, name in names.items()
    ]
    worked = [each for each in found if each.taken or each.done or each.dismissed]
    return sorted(worked, key=lambda each: each.name.casefold())


def _count(steps: Sequence[TimedStep], actor: int, named: Iterable[str]) -> int:
    return sum(each.actor == actor for each in _last(steps, named))
