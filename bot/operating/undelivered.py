"""Messages to staff that got nowhere: the admins read it once, and what waits is told again.

A chat that takes nothing is tried every few minutes, and at once when the bot is let in again.
"""

from datetime import datetime, timedelta

from bot.operating.telling_admins import NOTICE, draw_notices_anew, tell_admins
from bot.services import Services
from bot.surveys.question import Screen
from bot.wire.refusals import concern_of
from storage import outages
from storage.deliveries import Delivery
from storage.outages import Outage, Undelivered, Waiting
from storage.transaction import Transaction

GREETING = "greeting"  # in the body of a delivery: that it is one
TRY_EVERY = timedelta(minutes=10)
REMEMBERED = timedelta(days=1)  # an outage in which nothing waits
A_HANDFUL = 50
_NOWHERE = {"chat", "person"}  # what a refusal is about when the chat takes nothing


async def mind_undelivered(services: Services, now: datetime) -> bool:
    """Note what has failed, tell the admins, and try what waits; True if there may be more."""
    if not await services.database.read(_is_any):
        return False

    async def unit(tx: Transaction) -> bool:
        failed = await outages.fresh(tx, limit=A_HANDFUL)
        for each in failed:
            await _note(services, tx, each, now)
        for outage in await outages.current(tx):
            await _mind(services, tx, outage, now)
        return bool(failed)

    found = await services.database.write(unit)
    if found:
        services.wake()
    return found


async def _is_any(tx: Transaction) -> bool:
    return bool(await outages.current(tx) or await outages.fresh(tx, limit=1))


async def _note(services: Services, tx: Transaction, failed: Undelivered, now: datetime) -> None:
    """Note one message; that a notice or a greeting was not delivered is nobody's news."""
    if NOTICE in failed.body or GREETING in failed.body:
        await outages.note(tx, failed.id, None)
        return
    nowhere = concern_of(failed.error) in _NOWHERE
    outage = await outages.begin(
        tx,
        "chat" if nowhere else "message",
        chat_id=failed.chat_id,
        reason=failed.error or "",
        at=now,
        try_at=now + TRY_EVERY,
    )
    await outages.note(tx, failed.id, outage)
    await draw_notices_anew(services, tx, str(outage.id))


async def _mind(services: Services, tx: Transaction, outage: Outage, now: datetime) -> None:
    waiting = await outages.waiting(tx, outage.id)
    alerts = [each for each in waiting if each.kind == "alert"]
    in_use = outage.chat_id in alert_chats(services)
    if outage.kind == "chat" and alerts and not in_use:
        await _move_on(tx, outage, alerts, alerts_chat(services), now)
    elif await outages.is_over(tx, outage):
        await _come_back(services, tx, outage, alerts, now)
    elif _is_stale(outage, now, lasting=bool(alerts) or in_use):
        await outages.end(tx, outage.id, at=now)
    else:
        # Once for every admin; one who starts the bot meanwhile reads it too.
        notice, key, body = f"{outage.kind}_lost", str(outage.id), {"outage": outage.id}
        await tell_admins(services, tx, notice, key=key, now=now, body=body)
        if outage.kind == "chat" and alerts and outage.try_at <= now:
            tried = alerts[0].id
            await outages.plan_again(tx, [tried], chat_id=outage.chat_id, at=now)
            await outages.note_try(tx, outage.id, tried, next_at=now + TRY_EVERY)


def alerts_chat(services: Services) -> int | None:
    """Give the chat of the alerts, where it is now."""
    chat_id = services.config.staff.alerts
    return None if chat_id is None else services.chat_moves.get(chat_id, chat_id)


def alert_chats(services: Services) -> set[int | None]:
    """List the chats that alerts go to, where they are now."""
    named = {each.chat for each in services.config.warnings}
    return {alerts_chat(services), *(services.chat_moves.get(each, each) for each in named if each)}


async def _move_on(
    tx: Transaction, outage: Outage, alerts: list[Waiting], chat_id: int | None, now: datetime
) -> None:
    """Alerts go elsewhere by now, and so does what waits; without a chat it goes nowhere."""
    if chat_id is not None:
        await outages.plan_again(tx, [each.id for each in alerts], chat_id=chat_id, at=now)
    await outages.end(tx, outage.id, at=now)


async def _come_back(
    services: Services, tx: Transaction, outage: Outage, alerts: list[Waiting], now: datetime
) -> None:
    await outages.end(tx, outage.id, at=now)
    if outage.kind == "chat":
        ids = [each.id for each in alerts]
        await outages.plan_again(tx, ids, chat_id=outage.chat_id, at=now)
        told = bool(alerts) or outage.tried_id is not None
        key, body = f"{outage.id}:over", {"outage": outage.id, "told": told}
        await tell_admins(services, tx, "chat_back", key=key, now=now, body=body)


def _is_stale(outage: Outage, now: datetime, *, lasting: bool) -> bool:
    """Tell whether an outage is no longer news; one of the alerts' chat stays so until it ends."""
    return now - outage.began_at > REMEMBERED and not (lasting and outage.kind == "chat")


async def note_left(services: Services, tx: Transaction, chat_id: int, *, now: datetime) -> None:
    """Note that the bot was put out of a group, if alerts go there."""
    if chat_id in alert_chats(services):
        reason, try_at = "the bot was removed from the chat", now + TRY_EVERY
        await outages.begin(tx, "chat", chat_id=chat_id, reason=reason, at=now, try_at=try_at)


async def note_let_in(services: Services, tx: Transaction, chat_id: int, *, now: datetime) -> None:
    """Note that a group may take messages again: what waits is tried at once."""
    for outage in await outages.current(tx):
        if outage.chat_id == chat_id and outage.kind == "chat":
            waiting = await outages.waiting(tx, outage.id)
            if any(each.kind == "alert" for each in waiting):
                await outages.hurry(tx, chat_id, at=now)
            else:
                await _come_back(services, tx, outage, [], now)


async def draw_notice(
    services: Services, tx: Transaction, delivery: Delivery, _now: datetime
) -> Screen:
    """Draw what the admins are told, of an outage with the cases that wait by now."""
    body = delivery.body
    voice = services.voice(str(body["language"]))
    if "outage" not in body:
        return Screen(voice.say(f"notice.{body[NOTICE]}", reason=body.get("reason", "")))
    outage = await outages.get(tx, int(body["outage"]))
    said = {"chat": outage.chat_id, "reason": outage.reason}
    lines = [voice.say(f"notice.{body[NOTICE]}", **said)]
    if body.get("told"):
        lines.append(voice.say("notice.told_now"))
    waiting = [each.case_id for each in await outages.waiting(tx, outage.id)]
    cases = [voice.typed(f"/case {each}") for each in waiting if each is not None]
    if cases:
        lines.append(voice.say("notice.cases", cases=voice.joined(cases)))
    return Screen("\n".join(lines))
