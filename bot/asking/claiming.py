"""The last look before a message leaves: gates, claim and drawing, in one transaction."""

from dataclasses import replace
from datetime import datetime

from bot.asking.deciding import decide_again
from bot.asking.gathering import Reason
from bot.asking.planning import take_back
from bot.asking.reminding import is_waiting, note_shown
from bot.effects import Scene
from bot.gates.decide import Skip
from bot.messages.drawing import DrawnMessage, draw, kind_of
from bot.services import Services
from storage import asks, deliveries, invitations
from storage.ask_states import may
from storage.deliveries import ASKS, Delivery
from storage.invitations import Invitation


async def claim(scene: Scene, delivery: Delivery) -> DrawnMessage | None:
    """Claim one message and draw it; None if it may not go after all, or not now."""
    if delivery.state != "planned" or delivery.due_at > scene.now:
        return None  # pressed, stopped or put off while it waited for its turn
    kind = scene.services.messages[kind_of(delivery)]
    if not await _may_go(scene, delivery):
        return None
    if kind.may_go is not None and not await kind.may_go(scene, delivery):
        return None
    if kind.begin is not None:
        await kind.begin(scene, delivery)
    await deliveries.claim(scene.tx, delivery, now=scene.now)
    claimed = await deliveries.get(scene.tx, delivery.id)
    await note_shown(scene, claimed)
    return await draw(scene.services, scene.tx, claimed, scene.now)


async def _may_go(scene: Scene, delivery: Delivery) -> bool:
    """Look again before a message that asks; a reminder that may not go changes nothing else.

    Two asks planned for one person pass the gates when they come in. Here the second one sees the
    claim of the first: both looks and the claim are in one transaction, and only one writes.
    """
    if delivery.kind not in ASKS or delivery.invitation_id is None:
        return True
    services, tx, now = scene.services, scene.tx, scene.now
    ask = _in_force(services, await invitations.get(tx, delivery.invitation_id))
    if not _is_expected(services, delivery, ask, now):
        await deliveries.settle(tx, delivery.id, state="withdrawn")
        return False
    outcome = await decide_again(tx, services.config, ask, _reason(delivery), now=now)
    if isinstance(outcome, Skip):
        await _drop(scene, delivery, ask, outcome)
        return False
    if outcome.at > now:  # the night has begun, or a day off: nothing is claimed before it can go
        await deliveries.postpone(tx, delivery.id, due_at=outcome.at)
        return False
    if delivery.kind != "reminder":
        await asks.claim(tx, ask, at=now, zone=services.zone)
    elif not is_waiting(ask, now):
        await deliveries.leave_out(tx, delivery.id, now=now)
        return False
    return True


def _is_expected(services: Services, delivery: Delivery, ask: Invitation, now: datetime) -> bool:
    """Tell whether the message still has its reason: a press or a stop may have come before it.

    A reminder of an anonymous question counts like one that is sent, even if it needs none: what
    else may be asked, and when, would tell who has answered.
    """
    if delivery.kind != "reminder":
        return may(ask.state, "claim")
    survey = services.config.surveys.get(ask.survey)
    reminds = survey is not None and survey.reminder is not None
    return reminds and (ask.anonymous or is_waiting(ask, now))


def _in_force(services: Services, invitation: Invitation) -> Invitation:
    """Let what has not been sent yet ask the question of today: that is what will be read."""
    version = services.versions.get(invitation.survey)
    if version is None or invitation.asked_at is not None:
        return invitation
    return replace(
        invitation,
        version_id=version.id,
        version=version.number,
        anonymous=version.anonymous,
    )


def _reason(delivery: Delivery) -> Reason:
    if delivery.kind == "reminder":
        return "reminder"
    return "opened" if delivery.body.get("opened") is True else "ended"


async def _drop(scene: Scene, delivery: Delivery, ask: Invitation, skip: Skip) -> None:
    await deliveries.settle(scene.tx, delivery.id, state="withdrawn")
    if delivery.kind != "reminder":
        await take_back(scene, ask, skip)
