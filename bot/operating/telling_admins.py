"""Telling the admins something once, in private: planned, so that it survives a restart."""

from collections.abc import Mapping
from datetime import datetime

from bot.effects import language_of
from bot.services import Services
from bot.surveys.question import Screen
from storage import customers, deliveries
from storage.customers import Customer
from storage.deliveries import Delivery
from storage.transaction import Transaction

NOTICE = "notice"  # in the body of a delivery: which words it has


async def tell_admins(
    services: Services,
    tx: Transaction,
    notice: str,
    *,
    key: str,
    now: datetime,
    values: Mapping[str, object],
) -> None:
    """Plan a notice for every admin who can be written to, once for each key."""
    for admin in await reachable_admins(services, tx):
        language = language_of(services, admin)
        await deliveries.plan(
            tx,
            kind="alert",
            dedupe=f"notice:{key}:{admin.telegram_id}",
            chat_id=admin.telegram_id or 0,
            due_at=now,
            body={NOTICE: notice, "language": language, "values": dict(values)},
        )


async def reachable_admins(services: Services, tx: Transaction) -> list[Customer]:
    """Find the admins who have started the bot and have not blocked it."""
    found = [await customers.find_by_telegram(tx, each) for each in services.config.staff.admins]
    return [each for each in found if each and each.started_at and not each.unreachable_at]


async def draw_notice(
    services: Services, _tx: Transaction, delivery: Delivery, _now: datetime
) -> Screen:
    """Draw what the admins are told."""
    body = delivery.body
    voice = services.voice(str(body["language"]))
    lines = [voice.say(f"notice.{body[NOTICE]}", **body["values"])]
    cases = body["values"].get("cases")
    if cases:
        named = voice.joined([voice.typed(f"/case {each}") for each in cases])
        lines.append(voice.say("notice.cases", cases=named))
    return Screen("\n".join(lines))
