"""How the bot is: what is due, what went wrong of late, and whether it can work at all."""

import asyncio
from dataclasses import asdict
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

from bot.services import Services
from storage import health as counts
from storage.errors import StorageError
from storage.health import Load

POLLING_IS_DEAD_S = 120.0  # several long polls and their pauses
_WRITE_WAIT_S = 6.0  # longer than a write waits for a lock

Status = Literal["ok", "degraded", "failing"]


async def health(services: Services, now: datetime) -> dict[str, Any]:
    """Tell how the bot is; holds no secrets and nothing about any person."""
    writable = await _is_writable(services, now)
    load = await _load(services, now)
    age = services.last_poll_age_s()
    polling = services.config.telegram.mode == "polling"
    document: dict[str, Any] = {
        "status": _status(load, writable=writable, polling=polling, age=age),
        "version": program_version(),
        "now": now.isoformat().replace("+00:00", "Z"),
        "database": {"writable": writable},
        "last_poll_age_s": None if age is None else round(age, 3),
    }
    if load is not None:
        document |= _work(load, replies=services.replies_in_flight())
    return document


@cache  # a running program stays what it is
def program_version() -> str:
    """Tell which version is running; a checkout that is not installed has none."""
    try:
        return version("afterword")
    except PackageNotFoundError:
        return "unreleased"


def _work(load: Load, *, replies: int) -> dict[str, Any]:
    later = {"scheduled", "unknown", "failed_alerts", "failed_updates"}
    every = asdict(load)
    due = {name: n for name, n in every.items() if name not in later} | {"replies": replies}
    return {
        "due": {**due, "total": sum(due.values())},
        **{name: n for name, n in every.items() if name in later},
    }


def _status(load: Load | None, *, writable: bool, polling: bool, age: float | None) -> Status:
    silent = polling and age is not None and age > POLLING_IS_DEAD_S
    if load is None or not writable or silent:
        return "failing"
    not_yet = polling and age is None
    return "degraded" if not_yet or load.failed_updates or load.failed_alerts else "ok"


async def _is_writable(services: Services, now: datetime) -> bool:
    try:
        async with asyncio.timeout(_WRITE_WAIT_S):
            await services.database.write(lambda tx: counts.prove_writable(tx, now=now))
    except (StorageError, TimeoutError):
        return False
    return True


async def _load(services: Services, now: datetime) -> Load | None:
    try:
        return await services.database.read(lambda tx: counts.load(tx, now=now))
    except StorageError:
        return None
