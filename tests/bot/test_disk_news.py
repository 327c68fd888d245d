"""What staff are told of a disk comes at least once, also over a restart in the middle of it."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.disk.trouble_note import as_trouble, written
from bot.services import DiskTrouble
from playground.faults import Fault
from storage import engine
from storage.faults import FAULTS
from storage.note import LENGTH, make_note, read_note, write_note
from storage.place import Place
from tests.bot.stage import ADMIN, STAFF, START, Stage

BROKEN, FINE = "I cannot keep anything", "I can keep everything again"
REPEAT = "♻️ This may be a repeat"


@pytest.fixture
async def touchy(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """A bot that waits for no lock, and an admin who can be written to."""
    await stage.says(ADMIN, "/start")
    await stage.stop()
    monkeypatch.setattr(engine, "_BUSY_MS", 50)
    await stage.start()
    yield stage
    stage.telegram.faults.clear()


@contextmanager
def held(stage: Stage) -> Iterator[None]:
    """Let another program hold the database."""
    holder = sqlite3.connect(stage.config.database_path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()


def told(stage: Stage, words: str, chat: int = STAFF) -> list[str]:
    return [text for text in stage.texts(chat) if words in text]


async def looks(stage: Stage, later: timedelta) -> None:
    """Let the bot look at the disk again, some time later."""
    stage.clock.advance(later)
    for _ in range(3):
        await stage.post("/demo/clock", {"advance": "0s"})
        await stage._insight.write_all()


async def breaks(stage: Stage) -> None:
    """Let the bot find out that it cannot write."""
    while (await stage.health())["status"] != "failing":
        await looks(stage, timedelta(minutes=1))
    await looks(stage, timedelta(minutes=6))


async def hears(stage: Stage, words: str, number: int) -> list[str]:
    """Look until it has been said so many times."""
    while len(told(stage, words)) < number:
        await looks(stage, timedelta(minutes=1))
    return told(stage, words)


async def test_news_that_may_not_have_come_is_told_again_and_says_so(touchy: Stage) -> None:
    with held(touchy):
        touchy.telegram.faults.add(Fault("lose_reply", "sendMessage"))
        await breaks(touchy)
        first, second = await hears(touchy, BROKEN, 2)
        assert (first.startswith(REPEAT), second.startswith(REPEAT)) == (False, True)
        await looks(touchy, timedelta(minutes=11))
        assert len(told(touchy, BROKEN)) == 2, "it is known to have come"
    touchy.telegram.faults.add(Fault("lose_reply", "sendMessage"))
    first, second = await hears(touchy, FINE, 2)
    assert (first.startswith(REPEAT), second.startswith(REPEAT)) == (False, True)
    await looks(touchy, timedelta(minutes=11))
    assert len(told(touchy, FINE)) == 2
    assert told(touchy, "keep", ADMIN) == []


async def test_it_is_told_four_times_at_most_and_then_to_the_admins(touchy: Stage) -> None:
    with held(touchy):
        touchy.telegram.faults.add(Fault("lose_reply", "sendMessage", times=4))
        await breaks(touchy)
        for number in range(2, 5):
            await hears(touchy, BROKEN, number)
            assert (told(touchy, BROKEN, ADMIN) == []) == (number < 4)
        for _ in range(3):
            await looks(touchy, timedelta(minutes=11))
        assert (len(told(touchy, BROKEN)), len(told(touchy, BROKEN, ADMIN))) == (4, 1)


async def test_a_disk_that_breaks_again_is_told_again_where_its_end_may_have_been_read(
    touchy: Stage,
) -> None:
    with held(touchy):
        await breaks(touchy)
        await hears(touchy, BROKEN, 1)
    touchy.telegram.faults.add(Fault("lose_reply", "sendMessage"))
    await hears(touchy, FINE, 1)
    with held(touchy):
        await breaks(touchy)
        assert len(await hears(touchy, BROKEN, 2)) == 2


@pytest.mark.parametrize("mended", ["before the start", "after it"])
async def test_after_a_restart_in_the_middle_its_end_is_told(touchy: Stage, mended: str) -> None:
    with held(touchy):
        await breaks(touchy)
        await hears(touchy, BROKEN, 1)
        await touchy.stop()
    await touchy.start()
    if mended == "after it":
        with held(touchy):
            await breaks(touchy)
    (news,) = await hears(touchy, FINE, 1)
    assert "another program holds the database" in news
    await touchy.restart()
    for _ in range(3):
        await looks(touchy, timedelta(minutes=1))
    assert (len(told(touchy, BROKEN)), len(told(touchy, FINE))) == (1, 1)


async def test_a_call_that_a_kill_cut_off_may_have_come(touchy: Stage) -> None:
    note = Place.at(touchy.config.database_path).trouble
    await touchy.stop()
    write_note(note, written(DiskTrouble(START, "full", True, START, 1)))
    await touchy.start()
    (news,) = await hears(touchy, FINE, 1)
    assert news.startswith(REPEAT)
    assert "the disk is full" in news


async def test_a_file_that_cannot_be_written_keeps_nobody_from_being_told(touchy: Stage) -> None:
    note = Place.at(touchy.config.database_path).trouble
    note.unlink()
    note.mkdir()
    with held(touchy):
        await breaks(touchy)
        await hears(touchy, BROKEN, 1)
    await hears(touchy, FINE, 1)
    await touchy.restart()


moments = st.datetimes(datetime(2000, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(
    trouble=st.builds(
        DiskTrouble,
        since=moments,
        fault=st.sampled_from(FAULTS),
        told=st.booleans(),
        fine_since=st.none() | moments,
        in_doubt=st.integers(0, 4),
    ),
    before=st.sampled_from(["", "x" * (LENGTH - 1)]),
)
def test_what_is_kept_is_read_again(trouble: DiskTrouble, before: str) -> None:
    with TemporaryDirectory() as folder:
        note = Path(folder) / "note"
        make_note(note)
        for words in (before, written(trouble)):
            write_note(note, words)
            make_note(note)
        assert note.stat().st_size == LENGTH
        assert as_trouble(read_note(note)) == trouble


@pytest.mark.parametrize("words", ["", "2026-11", "a b c d e", "2026-11-16T10:00:00 lost 1 - 0"])
def test_what_a_kill_cut_short_is_no_trouble(words: str) -> None:
    assert as_trouble(words) is None
