"""The configuration is read again while the bot runs: wholly in force, or nothing has changed."""

import asyncio
import logging
from dataclasses import replace

from bot.operating.reload_words import (
    Changed,
    NeedsRestart,
    Outcome,
    ReloadRefused,
    Started,
    plain_lines,
)
from bot.operating.settings_words import Difference, differences
from bot.services import Services
from bot.settings.config import Config, ConfigError
from bot.surveys.lineage import History
from bot.surveys.versioning import keep_versions
from bot.words.voice import Voice
from storage import audit, versions
from storage.errors import StorageError
from storage.transaction import Transaction
from storage.versions import Version

_log = logging.getLogger(__name__)

# What the bot is built from at its start, and the zone in which its days are counted.
_AT_START = (("telegram",), ("storage",), ("http",), ("business", "timezone"))


async def reload(services: Services, *, actor: str) -> Outcome:
    """Take the file as it is now into use, if it has no mistakes; one reload at a time."""
    async with services.reloading:
        outcome = await _reload(services, actor=actor)
    for line in plain_lines(Voice(services.words), outcome):
        _log.info("reload by %s: %s", actor, line)
    return outcome


async def reload_whenever(changed: asyncio.Event, services: Services) -> None:
    """Reload each time that the event is set, as SIGHUP does; the log has the outcome."""
    while await changed.wait():
        changed.clear()
        try:
            await reload(services, actor="SIGHUP")
        except StorageError as error:
            _log.warning("nothing was reloaded error=%s", error)
        except Exception:  # noqa: BLE001 - the bot goes on with the settings it has
            _log.exception("nothing was reloaded")


async def _reload(services: Services, *, actor: str) -> Outcome:
    old = services.config
    try:
        new = await asyncio.to_thread(old.read_again)
    except ConfigError as error:
        return ReloadRefused(error.mistakes)
    found = differences(old, new)
    fixed = [each.name for each in found if _needs_restart(each)]
    if fixed:
        return NeedsRestart(fixed)
    if not found:
        return Changed(())
    known, changed = await _keep(services, new, Changed(found), actor=actor)
    # Units of work read both on the database's thread: every survey of either has its version.
    services.versions = known
    services.config = new
    services.wake_all()
    if old.staff != new.staff or old.business != new.business:
        services.tell_menus()
    return changed


def _needs_restart(difference: Difference) -> bool:
    return any(difference.place[: len(each)] == each for each in _AT_START)


async def _keep(
    services: Services, new: Config, changed: Changed, *, actor: str
) -> tuple[dict[str, Version], Changed]:
    """Start versions where a question has changed, and log who changed what, in one commit."""
    now, voice = services.clock(), Voice(services.words)
    asked = [name for name in new.surveys if name in services.config.surveys]
    before = {name: services.versions[name].number for name in asked}

    async def unit(tx: Transaction) -> tuple[dict[str, Version], Changed]:
        known = await keep_versions(tx, new, now=now)
        history = History(await versions.history(tx))
        started = [
            Started(name, known[name].number, bool(known[name].continues), tuple(joined))
            for name, number in before.items()
            if known[name].number != number
            for joined in [history.compared_with(known[name])]
        ]
        whole = replace(changed, started=started)
        detail = {"file": str(new.file), "changes": plain_lines(voice, whole)[1:]}
        await audit.record(tx, at=now, actor=actor, action="reload", detail=detail)
        return known, whole

    return await services.database.write(unit)
