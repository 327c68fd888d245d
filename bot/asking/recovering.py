"""Some days after a case was closed its customer is asked once whether it is settled."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.asking.deciding import decide_about
from bot.asking.gathering import Matter
from bot.asking.links import new_token
from bot.asking.planning import plan_ask, trace_of
from bot.effects import Scene
from bot.gates.decide import Ask
from bot.services import Services
from bot.settings.survey import RECOVERY, Survey
from storage import asks, customers, invitations, recoveries
from storage.invitations import Draft, Invitation
from storage.recoveries import ClosedCase
from storage.transaction import Transaction

AFTER_AT_MOST = timedelta(days=7)  # what was due longer ago is not asked about any more
_A_HANDFUL = 50  # cases of one commit


async def ask_whether_settled(services: Services, now: datetime) -> bool:
    """Decide about the closed cases that are due; True if there may be more."""
    for name, survey in services.config.surveys.items():
        if survey.metric == RECOVERY:
            return await _ask_about(services, name, survey, now)
    return False


async def _ask_about(services: Services, name: str, survey: Survey, now: datetime) -> bool:
    until = now - survey.delay

    async def read(tx: Transaction) -> list[ClosedCase]:
        since = until - AFTER_AT_MOST
        return await recoveries.due(tx, since=since, until=until, limit=_A_HANDFUL)

    found = await services.database.read(read)

    async def unit(tx: Transaction) -> None:
        for case in await read(tx):
            await _decide(Scene(tx, services, now), name, survey, case)

    if found:
        await services.database.write(unit)
        services.wake()
    return len(found) == _A_HANDFUL


async def _decide(scene: Scene, name: str, survey: Survey, case: ClosedCase) -> None:
    """Ask, or keep which rule said no; either way it is decided once."""
    tx, now, zone, services = scene.tx, scene.now, scene.zone, scene.services
    about = await invitations.get(tx, case.invitation_id)
    customer = await customers.get(tx, about.customer_id or 0)
    rules = replace(services.config.rules_of(survey), delay=timedelta())  # it has passed
    matter = Matter(customer=customer, survey=name, rules=rules, closed_at=now)
    outcome = await decide_about(tx, matter, "ended", now=now)
    draft = _draft(services, name, about)
    if isinstance(outcome, Ask) and customer.telegram_id is not None:
        ends = outcome.at + survey.expires
        trace = trace_of(outcome.trace)
        ask = await asks.add(tx, draft, "planned", at=now, zone=zone, trace=trace, expires_at=ends)
        await plan_ask(tx, ask, chat_id=customer.telegram_id, at=outcome.at)
    else:
        gate = "unreachable" if isinstance(outcome, Ask) else outcome.gate
        until = None if isinstance(outcome, Ask) else outcome.until
        trace = trace_of(outcome.trace)
        ask = await asks.add(
            tx, draft, "skipped", at=now, zone=zone, trace=trace, gate=gate, until=until
        )
    await recoveries.add(tx, case_id=case.case_id, invitation_id=ask.id)


def _draft(services: Services, name: str, about: Invitation) -> Draft:
    """Ask with the same circumstances, so that what was wrong where can be compared."""
    return Draft(
        token=new_token(),
        survey=name,
        version_id=services.versions[name].id,
        customer_id=about.customer_id or 0,
        language=about.language,
        touchpoint=about.touchpoint,
        agent=about.agent,
        channel=about.channel,
        visit=about.visit,
        test=about.test,
    )
