"""Whether to ask, decided in one way wherever the question comes up."""

from dataclasses import replace
from datetime import datetime

from bot.asking.gathering import NOTHING_TOLD, Matter, Reason, facts_about, stored_occasion
from bot.gates.decide import Ask, Skip, Verdict, decide
from bot.settings.config import Config
from bot.surveys.questionnaire import survey_of
from storage import customers, interactions, versions
from storage.invitations import Invitation
from storage.transaction import Transaction

_MOST_STEPS = 50  # towards the next possible date


async def decide_about(
    tx: Transaction, matter: Matter, reason: Reason, *, now: datetime
) -> Ask | Skip:
    """Put the facts, the rules and the time to the gates."""
    return decide(await facts_about(tx, matter, reason, now=now), matter.rules, now=now)


async def decide_again(
    tx: Transaction, config: Config, ask: Invitation, reason: Reason, *, now: datetime
) -> Ask | Skip:
    """Decide once more about an ask that is kept; a test is past every gate."""
    if ask.test:
        return Ask(now, ())
    if ask.survey not in config.surveys:  # a reload has taken it out
        return Skip("staff", None, (Verdict("staff", passed=False),))
    if ask.is_past(now):
        return Skip("expired", None, (Verdict("expired", passed=False),))
    return await decide_about(tx, await _matter_of(tx, config, ask), reason, now=now)


async def _matter_of(tx: Transaction, config: Config, ask: Invitation) -> Matter:
    kept = (
        await interactions.circumstances(tx, ask.interaction_id)
        if ask.interaction_id is not None
        else None
    )
    return Matter(
        customer=await customers.get(tx, ask.customer_id or 0),
        survey=ask.survey,
        rules=config.rules_of(survey_of(config, await versions.get(tx, ask.version_id))),
        closed_at=kept.closed_at if kept else None,
        occasion=stored_occasion(kept) if kept else NOTHING_TOLD,
        own=ask,
    )


async def next_about(
    tx: Transaction, matter: Matter, *, now: datetime
) -> tuple[datetime | None, list[str]]:
    """Find when an interaction that ends at the right time could lead to an ask.

    The first try is an interaction that ended now; each gate that says no until some time is asked
    again about one whose ask would fall due then. Gives the gates that were in the way, too.
    """
    facts, rules = await facts_about(tx, matter, "ended", now=now), matter.rules
    closed, at, gates = now, now, list[str]()
    for _ in range(_MOST_STEPS):
        outcome = decide(replace(facts, closed_at=closed), rules, now=at)
        if isinstance(outcome, Ask):
            return outcome.at, gates
        if outcome.gate not in gates:
            gates.append(outcome.gate)
        if outcome.until is None or outcome.until <= at:
            return None, gates
        at, closed = outcome.until, outcome.until - rules.delay
    return None, gates
