"""How the bot is: what is due, what went wrong of late, and whether it can work at all."""

from dataclasses import asdict
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

from bot.clock import Doubt
from bot.services import Services
from storage import health as counts
from storage import outages
from storage.errors import StorageError
from storage.health import Load

POLLING_IS_DEAD_S = 120.0  # several long polls and their pauses
_WRITE_WAIT_S = 6.0  # longer than a write waits for a lock

Status = Literal["ok", "degraded", "failing"]


async def health(services: Services, now: datetime) -> dict[str, Any]:
    """Tell how the bot is; holds no secrets and nothing about any person."""
    problem = why_unwritable(services)
    load = await _load(services, now)
    waits = await _waits(services)
    age = services.last_poll_age_s()
    polling = services.config.telegram.mode == "polling"
    doubt = services.doubt()
    document: dict[str, Any] = {
        "status": _status(
            load,
            writable=problem is None,
            polling=polling,
            age=age,
            amiss=doubt is not None or bool(waits),
        ),
        "version": program_version(),
        "now": now.isoformat().replace("+00:00", "Z"),
        "database": {"writable": True} if problem is None else _unwritable(problem),
        "last_poll_age_s": None if age is None else round(age, 3),
        "clock": _clock(doubt),
    }
    if load is not None:
        document |= _work(load, replies=services.replies_in_flight())
    if services.backed_up_at is not None:
        document["backup_age_s"] = round((now - services.backed_up_at).total_seconds())
    if waits:
        document["waits"] = waits
    return document


@cache  # a running program stays what it is
def program_version() -> str:
    """Tell which version is running; a checkout that is not installed has none."""
    try:
        return version("afterword")
    except PackageNotFoundError:
        return "unreleased"


def _work(load: Load, *, replies: int) -> dict[str, Any]:
    later = {"scheduled", "unknown", "failed_updates"}
    every = asdict(load)
    due = {name: n for name, n in every.items() if name not in later} | {"replies": replies}
    return {
        "due": {**due, "total": sum(due.values())},
        **{name: n for name, n in every.items() if name in later},
    }


def _clock(doubt: Doubt | None) -> dict[str, Any]:
    """Tell whether the machine's clock is believed; if not why, and how far it is ahead."""
    if doubt is None:
        return {"believed": True}
    ahead_s = round((doubt.wall - doubt.believed).total_seconds())
    return {"believed": False, "why": doubt.why, "ahead_s": ahead_s}


def _status(
    load: Load | None, *, writable: bool, polling: bool, age: float | None, amiss: bool
) -> Status:
    silent = polling and age is not None and age > POLLING_IS_DEAD_S
    if load is None or not writable or silent:
        return "failing"
    not_yet = polling and age is None
    return "degraded" if not_yet or amiss or load.failed_updates else "ok"


def why_unwritable(services: Services) -> str | None:
    """Tell what keeps the database from being written, in words for the operator.

    Nothing is written for that, since anybody may ask: the bot itself writes once a minute.
    """
    database = services.database
    if database.unwritable is not None:
        return str(database.unwritable)
    if database.committing_s() > _WRITE_WAIT_S:
        return f"nothing was written within {_WRITE_WAIT_S:g} seconds"
    return None


def _unwritable(problem: str) -> dict[str, Any]:
    return {"writable": False, "problem": problem}


async def _load(services: Services, now: datetime) -> Load | None:
    try:
        return await services.database.read(lambda tx: counts.load(tx, now=now))
    except StorageError:
        return None


async def _waits(services: Services) -> dict[str, str]:
    """Tell what does not stand, what of the work does, and where messages do not get through."""
    try:
        lost = await services.database.read(outages.current)
    except StorageError:
        lost = []
    undelivered = {"undelivered": "; ".join(each.reason for each in lost)} if lost else {}
    late = services.late_jobs()
    return services.waits | undelivered | ({"jobs": "; ".join(late)} if late else {})
