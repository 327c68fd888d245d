"""From an interaction to a decision: choose the survey, ask the gates, plan the question."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.asking.deciding import decide_about
from bot.asking.gathering import Matter, occasion_of
from bot.asking.links import link_of, new_token
from bot.asking.planning import iso, plan_ask, trace_of, withdraw
from bot.effects import Scene
from bot.gates.decide import Ask, Skip
from bot.services import Services
from bot.settings.survey import RECOVERY
from bot.surveys.questionnaire import languages_of
from bot.text.languages import nearest_language
from storage import asks, bindings, customers, interactions, invitations
from storage.customers import Customer
from storage.forgetting.forgotten import is_forgotten, welcome_back
from storage.forgetting.forgotten_file import Identity
from storage.interactions import Interaction
from storage.invitations import Draft, Invitation
from storage.transaction import Transaction

_OTHERS = (
    "customer.id is another person's on Telegram: this interaction is that of "
    "customer.telegram_id, and the id stays theirs; if that is wrong, an admin types /unbind {name}"
)
_log = logging.getLogger(__name__)
Also = Callable[[Transaction, Mapping[str, Any]], Awaitable[None]]
"""What else belongs into the transaction of a reply."""


async def nothing(_: Transaction, __: Mapping[str, Any]) -> None:
    """Do nothing else."""


@dataclass(frozen=True)
class Arrival:
    """One interaction that came in, with the person it is about."""

    interaction: Interaction
    interaction_id: int
    customer: Customer
    visit: int
    others: str | None = None  # the name of another system that is another person's on Telegram


async def replay(
    services: Services, *, source: str, external_id: str, also: Also = nothing
) -> dict[str, Any] | None:
    """Give the reply that an interaction got the first time, if there was one."""

    async def unit(tx: Transaction) -> dict[str, Any] | None:
        told = await interactions.find(tx, source=source, external_id=external_id)
        return told.reply if told else None

    reply = await services.database.read(unit)
    if reply is not None and also is not nothing:
        await services.database.write(lambda tx: also(tx, reply))
    return reply


async def take(
    services: Services,
    *,
    source: str,
    interaction: Interaction,
    now: datetime,
    also: Also = nothing,
) -> dict[str, Any]:
    """Take in an interaction that is over; the same one again gets the same reply.

    `also` is done with that reply in the same transaction.
    """

    async def unit(tx: Transaction) -> dict[str, Any]:
        told = await interactions.find(tx, source=source, external_id=interaction.external_id)
        if told is not None:
            await also(tx, told.reply)
            return told.reply
        scene = Scene(tx, services, now)
        forgotten = await _is_forgotten(scene, interaction, source=source)
        kept = interaction.nameless() if forgotten else interaction
        customer, others = await _customer(scene, kept, source=source)
        if kept.timezone is not None and kept.timezone != customer.timezone:
            await customers.set_timezone(tx, customer.id, timezone=kept.timezone)
            customer = replace(customer, timezone=kept.timezone)
        visit = await interactions.visits(tx, customer.id) + 1
        added = await interactions.add(
            tx, kept, source=source, customer_id=customer.id, visit=visit, at=now
        )
        arrival = Arrival(kept, added, customer, visit, others)
        decisions = await _decide_all(scene, arrival)
        reply = {"interaction": interaction.external_id, "decisions": decisions}
        if arrival.others is not None:
            reply["warnings"] = [_OTHERS.format(name=arrival.others)]
            _log.warning("two people go by one name, source=%s interaction=%d", source, added)
        await interactions.set_reply(tx, added, reply)
        await also(tx, reply)
        return reply

    reply = await services.database.write(unit)
    services.wake()
    return reply


async def reopen(
    services: Services, *, source: str, external_id: str, now: datetime, also: Also = nothing
) -> dict[str, Any] | None:
    """Withdraw what was asked about an interaction that goes on after all."""

    async def unit(tx: Transaction) -> dict[str, Any] | None:
        told = await interactions.find(tx, source=source, external_id=external_id)
        if told is None:
            return None
        await interactions.mark_reopened(tx, told.id, at=now)
        withdrawn = []
        for each in await invitations.of_interaction(tx, told.id):
            done = await withdraw(Scene(tx, services, now), each, gate="live_talk")
            if done or _looks_open(each, now):
                withdrawn.append(each.survey)
        reply = {"interaction": external_id, "withdrawn": withdrawn}
        await also(tx, reply)
        return reply

    reply = await services.database.write(unit)
    services.wake()
    return reply


def _looks_open(ask: Invitation, now: datetime) -> bool:
    """Tell of an anonymous ask that was sent that it is withdrawn, also one that is answered."""
    silent = ask.anonymous and ask.asked_at is not None and not ask.is_past(now)
    return silent and ask.state not in {"unreachable", "failed"}


async def _customer(
    scene: Scene, interaction: Interaction, *, source: str
) -> tuple[Customer, str | None]:
    """Find the person by Telegram id or by the other system's name, and join the two.

    Where the name is that of another person on Telegram, the id counts; the name is given, too.
    """
    tx, ref = scene.tx, interaction.customer_ref
    known = await customers.find_by_ref(tx, source=source, ref=ref) if ref else None
    if interaction.telegram_id is not None:
        profile = customers.Profile(interaction.telegram_id, interaction.name)
        customer = await customers.find_by_telegram(tx, interaction.telegram_id)
        customer = customer or await customers.remember(tx, profile, at=scene.now)
        if known is not None and known.telegram_id is None:
            await bindings.bind(
                tx,
                stranger=known.id,
                customer=customer,
                by="interaction",
                at=scene.now,
                zone=scene.zone,
            )
    elif ref:
        customer = known or await customers.add_stranger(tx, name=interaction.name, at=scene.now)
    else:
        customer = await customers.add_forgotten(tx, at=scene.now)
    if ref:
        await customers.add_ref(tx, source=source, ref=ref, customer_id=customer.id)
        if customer.telegram_id is not None and known is None:
            await bindings.note(tx, source, ref, by="interaction", at=scene.now)
            again: Identity = ("ref", f"{source}:{ref}")  # who came back did so under each name
            file = scene.services.database.forgotten_file
            await welcome_back(tx, file, again, at=scene.now)
    is_others = known is not None and known.telegram_id not in {None, customer.telegram_id}
    return customer, f"{source}:{ref}" if is_others else None


async def _is_forgotten(scene: Scene, interaction: Interaction, *, source: str) -> bool:
    """Tell whether it is about somebody who wants nothing kept; their Telegram id counts first."""
    file = scene.services.database.forgotten_file
    if interaction.telegram_id is not None:
        identity: Identity = ("telegram", str(interaction.telegram_id))
    elif interaction.customer_ref:
        identity = ("ref", f"{source}:{interaction.customer_ref}")
    else:
        return False
    return await is_forgotten(scene.tx, file, identity)


async def _decide_all(scene: Scene, arrival: Arrival) -> list[dict[str, Any]]:
    config = scene.services.config
    chosen: str | None = None
    decisions = []
    for name, survey in config.surveys.items():
        if survey.metric == RECOVERY:
            continue
        if survey.touchpoints and arrival.interaction.touchpoint not in survey.touchpoints:
            continue
        matter = Matter(
            customer=arrival.customer,
            survey=name,
            rules=config.rules_of(survey),
            closed_at=arrival.interaction.closed_at,
            occasion=occasion_of(arrival.interaction),
            chosen=chosen,
        )
        outcome = await decide_about(scene.tx, matter, "ended", now=scene.now)
        decisions.append(await _keep(scene, arrival, name, outcome))
        if isinstance(outcome, Ask):
            chosen = name
    return decisions


async def _keep(scene: Scene, arrival: Arrival, name: str, outcome: Ask | Skip) -> dict[str, Any]:
    """Keep a decision, and tell it as the other system reads it."""
    draft = _draft(scene.services, arrival, name)
    if isinstance(outcome, Ask):
        return {"survey": name, **await _ask(scene, arrival, draft, outcome)}
    tx, now, zone = scene.tx, scene.now, scene.zone
    gate, until, trace = outcome.gate, outcome.until, trace_of(outcome.trace)
    await asks.add(tx, draft, "skipped", at=now, zone=zone, trace=trace, gate=gate, until=until)
    said = {"gate": gate, "until": iso(until) if until else None, "trace": trace}
    return {"survey": name, "decision": "skip", **said}


async def _ask(scene: Scene, arrival: Arrival, draft: Draft, ask: Ask) -> dict[str, Any]:
    """Plan the question; whoever cannot be written to yet is invited by a link."""
    services, tx, now, zone = scene.services, scene.tx, scene.now, scene.zone
    lasts = services.config.surveys[draft.survey].expires
    trace, customer = trace_of(ask.trace), arrival.customer
    link = link_of(draft.token, services.link_keys[0], username=services.me.username)
    if customer.telegram_id is None:
        await asks.add(tx, draft, "invited", at=now, zone=zone, trace=trace, expires_at=now + lasts)
        return {"decision": "invite", "link": link}
    planned = await asks.add(
        tx, draft, "planned", at=now, zone=zone, trace=trace, expires_at=ask.at + lasts
    )
    await plan_ask(tx, planned, chat_id=customer.telegram_id, at=ask.at)
    told = {"decision": "ask", "at": iso(ask.at)}
    if customer.started_at is None:  # Telegram may refuse, and then only the link leads here
        told["link"] = link
    return told


def _draft(services: Services, arrival: Arrival, name: str) -> Draft:
    interaction, customer = arrival.interaction, arrival.customer
    wanted = interaction.language or customer.chosen_language or customer.telegram_language
    return Draft(
        token=new_token(),
        survey=name,
        version_id=services.versions[name].id,
        interaction_id=arrival.interaction_id,
        customer_id=customer.id,
        touchpoint=interaction.touchpoint,
        agent=interaction.agent,
        channel=interaction.channel,
        language=nearest_language(
            wanted,
            languages_of(services.config.surveys[name], services.words),
            services.config.business.default_language,
        ),
        visit=arrival.visit,
    )
