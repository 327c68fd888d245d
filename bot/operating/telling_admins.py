"""Telling the admins something once, in private: planned, so that it survives a restart."""

from collections.abc import Mapping
from datetime import datetime

from bot.effects import language_of
from bot.services import Services
from storage import customers, deliveries, outages
from storage.customers import Customer
from storage.transaction import Transaction

NOTICE = "notice"  # in the body of a delivery: which words it has


async def tell_admins(
    services: Services,
    tx: Transaction,
    notice: str,
    *,
    key: str,
    now: datetime,
    body: Mapping[str, object],
) -> None:
    """Plan a notice for every admin who can be written to, once for each key."""
    for admin in await reachable_admins(services, tx):
        await deliveries.plan(
            tx,
            kind="alert",
            dedupe=_dedupe(key, admin),
            chat_id=admin.telegram_id or 0,
            due_at=now,
            body={NOTICE: notice, "language": language_of(services, admin), **body},
        )


async def draw_notices_anew(services: Services, tx: Transaction, key: str) -> None:
    """Let what the admins were told show what holds now."""
    for admin in await reachable_admins(services, tx):
        await outages.draw_anew(tx, _dedupe(key, admin))


async def reachable_admins(services: Services, tx: Transaction) -> list[Customer]:
    """Find the admins who have started the bot and have not blocked it."""
    found = [await customers.find_by_telegram(tx, each) for each in services.config.staff.admins]
    return [each for each in found if each and each.started_at and not each.unreachable_at]


def _dedupe(key: str, admin: Customer) -> str:
    return f"notice:{key}:{admin.telegram_id}"
