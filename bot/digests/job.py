"""Plan the digests whose time has come: the latest of what was missed, and once."""

import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from bot.digests import digesting
from bot.errors import Refusal
from bot.guard import held_in
from bot.reports.roles import role_needed
from bot.services import Services
from storage import deliveries, digests
from storage.database import Transaction
from storage.digests import Digest
from storage.errors import StorageError

_log = logging.getLogger(__name__)

AT_ONCE = 20
LATE = timedelta(minutes=15)  # from then on a digest says that it is late
PAUSES_AFTER = 4  # times in a row with nothing to say


async def plan_digests(services: Services, now: datetime) -> bool:
    """Plan one handful; True if there was anything."""
    due = await services.database.read(lambda tx: digests.due(tx, now=now, limit=AT_ONCE))
    for digest in due:
        try:
            await _plan(services, digest, now)
        except StorageError:
            raise
        except Exception:  # noqa: BLE001 - one digest's fault is not the others'
            _log.exception("a digest cannot be made command=%r", digest.command)
            await _pass_by(services, digest, now)
    if due:
        services.wake()
    return bool(due)


async def _plan(services: Services, digest: Digest, now: datetime) -> None:
    if not _is_allowed(services, digest):
        await services.database.write(
            lambda tx: digesting.end(tx, digest, actor="bot", reason="no longer allowed", at=now)
        )
        return
    zone = services.zone
    day = digesting.schedule_of(digest).latest(now, zone)
    command = digesting.command_for(services, digest, day)
    if await digesting.is_empty(services, command):
        await _skip(services, digest, now, day)
        return
    await digesting.draw_ahead(services, command, digest.language)
    await _send(services, digest, now, day, command)


def _is_allowed(services: Services, digest: Digest) -> bool:
    """Tell whether whoever made the digest might still ask for it there."""
    held = held_in(services, user_id=digest.made_by, chat_id=digest.chat_id)
    try:
        return held >= role_needed(services, digest.command)
    except Refusal:
        return held > 0  # it cannot be told any more, and says so


async def _send(services: Services, digest: Digest, now: datetime, day: date, command: str) -> None:
    moment = digesting.schedule_of(digest).moment(day, services.zone)
    late = moment.isoformat() if now - moment > LATE else None
    body = {"command": command, "every": digest.every, "late": late}

    async def unit(tx: Transaction) -> None:
        if await _goes_on(services, tx, digest, now, skipped=0):
            await _deliver(services, tx, digest, day=day, now=now, body=body)

    await services.database.write(unit)


async def _skip(services: Services, digest: Digest, now: datetime, day: date) -> None:
    """Say nothing where there is nothing to say; and once, that this goes on like that."""
    skipped = digest.skipped + 1

    async def unit(tx: Transaction) -> None:
        goes_on = await _goes_on(services, tx, digest, now, skipped=skipped)
        if goes_on and skipped == PAUSES_AFTER:
            body = {"command": digest.command, "pauses": skipped}
            await _deliver(services, tx, digest, day=day, now=now, body=body)

    await services.database.write(unit)


async def _pass_by(services: Services, digest: Digest, now: datetime) -> None:
    await services.database.write(
        lambda tx: _goes_on(services, tx, digest, now, skipped=digest.skipped)
    )


async def _goes_on(
    services: Services, tx: Transaction, digest: Digest, now: datetime, *, skipped: int
) -> bool:
    schedule, zone = digesting.schedule_of(digest), services.zone
    following = schedule.following(now, zone)
    chat_id = services.chat_moves.get(digest.chat_id)
    if chat_id is not None:
        await digests.follow(tx, digest.id, chat_id=chat_id)
    return await digests.passed(tx, digest, next_at=following, skipped=skipped)


async def _deliver(
    services: Services,
    tx: Transaction,
    digest: Digest,
    *,
    day: date,
    now: datetime,
    body: Mapping[str, object],
) -> None:
    """Plan the message of one day of the schedule, which is planned once."""
    moved = services.chat_moves.get(digest.chat_id)
    await deliveries.plan(
        tx,
        kind="digest",
        dedupe=f"digest:{digest.id}:{day}",
        chat_id=moved or digest.chat_id,
        thread_id=None if moved else digest.thread_id,
        due_at=now,
        body={"digest": digest.id, "language": digest.language, **body},
    )
