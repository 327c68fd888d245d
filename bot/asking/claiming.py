"""The last look before a message leaves: the gates again, in the transaction that claims it."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.asking.gathering import NOTHING_TOLD, Reason, facts_about, stored_occasion
from bot.asking.planning import trace_of
from bot.asking.reminding import is_waiting
from bot.gates.decide import Ask, Skip, Verdict, decide
from bot.messages.drawing import Drawing, draw
from bot.services import Services
from bot.surveys.questionnaire import rules_for, survey_of
from storage import customers, deliveries, interactions, invitations, versions
from storage.database import Transaction
from storage.deliveries import Delivery
from storage.invitations import Invitation
from storage.moments import to_micros


@dataclass(frozen=True)
class Claimed:
    """What was taken in hand, out of how many that were due."""

    drawings: list[Drawing]
    looked_at: int


async def claim_due(
    services: Services, tx: Transaction, now: datetime, *, limit: int, busy: list[int]
) -> Claimed:
    """Claim what is due, one message in a chat: a chat that must wait holds up no other."""
    due = await deliveries.due(tx, now=now, limit=limit, busy=busy)
    first: dict[int, Delivery] = {}
    for delivery in due:
        first.setdefault(delivery.chat_id, delivery)
    drawings = [await claim(services, tx, each, now) for each in first.values()]
    return Claimed([each for each in drawings if each is not None], len(due))


async def claim(
    services: Services, tx: Transaction, delivery: Delivery, now: datetime
) -> Drawing | None:
    """Claim one message and draw it; None if it may not go after all."""
    if not await _may_go(services, tx, delivery, now):
        return None
    await deliveries.claim(tx, delivery, now=now)
    claimed = await deliveries.get(tx, delivery.id)
    return await draw(services, tx, claimed, now)


async def _may_go(services: Services, tx: Transaction, delivery: Delivery, now: datetime) -> bool:
    if delivery.kind == "reminder":
        return await _may_remind(services, tx, delivery, now)
    if delivery.kind not in {"ask", "again"} or delivery.invitation_id is None:
        return True
    invitation = _in_force(services, await invitations.get(tx, delivery.invitation_id))
    if invitation.state != "planned":
        await deliveries.settle(tx, delivery.id, state="withdrawn")
        return False
    outcome = await _decide(services, tx, delivery, invitation, now)
    if isinstance(outcome, Skip):
        await _drop(services, tx, delivery, invitation, outcome, now)
        return False
    if outcome.at > now:
        await deliveries.postpone(tx, delivery.id, due_at=outcome.at)
        return False
    await invitations.change(
        tx,
        invitation,
        zone=services.zone,
        state="claimed",
        asked_at=invitation.asked_at or to_micros(now),
    )
    return True


async def _may_remind(
    services: Services, tx: Transaction, delivery: Delivery, now: datetime
) -> bool:
    """Look again before a reminder; one that may not go leaves its question as it is."""
    invitation = await invitations.get(tx, delivery.invitation_id or 0)
    survey = services.config.surveys.get(invitation.survey)
    if survey is None or survey.reminder is None or not is_waiting(invitation, now):
        await deliveries.settle(tx, delivery.id, state="withdrawn")
        return False
    outcome = await _decide(services, tx, delivery, invitation, now)
    if isinstance(outcome, Skip):
        await deliveries.settle(tx, delivery.id, state="withdrawn")
        return False
    if outcome.at > now:
        await deliveries.postpone(tx, delivery.id, due_at=outcome.at)
        return False
    return True


def _in_force(services: Services, invitation: Invitation) -> Invitation:
    """Let what has not been sent yet ask the question of today: that is what will be read."""
    version = services.versions.get(invitation.survey)
    if version is None or invitation.asked_at is not None:
        return invitation
    return replace(
        invitation,
        version_id=version.id,
        version=version.number,
        anonymous=int(version.anonymous),
    )


async def _decide(
    services: Services, tx: Transaction, delivery: Delivery, invitation: Invitation, now: datetime
) -> Ask | Skip:
    if invitation.test:
        return Ask(now, ())
    if invitation.survey not in services.config.surveys:  # a reload has taken it out
        return Skip("staff", None, (Verdict("staff", passed=False),))
    if invitation.expires_at is not None and invitation.expires_at <= to_micros(now):
        return Skip("expired", None, (Verdict("expired", passed=False),))
    customer = await customers.get(tx, invitation.customer_id or 0)
    survey = survey_of(services.config, await versions.get(tx, invitation.version_id))
    rules = rules_for(services.config, survey)
    kept = (
        await interactions.circumstances(tx, invitation.interaction_id)
        if invitation.interaction_id is not None
        else None
    )
    facts = await facts_about(
        tx,
        customer,
        survey=invitation.survey,
        rules=rules,
        closed_at=kept.closed_at if kept else None,
        occasion=stored_occasion(kept) if kept else NOTHING_TOLD,
        now=now,
        own=invitation,
        reason=_reason(delivery),
    )
    return decide(facts, rules, now=now)


def _reason(delivery: Delivery) -> Reason:
    if delivery.kind == "reminder":
        return "reminder"
    return "opened" if delivery.body.get("opened") is True else "ended"


async def _drop(
    services: Services,
    tx: Transaction,
    delivery: Delivery,
    invitation: Invitation,
    skip: Skip,
    now: datetime,
) -> None:
    await deliveries.settle(tx, delivery.id, state="withdrawn")
    asked_before = invitation.asked_at is not None
    await invitations.change(
        tx,
        invitation,
        zone=services.zone,
        state="withdrawn" if asked_before else "skipped",
        gate=skip.gate,
        until=to_micros(skip.until) if skip.until else None,
        trace=invitations.trace_text(trace_of(skip.trace)),
        decided_at=invitation.decided_at if asked_before else to_micros(now),
    )
