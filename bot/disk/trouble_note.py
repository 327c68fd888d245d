"""A disk's trouble, kept in a file beside the database, so that a restart tells when it is over.

Best effort: where not even that file can be written, nobody knows of it after a kill.
"""

import asyncio
import logging
from datetime import UTC, datetime

from bot.services import DiskTrouble, Services
from storage.faults import FAULTS
from storage.note import make_note, read_note, write_note
from storage.place import Place

_log = logging.getLogger(__name__)

_WAIT_S = 5.0
_NEVER = "-"


async def recall_trouble(services: Services) -> DiskTrouble | None:
    """Give what was kept of a trouble that was not over, and make room for the next one."""
    path = Place.at(services.config.database_path).trouble

    def recalled() -> str:
        make_note(path)
        return read_note(path)

    try:
        async with asyncio.timeout(_WAIT_S):
            words = await asyncio.to_thread(recalled)
    except (OSError, TimeoutError) as error:
        _log.warning("nothing can be kept in %s: %s", path.name, error)
        return None
    return as_trouble(words)


async def keep_trouble(services: Services, trouble: DiskTrouble | None) -> None:
    """Keep how a trouble stands, or that it is over."""
    path = Place.at(services.config.database_path).trouble
    try:
        async with asyncio.timeout(_WAIT_S):
            await asyncio.to_thread(write_note, path, written(trouble))
    except (OSError, TimeoutError) as error:
        _log.warning("it cannot be kept in %s what staff were told: %s", path.name, error)


def written(trouble: DiskTrouble | None) -> str:
    """Write a trouble in a line, all but when it is told again: that is at once after a start."""
    if trouble is None:
        return ""
    fine = _NEVER if trouble.fine_since is None else trouble.fine_since.isoformat()
    told = int(trouble.told)
    return f"{trouble.since.isoformat()} {trouble.fault} {told} {fine} {trouble.in_doubt}"


def as_trouble(words: str) -> DiskTrouble | None:
    """Read what `written` wrote; None for what a kill cut short."""
    try:
        since, fault, told, fine, in_doubt = words.split()
        return DiskTrouble(
            since=_aware(since),
            fault=next(each for each in FAULTS if each == fault),
            told=bool(int(told)),
            fine_since=None if fine == _NEVER else _aware(fine),
            in_doubt=int(in_doubt),
        )
    except (ValueError, StopIteration):
        return None


def _aware(written_as: str) -> datetime:
    return datetime.fromisoformat(written_as).astimezone(UTC)
