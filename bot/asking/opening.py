"""A link to a question is opened: whose it is, and whether the question may come now."""

from collections.abc import Mapping
from typing import Literal

from bot.asking.deciding import decide_again
from bot.asking.links import token_in
from bot.asking.planning import plan_ask, take_back
from bot.effects import Scene
from bot.gates.decide import Skip
from bot.surveys.questionnaire import survey_of
from storage import asks, bindings, customers, invitations, shown, versions
from storage.ask_states import State, may
from storage.customers import Customer
from storage.invitations import Invitation

Opened = Literal[
    "bad_link", "not_yours", "stopped", "answered", "waiting", "coming", "closed", "not_now"
]
_STANDING: Mapping[State, Opened] = {
    "answered": "answered",
    "sent": "waiting",
    "unknown": "waiting",
    "claimed": "coming",
    "planned": "coming",
}


async def open_link(scene: Scene, payload: str, customer: Customer) -> Opened:
    """Plan the question behind a link, or tell why it does not come."""
    token = token_in(payload, scene.services.link_keys)
    ask = await invitations.find_by_token(scene.tx, token) if token else None
    if ask is None:
        return "bad_link"
    if not await _belongs(scene, ask, customer):
        return "not_yours"
    if customer.opted_out_at is not None:
        return "stopped"
    late = ask.state == "expired" and ask.takes_answers(scene.now)
    if late or ask.state in {"sent", "unknown"}:  # we say where it is: what is written is about it
        await shown.note(scene.tx, customer.id, "link", at=scene.now, invitation_id=ask.id)
    if not _may_lead_on(ask):
        return "waiting" if late else _STANDING.get(ask.state, "closed")
    return "closed" if ask.is_past(scene.now) else await _ask(scene, ask, customer)


def _may_lead_on(ask: Invitation) -> bool:
    """Tell whether the question is still to come: not asked yet, or Telegram would not have it."""
    refused = may(ask.state, "offer") and ask.delivered_at is None
    return may(ask.state, "plan") or refused


async def _belongs(scene: Scene, ask: Invitation, customer: Customer) -> bool:
    """Tell whether the link is theirs: that of the first who opens it."""
    if ask.customer_id == customer.id:
        return True
    if ask.customer_id is None:
        return False
    owner = await customers.get(scene.tx, ask.customer_id)
    if owner.telegram_id is not None:
        return False
    if ask.state == "invited":
        await _opened(scene, ask, owner, customer)
    return True


async def _opened(scene: Scene, ask: Invitation, owner: Customer, customer: Customer) -> None:
    """Let the question be theirs; whose name it was made for, two links of that name tell."""
    tx, now = scene.tx, scene.now
    links = await bindings.open_link(tx, ask.id, stranger=owner.id, customer=customer, at=now)
    if links >= bindings.LINKS_PROVE:
        await bindings.bind(
            tx, stranger=owner.id, customer=customer, by="links", at=now, zone=scene.zone
        )


async def _ask(scene: Scene, opened: Invitation, customer: Customer) -> Opened:
    """Decide once more, now that the person is here; the question is a message of its own."""
    tx, config, zone = scene.tx, scene.services.config, scene.zone
    ask = await invitations.get(tx, opened.id)  # whose it is may just have become known
    if may(ask.state, "offer"):
        ask = await asks.offer(tx, ask, zone=zone)
    outcome = await decide_again(tx, config, ask, "opened", now=scene.now)
    if isinstance(outcome, Skip):
        await take_back(scene, ask, outcome)
        return "not_now"
    survey = survey_of(config, await versions.get(tx, ask.version_id))
    planned = await asks.plan(tx, ask, expires_at=scene.now + survey.expires, zone=zone)
    await plan_ask(tx, planned, chat_id=customer.telegram_id or 0, at=scene.now, opened=True)
    return "coming"
