"""How long a year of two filters at once takes, and how long customers wait for the database then.

The same reads alone and beside the reports, in one run. AFTERWORD_BENCH_ANSWERS is how many answers
there are (default 1,000,000).
"""

import asyncio
import os
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.answered import DAYS, build
from benchmarks.figure import Figure
from benchmarks.running import opened, seconds
from bot.clock import system_clock
from storage import breakdowns, invitations
from storage.database import Database
from storage.tallies import ScoreTally
from storage.transaction import Transaction

ROUNDS = 20
ZONE = ZoneInfo("Europe/Berlin")
FILTERS = {"agent": "agent-07", "touchpoint": "support"}


async def measure() -> list[Figure]:
    """Read one invitation again and again, first alone and then while reports are read."""
    answers = int(os.environ.get("AFTERWORD_BENCH_ANSWERS", "1000000"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        await build(path, answers=answers)
        async with opened(Database.open(path)) as database:
            await _report(database)
            reports = [await seconds(_report(database)) for _ in range(ROUNDS)]
            alone = await _waits(database, until=asyncio.create_task(asyncio.sleep(2)))
            many = asyncio.create_task(_reports(database))
            beside = await _waits(database, until=many)
    return [
        Figure(f"a year by two filters, {answers:,} answers, median", _ms(reports), "ms"),
        Figure("a customer's read alone, median", _ms(alone), "ms"),
        Figure("a customer's read beside reports, median", _ms(beside), "ms"),
        Figure("a customer's read beside reports, the longest", max(beside) * 1e3, "ms"),
    ]


def _ms(times: list[float]) -> float:
    return statistics.median(times) * 1e3


async def _reports(database: Database) -> None:
    for _ in range(ROUNDS):
        await _report(database)


async def _report(database: Database) -> list[ScoreTally]:
    until = system_clock().astimezone(ZONE).date() + timedelta(days=1)

    async def unit(tx: Transaction) -> list[ScoreTally]:
        return await breakdowns.scores_where(
            tx,
            survey="recommend",
            since=until - timedelta(days=DAYS),
            until=until,
            zone=ZONE,
            filters=FILTERS,
        )

    return await database.study(unit)


async def _waits(database: Database, *, until: "asyncio.Task[None]") -> list[float]:
    times = []
    while not until.done():
        started = time.perf_counter()
        await database.read(lambda tx: invitations.get(tx, 7))
        times.append(time.perf_counter() - started)
        await asyncio.sleep(0.001)
    return times
