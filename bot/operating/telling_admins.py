"""Telling the admins something once, in private: planned, so that it survives a restart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.effects import language_of
from bot.messages.sent_again import REPEATED_AFTER
from bot.services import Services
from storage import customers, deliveries, outages
from storage.transaction import Transaction

NOTICE = "notice"  # in the body of a delivery: which words it has


@dataclass(frozen=True)
class Admin:
    """An admin who may be in reach: nobody knows before they have pressed Start."""

    telegram_id: int
    language: str
    customer_id: int | None
    started: bool

    def dedupe(self, key: str) -> str:
        """Name the notice about something to this admin."""
        return f"notice:{key}:{self.telegram_id}"


async def tell_admins(
    services: Services,
    tx: Transaction,
    notice: str,
    *,
    key: str,
    now: datetime,
    body: Mapping[str, object],
) -> None:
    """Plan a notice for every admin, once for each key, and again for who has come into reach."""
    for admin in await admins_in_reach(services, tx):
        new = await deliveries.plan(
            tx,
            kind="alert",
            dedupe=admin.dedupe(key),
            chat_id=admin.telegram_id,
            customer_id=admin.customer_id,
            due_at=now,
            body={NOTICE: notice, "language": admin.language, **body},
        )
        if not new and admin.started:
            given_up = len(REPEATED_AFTER)
            await outages.plan_failed(tx, admin.dedupe(key), at=now, given_up=given_up)


async def draw_notices_anew(services: Services, tx: Transaction, key: str) -> None:
    """Let what the admins were told show what holds now."""
    for admin in await admins_in_reach(services, tx):
        await outages.draw_anew(tx, admin.dedupe(key))


async def admins_in_reach(services: Services, tx: Transaction) -> list[Admin]:
    """Find the admins, but for those of whom Telegram said that they cannot be written to."""
    default = services.config.business.default_language
    found: list[Admin] = []
    for each in services.config.staff.admins:
        person = await customers.find_by_telegram(tx, each)
        if person is None:
            found.append(Admin(each, default, None, started=False))
        elif person.unreachable_at is None:
            started = person.started_at is not None
            found.append(Admin(each, language_of(services, person), person.id, started))
    return found
