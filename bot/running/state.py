"""What a start finds or makes in the database: secrets, question versions, the zone of the days."""

import logging
import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.rights.catching_up import remember_forgotten
from bot.settings.config import Config
from bot.surveys.versioning import current, keep_versions
from storage import chats, former_answers, meta, pools, recount, repeating
from storage.database import Database
from storage.transaction import Transaction
from storage.versions import Version

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class KeptState:
    """What stands in the database."""

    link_keys: tuple[bytes, ...]
    webhook_secret: str
    versions: dict[str, Version]
    chat_moves: dict[int, int]


async def keep_state(database: Database, config: Config, *, now: datetime) -> KeptState:
    """Make what is missing, start versions where a question has changed, cut days in one zone.

    Whom a restored copy brought back is forgotten before that.
    """
    await remember_forgotten(database, config, now=now)

    async def unit(tx: Transaction) -> KeptState:
        await _cut_days(tx, config)
        link_key = await meta.keep(tx, "link_key", secrets.token_hex(32))
        before = await meta.find(tx, "link_key_before")
        keys = tuple(bytes.fromhex(each) for each in (link_key, before) if each is not None)
        webhook_secret = await meta.keep(tx, "webhook_secret", secrets.token_urlsafe(32))
        await meta.note_moment(tx, now)
        found = await keep_versions(tx, config, now=now)
        await pools.check(tx, at=now)
        await former_answers.settle(tx, at=now, zone=config.business.zone)
        await pools.end_others(tx, current(found, config), now=now)
        return KeptState(keys, webhook_secret, found, await chats.moves(tx))

    return await database.write(unit)


async def _cut_days(tx: Transaction, config: Config) -> None:
    """Days are counted in the business's zone; in another zone they are counted anew."""
    zone = config.business.zone
    before = await meta.find(tx, "zone")
    if before is not None and before != zone.key:
        await _count_anew(tx, zone, before)
    elif await meta.find(tx, repeating.UNCOUNTED):
        await repeating.replace(tx, await repeating.counted(tx, zone))
    await meta.put(tx, "zone", zone.key)
    await meta.drop(tx, repeating.UNCOUNTED)


class Counting:
    """Tells the log how far a count of every row is, each tenth of it once."""

    def __init__(self, every: int) -> None:
        """Nothing is counted yet."""
        self._every, self._counted = every, 0

    def go_on(self, rows: int) -> None:
        """Take note of rows that were counted."""
        tenth = 10 * self._counted // self._every
        self._counted += rows
        if tenth < 10 * self._counted // self._every < 10:
            _log.info("counted anew: %d %%", 100 * self._counted // self._every)


async def _count_anew(tx: Transaction, zone: ZoneInfo, before: str) -> None:
    """Count every day again, and say so: it may take minutes, in which nobody is answered."""
    every, began_s = await recount.rows(tx), time.monotonic()
    _log.warning(
        "all days are counted anew, as timezone was %s and is %s: %d answers and asks; "
        "until that is done nobody is answered",
        before,
        zone.key,
        every,
    )
    await recount.rebuild(tx, zone, Counting(every).go_on)
    _log.info("all days were counted anew, in %.1f s", time.monotonic() - began_s)
