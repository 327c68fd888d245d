"""One look at one subject: learn what is usual, note what left it, plan the message; accept it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.services import Services
from bot.watch import telling
from bot.watch.bodies import Body
from bot.watch.noticing import Noticed, notice
from bot.watch.planning_alerts import plan_alert
from bot.watch.standing import SERIES, Place, Seen, Standing, standing, standings
from bot.watch.subjects import look
from storage import audit, watches
from storage.transaction import Transaction
from storage.watches import Watch

MOST_PLACES = 40  # parts of one subject, those with the most answers


@dataclass(frozen=True)
class SubjectLook:
    """What was read and found of one subject."""

    seen: Seen
    begun: Sequence[Place] = ()
    ended: Sequence[Watch] = ()
    standings: Sequence[Standing] = ()
    noticed: Noticed = field(default_factory=Noticed)
    body: Body | None = None


async def examine(
    services: Services,
    tx: Transaction,
    name: str,
    *,
    now: datetime,
    today: date,
    looked: date | None = None,
) -> SubjectLook | None:
    """Read a subject and find what is to be kept or told; None while nobody has answered.

    `looked` is the day of the look before.
    """
    seen = await look(services, tx, name, today=today)
    if seen is None:
        return None
    ended = [each for each in seen.series if each.question != seen.question]
    watched = {(each.kind, each.value) for each in seen.series if each not in ended}
    begun = [place for place in _places(seen) if place not in watched]
    if begun or ended:
        return SubjectLook(seen, begun, ended)
    found = standings(seen, today=today)
    noticed = notice(found, now=now, today=today, looked=looked)
    body = None
    if noticed.told:
        body = await telling.change_body(services, tx, seen, noticed.told, today=today)
    return SubjectLook(seen, standings=found, noticed=noticed, body=body)


def _places(seen: Seen) -> list[Place]:
    """List the whole and the parts, those with the most answers if there are many."""

    def order(place: Place) -> tuple[bool, int, Place]:
        answers = sum(group.people for group in seen.weeks[place].values())
        return place[1] != "", -answers, place

    return sorted(seen.weeks, key=order)[: MOST_PLACES + 1]


async def keep(services: Services, tx: Transaction, found: SubjectLook, *, now: datetime) -> bool:
    """Keep what was found and plan the message about it; True if something has only just begun."""
    survey, question = found.seen.name, found.seen.question
    for watch in found.ended:
        await watches.end(tx, watch.id, at=now)
    for kind, value in found.begun:
        await watches.begin(tx, survey=survey, kind=kind, value=value, question=question)
    for each in found.standings:
        if each.fresh is not None:
            await watches.freeze(tx, each.watch.id, each.fresh, at=now)
    await _keep_events(tx, found.noticed)
    if found.body is not None:
        await _tell(services, tx, found.noticed.told, found.body, now=now)
    return bool(found.begun or found.ended)


async def _keep_events(tx: Transaction, noticed: Noticed) -> None:
    for watch in noticed.closed:
        await watches.close(tx, watch.id)
    for watch in noticed.reopened:
        await watches.reopen(tx, watch.id)
    for each in noticed.silent:
        await _note(tx, each)


async def _note(
    tx: Transaction,
    standing: Standing,
    *,
    told_at: datetime | None = None,
    dedupe: str | None = None,
) -> bool:
    event, direction = standing.event, standing.direction
    if event is None or direction is None:
        return False
    return await watches.notice(
        tx, standing.watch.id, event=event, direction=direction, told_at=told_at, dedupe=dedupe
    )


async def _tell(
    services: Services,
    tx: Transaction,
    told: Sequence[Standing],
    body: Body,
    *,
    now: datetime,
) -> None:
    """Plan one message about the first of these, and note all of them as told."""
    chat_id = services.config.staff.alerts
    lead = told[0]
    dedupe = f"watch:{lead.watch.id}:{lead.event}:{lead.direction}"
    at = now if chat_id else None
    noted = [await _note(tx, each, told_at=at, dedupe=dedupe) for each in told]
    if noted[0]:
        await plan_alert(services, tx, lead.watch, body, chat_id=chat_id, dedupe=dedupe, now=now)


async def accept(
    services: Services,
    tx: Transaction,
    watch_id: int,
    *,
    name: str,
    actor: str,
    now: datetime,
    today: date,
) -> bool:
    """Take an event as the new normal: learn what is usual anew from the week in which it began.

    The whole takes its parts along. False if the event is over or accepted already.
    """
    watch = await watches.find(tx, watch_id)
    if watch is None or not watch.open or watch.kind not in SERIES:
        return False
    seen = await look(services, tx, watch.survey, today=today)
    if seen is None:
        return False
    began = standing(watch, seen, today=today).began or watch.event
    along = [each for each in seen.series if each.value and each.baseline]
    for each in [watch, *([] if watch.value else along)]:
        await _renew(tx, each, since=began, name=name, actor=actor, now=now)
    return True


async def _renew(
    tx: Transaction, watch: Watch, *, since: date | None, name: str, actor: str, now: datetime
) -> None:
    """Let the next version learn from a day on; the message says by whom."""
    if not await watches.end(tx, watch.id, at=now):
        return
    await watches.begin(
        tx,
        survey=watch.survey,
        kind=watch.kind,
        value=watch.value,
        question=watch.question,
        since=since,
    )
    if watch.dedupe is not None and watch.dedupe.startswith(f"watch:{watch.id}:"):
        await watches.change_message(tx, watch.dedupe, {"by": name})
    usual = watch.baseline
    detail = {
        "survey": watch.survey,
        "value": watch.value,
        "version": watch.version,
        "was": {"mean": usual.mean, "weeks": usual.weeks, "people": usual.people}
        if usual
        else None,
        "since": since.isoformat() if since else None,
    }
    await audit.record(tx, at=now, actor=actor, action="new_normal", detail=detail)
