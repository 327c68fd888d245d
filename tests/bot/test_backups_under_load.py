"""Backups taken while customers answer without a pause: each can be restored, and lacks nothing.

`AFTERWORD_BACKUPS=60 ./run test -n 0 -s tests/bot/test_backups_under_load.py` takes as many as it
says, a second apart, and writes down how many answers came meanwhile and how long they took.
"""

import asyncio
import os
import sqlite3
import statistics
import time
from contextlib import closing
from pathlib import Path

from storage.copying import copy_database
from storage.database import Database
from storage.recount import verify
from storage.restoring import restore
from tests.bot.town import ZONE, Town, open_town

USUALLY = 4
BACKUPS = int(os.environ.get("AFTERWORD_BACKUPS", str(USUALLY)))
A_SECOND = 200  # answers, where backups are a second apart
A_PORTION = 5
MANY = 1_000


class Customers:
    """Who answer one after another, named ones and anonymous ones in turn."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.named = 0
        self.sealed = 0
        self.took: list[float] = []
        self.stopped = False

    async def come(self) -> None:
        pause = 0.0 if BACKUPS == USUALLY else 1 / A_SECOND
        due = time.monotonic()
        while not self.stopped:
            began = time.perf_counter()
            if (self.named + self.sealed) % 4 == 3:
                await self.town.answer("team", 9)
                self.sealed += 1
            else:
                await self.town.answer("care", 5)
                self.named += 1
            self.took.append(time.perf_counter() - began)
            due = max(due + pause, time.monotonic() - 1)
            await asyncio.sleep(max(0.0, due - time.monotonic()))


async def test_each_backup_restores_and_holds_what_was_committed_before(tmp_path: Path) -> None:
    async with open_town(tmp_path) as town:
        await town.answer("care", *[5] * MANY)
        customers = Customers(town)
        coming = asyncio.create_task(customers.come())
        before: list[tuple[int, int]] = []
        for number in range(BACKUPS):
            await until_more_came(customers, tmp_path, number)
            before.append((customers.named, customers.sealed))
            await copy_database(tmp_path / "town.db", tmp_path / f"copy-{number}.db")
        customers.stopped = True
        await coming
    took = sorted(1000 * each for each in customers.took)
    middle, late = statistics.median(took), took[len(took) * 99 // 100]
    print(f"{BACKUPS} backups, {len(took)} answers meanwhile,")  # noqa: T201 - for who asks by -s
    print(f"each in {middle:.1f} ms (median), {late:.1f} (99th), {took[-1]:.1f} (longest)")  # noqa: T201
    for number, (named, sealed) in enumerate(before):
        await is_whole(tmp_path / f"copy-{number}.db", named=MANY + named, sealed=sealed)


async def until_more_came(customers: Customers, folder: Path, number: int) -> None:
    if BACKUPS == USUALLY:
        seen = customers.named
        while customers.named <= seen + 5:
            await asyncio.sleep(0)
    else:
        await asyncio.sleep(1)


async def is_whole(copy: Path, *, named: int, sealed: int) -> None:
    """Restore it elsewhere, count everything again, and look for what was committed before."""
    place = copy.with_suffix("") / "town.db"
    place.parent.mkdir()
    await restore(place, copy)
    database = await Database.open(place)
    try:
        assert await database.read(lambda tx: verify(tx, ZONE)) == []
    finally:
        await database.close()
    with closing(sqlite3.connect(place)) as opened:
        kept = opened.execute("SELECT count(*) FROM answers").fetchone()[0]
        whole = opened.execute("SELECT coalesce(sum(s9), 0) FROM portions").fetchone()[0]
    assert kept >= named
    assert whole >= sealed // A_PORTION * A_PORTION
