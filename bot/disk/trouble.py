"""A database that cannot be written: staff are told once, and again when it is over.

Nothing can be planned then, so what is known stands in memory, and in a file where that can be.
"""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta

from bot.disk.trouble_news import tell_of_disk
from bot.disk.trouble_note import keep_trouble, recall_trouble
from bot.messages.sent_again import REPEATED_AFTER
from bot.services import DiskTrouble, Services
from storage import health as counts
from storage.errors import StorageError
from storage.faults import Fault, fault_of

_log = logging.getLogger(__name__)

PROVE_EVERY = timedelta(minutes=1)  # while nobody writes anything: /health goes by it
CALM = timedelta(seconds=10)  # this long it must be fine again to be over
TELL_FOR = timedelta(minutes=10)  # that it is over is no news any more then
_WAIT_S = 15.0


async def watch_disk(services: Services, now: datetime) -> bool:
    """Look whether the database can be written, where there is reason to; never True."""
    if services.disk_proved_at is None:
        services.disk_trouble = await recall_trouble(services)
    trouble = services.disk_trouble
    if trouble is None and not _is_worth(services, now):
        return False
    fault = await _proved(services, now)
    services.disk_proved_at = now
    if fault is not None:
        services.disk_trouble = await _broken(services, trouble, fault, now)
    elif trouble is not None:
        services.disk_trouble = await _fine(services, trouble, now)
    if trouble != services.disk_trouble:
        await keep_trouble(services, services.disk_trouble)
    return False


def _is_worth(services: Services, now: datetime) -> bool:
    last = services.disk_proved_at
    return services.database.unwritable is not None or last is None or now - last >= PROVE_EVERY


async def _proved(services: Services, now: datetime) -> Fault | None:
    """Write something; gives what is wrong, if anything is."""
    try:
        async with asyncio.timeout(_WAIT_S):
            await services.database.write(lambda tx: counts.prove_writable(tx, now=now))
    except StorageError as error:
        return fault_of(error)
    except TimeoutError:
        return "broken"
    return None


async def _broken(
    services: Services, trouble: DiskTrouble | None, fault: Fault, now: datetime
) -> DiskTrouble:
    if trouble is None or (trouble.fine_since is not None and trouble.in_doubt):
        _log.error("the database cannot be written: %s", fault)
        trouble = DiskTrouble(now, fault)  # of the one before they may have read that it is over
    trouble = replace(trouble, fine_since=None)
    if trouble.told:
        return trouble
    trouble, is_told = await _tell(services, trouble, now)
    return replace(trouble, told=True, in_doubt=0, again_at=None) if is_told else trouble


async def _fine(services: Services, trouble: DiskTrouble, now: datetime) -> DiskTrouble | None:
    """Say that it is over, once it has been for a while; None when that is said."""
    if trouble.fine_since is None:
        _log.info("the database can be written again")
        trouble = replace(trouble, fine_since=now, in_doubt=0, again_at=None)
    since = trouble.fine_since or now
    if now - since < CALM:
        return trouble
    trouble, is_told = await _tell(services, trouble, now)
    is_old = trouble.again_at is None and now - since >= TELL_FOR
    return None if is_told or is_old else trouble


async def _tell(
    services: Services, trouble: DiskTrouble, now: datetime
) -> tuple[DiskTrouble, bool]:
    """Tell staff how it stands, if it is time to; and whether that is done.

    As everything for staff it is said again while nobody knows whether it came, and that it may
    be a repeat; three times at most.
    """
    if trouble.again_at is not None and now < trouble.again_at:
        return trouble, False
    tried = trouble.in_doubt
    begun = replace(trouble, in_doubt=tried + 1, again_at=None)
    await keep_trouble(services, begun)  # a kill during the call leaves it in doubt
    heard = await tell_of_disk(services, trouble, last=tried >= len(REPEATED_AFTER))
    if heard == "perhaps" and tried < len(REPEATED_AFTER):
        return replace(begun, again_at=now + REPEATED_AFTER[tried]), False
    return replace(trouble, again_at=None), heard != "not yet"
