"""A database that cannot be written: staff are told once, and again when it is over.

Nothing can be planned then, so what is known stands in memory and goes out directly.
"""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta

from bot.operating.telling_admins import admins_in_reach
from bot.operating.undelivered import alerts_chat
from bot.services import DiskTrouble, Services
from bot.wire.outcomes import Outcome, Sent, TryLater, Unknown
from bot.words import dates
from storage import health as counts
from storage.errors import StorageError
from storage.faults import Fault, fault_of

_log = logging.getLogger(__name__)

PROVE_EVERY = timedelta(minutes=5)  # while nobody writes anything
CALM = timedelta(seconds=10)  # this long it must be fine again to be over
TELL_FOR = timedelta(minutes=10)  # that it is over is no news any more then
_WAIT_S = 15.0


async def watch_disk(services: Services, now: datetime) -> bool:
    """Look whether the database can be written, where there is reason to; never True."""
    trouble = services.disk_trouble
    if trouble is None and not _is_worth(services, now):
        return False
    fault = await _proved(services, now)
    services.disk_proved_at = now
    if fault is not None:
        services.disk_trouble = await _broken(services, trouble, fault, now)
    elif trouble is not None:
        services.disk_trouble = await _fine(services, trouble, now)
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
    trouble = replace(trouble or DiskTrouble(now, fault), fine_since=None)
    if trouble.told:
        return trouble
    _log.error("the database cannot be written: %s", fault)
    return replace(trouble, told=await _tell(services, trouble))


async def _fine(services: Services, trouble: DiskTrouble, now: datetime) -> DiskTrouble | None:
    """Say that it is over, once it has been for a while; None when that is said."""
    trouble = replace(trouble, fine_since=trouble.fine_since or now)
    since = trouble.fine_since or now
    if now - since < CALM:
        return trouble
    _log.info("the database can be written again")
    said = await _tell(services, trouble) or now - since >= TELL_FOR
    return None if said else trouble


async def _tell(services: Services, trouble: DiskTrouble) -> bool:
    """Write to the chat of the alerts, else to the admins; True if that is done, or nobody is."""
    default = services.config.business.default_language
    chat_id = alerts_chat(services)
    if chat_id is not None:
        outcome = await _write(services, chat_id, default, trouble)
        if isinstance(outcome, (Sent, Unknown)):
            return True
    outcomes = [
        await _write(services, admin, language, trouble)
        for admin, language in await _admins(services)
    ]
    reached = any(isinstance(each, (Sent, Unknown)) for each in outcomes)
    return reached or not any(isinstance(each, TryLater) for each in outcomes)


async def _write(services: Services, chat_id: int, language: str, trouble: DiskTrouble) -> Outcome:
    voice, zone = services.voice(language), services.zone
    fault = voice.plain(f"notice.fault.{trouble.fault}")
    since = dates.moment(voice, trouble.since, zone)
    if trouble.fine_since is None:
        text = voice.say("notice.disk_broken", since=since, fault=fault)
    else:
        until = dates.moment(voice, trouble.fine_since, zone)
        text = voice.say("notice.disk_fine", since=since, until=until, fault=fault)
    return await services.outbox.send_text(chat_id, text, kind="begun")


async def _admins(services: Services) -> list[tuple[int, str]]:
    """Find the admins who can be written to, or name all if not even that can be read."""
    try:
        found = await services.database.read(lambda tx: admins_in_reach(services, tx))
    except StorageError:
        default = services.config.business.default_language
        return [(each, default) for each in services.config.staff.admins]
    return [(each.telegram_id, each.language) for each in found]
