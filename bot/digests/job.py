"""Plan the digests whose time has come: the latest of what was missed, and once."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.digests import digesting
from bot.digests.words import PAUSES_AFTER, schedule_of
from bot.errors import Refusal
from bot.guard import held_in
from bot.reports.roles import role_needed
from bot.services import Services
from storage import deliveries, digests
from storage.digests import Digest
from storage.errors import StorageError
from storage.transaction import Transaction

_log = logging.getLogger(__name__)

AT_ONCE = 20
LATE = timedelta(minutes=15)  # from then on a digest says that it is late


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
            await _go_on(services, digest, now, skipped=digest.skipped)
    if due:
        services.wake()
    return bool(due)


async def _plan(services: Services, digest: Digest, now: datetime) -> None:
    if not _is_allowed(services, digest):
        await services.database.write(
            lambda tx: digesting.end(tx, digest, actor="bot", reason="no longer allowed", at=now)
        )
        return
    day = schedule_of(digest).latest(now, services.zone)
    command = digesting.command_for(services, digest, day)
    if await digesting.is_empty(services, command):
        await _skip(services, digest, now)
        return
    await digesting.draw_ahead(services, command, digest.language)
    moment = schedule_of(digest).moment(day, services.zone)
    late = moment.isoformat() if now - moment > LATE else None
    body = {"command": command, "every": digest.every, "late": late}
    await _go_on(services, digest, now, skipped=0, body=body)


def _is_allowed(services: Services, digest: Digest) -> bool:
    """Tell whether whoever made the digest might still ask for it there."""
    held = held_in(services, user_id=digest.made_by, chat_id=digest.chat_id)
    try:
        return held >= role_needed(services, digest.command)
    except Refusal:
        return held > 0  # it cannot be told any more, and says so


async def _skip(services: Services, digest: Digest, now: datetime) -> None:
    """Say nothing where there is nothing to say; and once, that this goes on like that."""
    skipped = digest.skipped + 1
    body = {"command": digest.command, "pauses": skipped}
    said = body if skipped == PAUSES_AFTER else None
    await _go_on(services, digest, now, skipped=skipped, body=said)


async def _go_on(
    services: Services,
    digest: Digest,
    now: datetime,
    *,
    skipped: int,
    body: Mapping[str, object] | None = None,
) -> None:
    """Go on to the next time, and plan the message of this one, if any, which is planned once."""
    schedule, zone = schedule_of(digest), services.zone
    moved = services.chat_moves.get(digest.chat_id)

    async def unit(tx: Transaction) -> None:
        if moved is not None:
            await digests.follow(tx, digest.id, chat_id=moved)
        following = schedule.following(now, zone)
        goes_on = await digests.passed(tx, digest, next_at=following, skipped=skipped)
        if goes_on and body is not None:
            await deliveries.plan(
                tx,
                kind="digest",
                dedupe=f"digest:{digest.id}:{schedule.latest(now, zone)}",
                chat_id=moved or digest.chat_id,
                thread_id=None if moved else digest.thread_id,
                due_at=now,
                body={"digest": digest.id, "language": digest.language, **body},
            )

    await services.database.write(unit)
