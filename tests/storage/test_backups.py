"""Which backups are kept, and that a copy holds all that was committed before it began."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.backups import Backup, backups, make_backup, spare
from storage.copying import copy_database
from storage.database import Database
from storage.errors import StorageError
from tests.storage.notes import Notes, add

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MOMENTS = st.lists(st.timedeltas(timedelta(0), timedelta(days=60)), min_size=1, max_size=40)


def made(ages: list[timedelta]) -> list[Backup]:
    return [Backup(Path(f"{number}.db"), NOW - age) for number, age in enumerate(ages)]


@given(MOMENTS, st.timedeltas(timedelta(hours=1), timedelta(days=60)))
def test_seven_days_and_four_weeks_are_kept_and_the_newest_of_all(
    ages: list[timedelta], keep: timedelta
) -> None:
    found = made(ages)
    kept = [each for each in found if each not in spare(found, now=NOW, keep=keep)]
    assert max(each.made_at for each in found) in [each.made_at for each in kept]
    assert len(kept) <= 7 + 4
    old = [each for each in kept if NOW - each.made_at > keep]
    assert len(old) <= 1
    days = sorted({each.made_at.date() for each in found}, reverse=True)[:7]
    for day in days:
        newest = max(each.made_at for each in found if each.made_at.date() == day)
        if NOW - newest <= keep:
            assert newest in [each.made_at for each in kept]


def test_a_year_of_daily_backups_leaves_a_week_and_the_weeks_before() -> None:
    found: list[Backup] = []
    for day in range(365):
        now = NOW + timedelta(days=day)
        found.append(Backup(Path(f"{day}.db"), now))
        gone = spare(found, now=now, keep=timedelta(days=60))
        found = [each for each in found if each not in gone]
    ages = [(found[-1].made_at - each.made_at).days for each in reversed(found)]
    assert ages[:7] == list(range(7))
    assert len(ages) == 7 + 3
    assert all(7 <= age <= 28 for age in ages[7:])


async def test_a_folder_lists_only_its_own(notes: Notes, database: Database) -> None:
    folder = notes.beside("-backups")
    first = await make_backup(folder, notes.path, now=NOW)
    second = await make_backup(folder, notes.path, now=NOW + timedelta(days=1))
    (folder / "holiday.db").touch()
    (folder / f"{notes.path.stem}-20269999T000000Z.db").touch()
    assert backups(folder, notes.path) == [second, first]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert first.path.stat().st_mode & 0o777 == 0o600


async def test_copies_under_way_hold_every_commit_from_before_they_began(
    notes: Notes, database: Database, tmp_path: Path
) -> None:
    """Writers go on without a pause while one copy after another is made."""
    committed = 3
    stop = asyncio.Event()

    async def writing() -> None:
        nonlocal committed
        while not stop.is_set():
            await add(database, committed)
            committed += 1

    writer = asyncio.create_task(writing())
    for number in range(20):
        before = committed
        copy = tmp_path / f"copy-{number}.db"
        await copy_database(notes.path, copy)
        with closing(sqlite3.connect(copy)) as opened:
            found = [row[0] for row in opened.execute("SELECT n FROM notes ORDER BY n")]
        assert found == list(range(len(found)))
        assert len(found) >= before
    stop.set()
    await writer
    assert committed > 3


async def test_a_copy_for_which_there_is_no_room_says_how_much_it_needs(
    notes: Notes, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(notes.path.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=10))
    with pytest.raises(StorageError, match=r"no room for the copy .* needs .* MB and 0\.0 MB are"):
        await copy_database(notes.path, notes.beside(".copy"))
    assert list(notes.path.parent.glob("*.copy*")) == []


async def test_a_copy_that_nobody_waits_for_any_more_leaves_nothing_behind(
    notes: Notes, database: Database
) -> None:
    copying = asyncio.create_task(copy_database(notes.path, notes.beside(".copy")))
    await asyncio.sleep(0)
    copying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await copying
    assert list(notes.path.parent.glob("*.partial")) == []
    await add(database, 5)  # and the database works
