"""Why somebody was asked or not, read from what was decided; and when they may be asked next."""

import json
from collections.abc import Mapping
from datetime import datetime

from bot.asking.deciding import next_about
from bot.asking.finding import find_customer
from bot.asking.gathering import REMEMBERED, Matter
from bot.asking.why_words import Next, Past, Story, Verdicts
from bot.gates.decide import Verdict
from bot.settings.config import Config, Survey
from storage import (
    bindings,
    counted_asks,
    customers,
    deliveries,
    interactions,
    invitations,
    versions,
)
from storage.customers import Customer
from storage.interactions import Ended
from storage.invitations import Invitation
from storage.transaction import Transaction

SHOWN = 5  # interactions


async def explain(
    tx: Transaction, config: Config, named: str, *, now: datetime, command: str
) -> Story:
    """Tell the story of one person's last interactions, and what may come next."""
    customer = await find_customer(tx, named, command=command)
    ended = await interactions.recent(tx, customer.id, limit=SHOWN)
    surveys = config.surveys.items()
    return Story(
        person=await _person(tx, customer),
        bindings=await bindings.of_person(tx, customer.id) if customer.telegram_id else [],
        past=[await _past(tx, each) for each in ended],
        next=[await _next(tx, config, customer, name, each, now=now) for name, each in surveys],
        now=now,
        zone=config.business.zone,
        keeps_secret=await _asked_in_secret(tx, customer, now=now),
    )


async def _asked_in_secret(tx: Transaction, customer: Customer, *, now: datetime) -> bool:
    """Tell whether an anonymous question is among what the person has answered or not."""
    newest = await versions.latest(tx)
    counted = await counted_asks.of_customer(tx, customer.id, since=now - REMEMBERED)
    return any(newest[each.survey].anonymous for each in counted if each.survey in newest)


async def _person(tx: Transaction, customer: Customer) -> str:
    names = [customer.name or "", f"@{customer.username}" if customer.username else ""]
    names.append(str(customer.telegram_id) if customer.telegram_id is not None else "")
    names += [f"{source}:{ref}" for source, ref in await customers.refs_of(tx, customer.id)]
    return ", ".join(name for name in names if name)


async def _past(tx: Transaction, ended: Ended) -> Past:
    decided = await invitations.of_interaction(tx, ended.id)
    return Past(ended, [await _verdicts(tx, each) for each in decided])


async def _verdicts(tx: Transaction, invitation: Invitation) -> Verdicts:
    planned = [
        each.due_at
        for each in await deliveries.of_invitation(tx, invitation.id)
        if each.state == "planned" and each.kind != "reminder"
    ]
    steps = [_read(each) for each in json.loads(invitation.trace)]
    return Verdicts(invitation, steps, due_at=min(planned, default=None))


def _read(step: Mapping[str, object]) -> Verdict:
    until = step.get("until")
    at = datetime.fromisoformat(str(until)) if until else None
    return Verdict(str(step["gate"]), passed=bool(step["passed"]), until=at)


async def _next(
    tx: Transaction, config: Config, customer: Customer, name: str, survey: Survey, *, now: datetime
) -> Next:
    matter = Matter(customer, name, config.rules_of(survey), closed_at=now)
    at, gates = await next_about(tx, matter, now=now)
    return Next(name, at, gates)
