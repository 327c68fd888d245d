"""The few facts about the database itself: its secrets, the zone of its days, its newest time."""

from datetime import datetime

from storage.moments import from_micros, to_micros
from storage.rows import read_value
from storage.transaction import Transaction

_FIND = "SELECT value FROM meta WHERE key = :key"
_PUT = """
INSERT INTO meta (key, value) VALUES (:key, :value)
ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
_DROP = "DELETE FROM meta WHERE key = :key"
_NEWEST = "newest_moment"  # what is stored may be from then, and from nothing later
_BOOT = "boot"  # the run of the machine that was noted last, and when it began
_PUT_ONCE = "INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO NOTHING"


async def find(tx: Transaction, key: str) -> str | None:
    """Look a fact up."""
    return await read_value(tx, str, _FIND, {"key": key})


async def put(tx: Transaction, key: str, value: str) -> None:
    """Set a fact."""
    await tx.run(_PUT, {"key": key, "value": value})


async def drop(tx: Transaction, key: str) -> None:
    """Let a fact be none any more."""
    await tx.run(_DROP, {"key": key})


async def keep(tx: Transaction, key: str, fresh: str) -> str:
    """Give the fact that stands, or let `fresh` stand from now on."""
    await tx.run(_PUT_ONCE, {"key": key, "value": fresh})
    return await find(tx, key) or fresh


async def newest_moment(tx: Transaction) -> datetime | None:
    """Tell up to when there are stored times; None in a database that never noted it."""
    value = await find(tx, _NEWEST)
    return from_micros(int(value)) if value is not None else None


async def note_moment(tx: Transaction, now: datetime) -> None:
    """Note that times are stored up to now, where that is later than what is noted already."""
    newest = await newest_moment(tx)
    if newest is not None and newest < now:
        await set_newest_moment(tx, now)


async def set_newest_moment(tx: Transaction, now: datetime) -> None:
    """Note that nothing is stored from later than now."""
    await put(tx, _NEWEST, str(to_micros(now)))


async def boot(tx: Transaction) -> tuple[str, datetime] | None:
    """Tell which run of a machine was noted last, by its name, and when it began."""
    value = await find(tx, _BOOT)
    if value is None:
        return None
    began, name = value.split(" ", 1)
    return name, from_micros(int(began))


async def note_boot(tx: Transaction, name: str, began: datetime) -> None:
    """Note when the present run of the machine began."""
    await put(tx, _BOOT, f"{to_micros(began)} {name}")
