"""Somebody presses Start: a greeting, an end to a stop, or the question behind a link."""

from bot.answering import stopping
from bot.answering.guide import help_screen, welcome_screen
from bot.answering.leave import resume_screen
from bot.asking.gathering import facts_about
from bot.asking.links import token_in
from bot.asking.planning import plan_ask, trace_of
from bot.effects import Reply, Scene, told
from bot.gates.decide import Skip, decide
from bot.surveys.questionnaire import rules_for, survey_of
from bot.wire.incoming import Said
from storage import customers, invitations, versions
from storage.customers import Customer
from storage.invitations import Invitation
from storage.moments import to_micros

_STATES = {
    "answered": "start.answered",
    "sent": "start.waiting",
    "unknown": "start.waiting",
    "claimed": "start.coming",
    "planned": "start.coming",
}


async def on_start(scene: Scene, said: Said) -> Reply | None:
    """/start, also with the payload of a link: exactly one message."""
    if said.chat_type != "private":
        return None
    customer = await customers.remember(scene.tx, said.person, at=scene.now)
    await customers.mark_started(scene.tx, customer.id, at=scene.now)
    if said.payload:
        return await _open_link(scene, said, customer)
    stopped = customer.opted_out_at is not None
    if stopped:
        await stopping.resume(scene, customer)
    screen = welcome_screen(
        scene.services.words,
        scene.language(said.person),
        business=scene.services.config.business.name,
        resumed=stopped,
    )
    return Reply(say=screen)


async def on_help(scene: Scene, said: Said) -> Reply | None:
    """/help of a customer."""
    if said.chat_type != "private":
        return None
    business = scene.services.config.business
    language = scene.language(said.person)
    screen = help_screen(
        scene.services.words, language, business=business.name, contact=business.contact
    )
    return Reply(say=screen)


async def _open_link(scene: Scene, said: Said, customer: Customer) -> Reply:
    token = token_in(said.payload, scene.services.link_key)
    invitation = await invitations.find_by_token(scene.tx, token) if token else None
    if invitation is None:
        return _say(scene, said, "start.bad_link")
    if not await _belongs(scene, invitation, customer):
        return _say(scene, said, "start.not_yours")
    if customer.opted_out_at is not None:
        return Reply(say=resume_screen(scene, said, "start.stopped"))
    if not _may_lead_on(invitation):
        return _say(scene, said, _STATES.get(invitation.state, "start.closed"))
    expired = invitation.expires_at is not None and invitation.expires_at <= to_micros(scene.now)
    return _say(scene, said, "start.closed") if expired else await _ask(scene, said, invitation)


def _may_lead_on(invitation: Invitation) -> bool:
    """Tell whether the question is still to come: not asked yet, or Telegram would not have it."""
    refused = invitation.state == "unreachable" and invitation.delivered_at is None
    return invitation.state == "invited" or refused


async def _belongs(scene: Scene, invitation: Invitation, customer: Customer) -> bool:
    """Tell whether the link is theirs: the first who opens it is the one it was made for."""
    if invitation.customer_id == customer.id:
        return True
    if invitation.customer_id is None:
        return False
    owner = await customers.get(scene.tx, invitation.customer_id)
    if owner.telegram_id is not None:
        return False
    if invitation.state == "invited":
        await customers.bind(scene.tx, stranger=owner.id, customer=customer)
    return True


async def _ask(scene: Scene, said: Said, opened: Invitation) -> Reply:
    """Decide once more, now that the person is here; the question is a message of its own."""
    config, zone = scene.services.config, scene.services.config.business.zone
    invitation = await invitations.get(scene.tx, opened.id)
    if invitation.asked_at is not None:  # what Telegram refused was never asked
        invitation = await invitations.change(
            scene.tx, invitation, zone=zone, state="invited", asked_at=None
        )
    customer = await customers.get(scene.tx, invitation.customer_id or 0)
    survey = survey_of(config, await versions.get(scene.tx, invitation.version_id))
    rules = rules_for(config, survey)
    facts = await facts_about(
        scene.tx,
        customer,
        survey=invitation.survey,
        rules=rules,
        closed_at=None,
        now=scene.now,
        own=invitation,
        reason="opened",
    )
    outcome = decide(facts, rules, now=scene.now)
    if isinstance(outcome, Skip):
        await invitations.change(
            scene.tx,
            invitation,
            zone=zone,
            state="skipped",
            gate=outcome.gate,
            trace=invitations.trace_text(trace_of(outcome.trace)),
            until=to_micros(outcome.until) if outcome.until else None,
            decided_at=to_micros(scene.now),
        )
        return _say(scene, said, "start.not_now")
    planned = await invitations.change(
        scene.tx,
        invitation,
        zone=zone,
        state="planned",
        expires_at=to_micros(scene.now + survey.expires),
    )
    await plan_ask(scene.tx, planned, chat_id=said.person.telegram_id, at=scene.now, opened=True)
    return _say(scene, said, "start.coming")


def _say(scene: Scene, said: Said, key: str) -> Reply:
    return told(scene.services, said, key)
