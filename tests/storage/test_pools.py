"""Anonymous answers wait sealed: killed at any point none is lost, doubled or given away."""

import asyncio
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.blank import blank
from storage import anonymous, asks, invitations, pools, portions, recount
from storage.copying import copy_database
from storage.database import Database
from storage.errors import UnwritableError
from storage.pools import Pool
from storage.transaction import Transaction
from tests.bot.attacker import Copy, answered_and_scored
from tests.bot.unsealed import scores, words
from tests.storage.answering import NOW, ZONE, answer, check, prepare

ROOT = Path(__file__).parents[2]

GIVEN = [3, 9, 10, 0, 7, 8]
FEW = 4


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(blank(tmp_path / "a.db"))
    await prepare(opened, 12)
    yield opened
    await opened.close()


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def keys(path: Path) -> set[str]:
    """Name the key files that lie beside a database."""
    return {each.name.partition(".key-")[2] for each in path.parent.glob(f"{path.name}.key-*")}


def counted(path: Path) -> int:
    names = "+".join(f"s{score}" for score in range(11))
    return int(str(rows(path, f"SELECT coalesce(sum({names}), 0) FROM portions")[0][0]))


async def test_four_wait_and_the_fifth_counts_all(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    for number, score in enumerate(GIVEN[:FEW]):
        await answer(database, number, score)
    assert scores(path) == sorted(GIVEN[:FEW])
    assert rows(path, "SELECT * FROM tally_scores") == rows(path, "SELECT * FROM portions") == []
    [key] = keys(path)
    assert stat.S_IMODE(Path(f"{path}.key-{key}").stat().st_mode) == 0o600
    await answer(database, FEW, GIVEN[FEW])
    assert (scores(path), counted(path)) == ([], 5)
    assert rows(path, "SELECT day, s0, s3, s7, s9, s10 FROM portions") == [("2026-11-16", *[1] * 5)]
    assert len(keys(path)) == 1, "the key that opened them is gone, another one seals"
    assert key not in keys(path)
    assert await database.read(lambda tx: recount.verify(tx, ZONE)) == []


async def test_who_cannot_say_looks_like_a_score_and_counts_as_none(
    database: Database, tmp_path: Path
) -> None:
    async def unit(tx: Transaction) -> None:
        for number, score in enumerate([None, 1, None, 2, 3, 4, 5]):
            ask = await invitations.find_by_token(tx, f"t{number}")
            assert ask is not None
            await asks.pass_by(tx, ask, at=NOW, zone=ZONE)
            await anonymous.add(tx, ask, score=score, at=NOW, zone=ZONE)

    await database.write(unit)
    assert (scores(tmp_path / "a.db"), counted(tmp_path / "a.db")) == ([], 5)
    assert {row[0] for row in rows(tmp_path / "a.db", "SELECT gate FROM invitations")} == {None}


async def test_ten_comments_are_shown_together(database: Database, tmp_path: Path) -> None:
    path, said = tmp_path / "a.db", [f"word {number}" for number in range(10)]
    said[3] = "😀" * 4096
    for body in said:
        assert rows(path, "SELECT * FROM anonymous_comments") == []

        async def unit(tx: Transaction, body: str = body) -> None:
            await anonymous.add_comment(tx, survey="team", body=body, at=NOW, zone=ZONE)

        await database.write(unit)
    assert words(path) == []
    shown = rows(path, "SELECT day, body FROM anonymous_comments ORDER BY body")
    assert shown == [("2026-11-16", body) for body in sorted(said)]


async def test_a_database_without_its_keys_drops_what_they_sealed_and_says_how_many(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As after a restore: the keys of then are gone, and what waits now is not lost with them."""
    for number, score in enumerate(GIVEN[:3]):
        await answer(database, number, score)
    await copy_database(tmp_path / "a.db", tmp_path / "copy.db")
    (tmp_path / "away").mkdir()
    shutil.copy(tmp_path / "copy.db", tmp_path / "away" / "a.db")
    restored = await Database.open(tmp_path / "away" / "a.db")
    try:
        assert await check(restored) == 3
        assert "3 anonymous answers are lost" in caplog.text
        assert await check(restored) == 0
        for number in range(3, 8):
            await answer(restored, number, 5)
        assert counted(tmp_path / "away" / "a.db") == 5
    finally:
        await restored.close()
    assert scores(tmp_path / "a.db") == sorted(GIVEN[:3]), "the original has lost nothing"


async def test_a_key_deleted_under_the_running_bot_loses_no_more_than_it_sealed(
    database: Database, tmp_path: Path
) -> None:
    await answer(database, 0, 3)
    for each in tmp_path.glob("*.key-*"):
        each.unlink()
    await answer(database, 1, 4)
    assert scores(tmp_path / "a.db") == [4]


async def test_an_answer_is_refused_where_no_key_can_be_written(tmp_path: Path) -> None:
    """Nobody is thanked for what could not be sealed: beside so long a name no key has room."""
    other = await Database.open(tmp_path / f"{'b' * 220}.db")
    await prepare(other, 2)
    with pytest.raises(UnwritableError, match="no key can be written"):
        await answer(other, 0, 3)
    await other.close()


async def test_what_waits_for_a_version_that_has_ended_is_deleted_unseen(
    database: Database, tmp_path: Path
) -> None:
    for number, score in enumerate(GIVEN[:3]):
        await answer(database, number, score)
    path = tmp_path / "a.db"

    async def end(current: set[int], days: int) -> int:
        now = NOW + timedelta(days=days)
        return await database.write(lambda tx: pools.end_others(tx, current, now=now))

    assert await end({1}, 400) == 0, "it is still asked"
    assert await end(set(), 400) == 0, "others may still answer it"
    rows_left = "UPDATE invitations SET state = 'withdrawn' WHERE state = 'sent'"
    await database.write(lambda tx: tx.run(rows_left))
    assert await end(set(), 400) == 1
    assert rows(path, "SELECT * FROM sealed") == rows(path, "SELECT * FROM pools") == []
    assert keys(path) == set()


@settings(deadline=None, max_examples=20)
@given(given=st.lists(st.integers(0, 10), max_size=23))
def test_at_most_four_are_uncounted_whatever_is_given(
    tmp_path_factory: pytest.TempPathFactory, given: list[int]
) -> None:
    path = tmp_path_factory.mktemp("pool") / "a.db"

    async def run() -> list[portions.Portion]:
        database = await Database.open(path)
        await prepare(database, len(given) or 1)
        for number, score in enumerate(given):
            await answer(database, number, score)
        found = await database.read(portions.every)
        await database.close()
        return found

    whole = asyncio.run(run())
    assert sum(each.people for each in whole) == len(given) - len(given) % 5
    assert all(each.people == 5 for each in whole)
    assert scores(path) == sorted(given[len(given) - len(given) % 5 :])


async def test_a_body_opens_in_its_own_pool_alone(database: Database, tmp_path: Path) -> None:
    """A row that is moved to another pool, or altered, is left out."""
    one, other = Pool("scores", 1, "channel", "a"), Pool("scores", 1, "channel", "b")

    async def unit(tx: Transaction) -> list[bytes]:
        await pools.put(tx, one, [b"\x01"] * 4)
        await pools.put(tx, other, [b"\x02"])
        key = "SELECT key FROM pools WHERE value = 'b'"
        await tx.run(f"UPDATE sealed SET key = ({key})")
        return await pools.peek(tx, other, at_least=1)

    assert await database.write(unit) == [b"\x02"]


# -- killed at every point -------------------------------------------------------------------------


def child(path: Path, kill_at: int) -> tuple[list[str], int]:
    """Let people answer in a process of their own; gives what it printed, and how it ended."""
    given = [str(score) for score in GIVEN]
    program = str(Path(__file__).with_name("answering.py"))
    command = [sys.executable, program, str(path), str(kill_at), *given]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return done.stdout.splitlines(), done.returncode


def fresh(folder: Path) -> Path:
    folder.mkdir()

    async def run() -> None:
        database = await Database.open(blank(folder / "a.db"))
        await prepare(database, len(GIVEN))
        await database.close()

    asyncio.run(run())
    return folder / "a.db"


@pytest.mark.slow
def test_killed_at_any_point_nothing_is_lost_doubled_or_given_away(tmp_path: Path) -> None:
    printed, ended = child(fresh(tmp_path / "whole"), 0)
    assert ended == 0
    did = [line for line in printed if line.startswith("did")]
    files = [at for at, line in enumerate(did, 1) if line.endswith(" key")]
    commits = [at for at, line in enumerate(did, 1) if "COMMIT" in line]
    first = [at for at in files if at < commits[0]]
    portion = range(commits[3] + 4, commits[4] + 6)  # up to the end of the key that has served
    points = [*first, *portion]
    assert len(portion) > 15
    assert "os.remove key" in did[portion[-2] - 1 : portion[-1]][0]
    for number, kill_at in enumerate(points):
        path = fresh(tmp_path / str(number))
        printed, ended = child(path, kill_at)
        kept = sum(line.startswith("kept") for line in printed)
        assert ended == (0 if kill_at > len(did) else -9), kill_at
        for state in Copy.of(path).states():
            _, told = answered_and_scored(state)
            assert told.total() in {0, 5}, (kill_at, told)
        left, wal = asyncio.run(_after(path))
        assert (left, wal) == (0, 0)
        assert kept <= counted(path) + len(scores(path)) <= len(GIVEN)
        child(path, 0)
        assert (counted(path), len(scores(path))) == (5, 1), kill_at
        named = {str(key) for (key,) in rows(path, "SELECT key FROM pools")}
        assert keys(path) == named, kill_at


async def _after(path: Path) -> tuple[int, int]:
    """Start again: gives how many answers were lost, and how many differences the counts have."""
    database = await Database.open(path)
    lost = await check(database)
    found = await database.read(lambda tx: recount.verify(tx, ZONE))
    await database.close()
    return lost, len(found)


async def test_what_is_longer_than_its_seal_or_too_few_is_refused(database: Database) -> None:
    pool = Pool("scores", 1)
    with pytest.raises(ValueError, match="at most 1 bytes of scores"):
        await database.write(lambda tx: pools.put(tx, pool, [b"12"]))
    few = portions.Portion("team", 1, "2026-11-16", {9: 4})
    with pytest.raises(ValueError, match="4 people are no portion"):
        await database.write(lambda tx: portions.add(tx, few, version_id=1))


async def test_a_key_that_cannot_be_deleted_is_told_and_stops_nobody(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / f"a.db.key-{'0' * 32}").mkdir()
    for number, score in enumerate(GIVEN):
        assert await answer(database, number, score)
    assert counted(tmp_path / "a.db") == 5
    assert "a key that has served cannot be deleted" in caplog.text
