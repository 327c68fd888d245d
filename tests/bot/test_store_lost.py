"""Somebody takes the database away from the bot, running or stopped: no thanked answer is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.clock import system_clock
from bot.commands.restoring import take_in
from tests.bot.crowd import ask_everybody, token_of
from tests.bot.process import Process, process_of
from tests.bot.test_cannot_run import refuses
from tests.bot.waiting import now_s
from tests.storage.harms import delete, delete_log, empty, move

PEOPLE = 20


class Crowd:
    """People with an open question each; a first half has answered and was thanked."""

    def __init__(self, process: Process, messages: dict[int, int]) -> None:
        self.process = process
        self.messages = messages
        self.people = list(messages)

    async def half_answers(self) -> None:
        self.tap(self.people[: PEOPLE // 2])
        await self.process.settle()
        assert self.answers() == PEOPLE // 2

    def rest_answers(self) -> None:
        self.tap(self.people[PEOPLE // 2 :])

    def tap(self, people: list[int]) -> None:
        for person in people:
            data = f"a:{token_of(person)}:5"
            telegram, message = self.process.telegram, self.messages[person]
            telegram.tap(person, message, data, chat_id=person, now=now_s())

    def answers(self) -> int:
        return len(self.process.rows("SELECT 1 FROM answers"))


async def crowd_of(process: Process) -> Crowd:
    crowd = Crowd(process, await ask_everybody(process.telegram, process.config, PEOPLE))
    await process.start()
    await crowd.half_answers()
    return crowd


async def confirms_nothing(process: Process, why: str) -> None:
    """The bot lives on, says what is wrong, and leaves with Telegram what it cannot keep."""
    health = await process.fails()
    assert (health["status"], health["database"]["writable"]) == ("failing", False)
    assert why in health["database"]["problem"]
    assert str(process.config_file.parent) not in str(health)
    assert len(process.telegram.updates) == PEOPLE // 2
    interaction = {
        "id": "T-1",
        "touchpoint": "support",
        "customer": {"telegram_id": 42},
        "closed_at": "2026-11-01T10:00:00Z",
    }
    assert (await process.posts(interaction))[0] == 503


async def test_a_database_that_was_moved_and_comes_back(tmp_path: Path) -> None:
    async with process_of(tmp_path, forked=True) as process:
        crowd = await crowd_of(process)
        move(process)
        crowd.rest_answers()
        await confirms_nothing(process, "was deleted or moved away")
        process.beside(".elsewhere").rename(process.beside())
        await process.settle()
        assert crowd.answers() == PEOPLE
        assert (await process.health())[0] == 200
        assert await process.stop() == 0
        assert await process.differences() == []


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_a_deleted_database_is_restored_from_what_the_bot_held(
    tmp_path: Path, end: str
) -> None:
    async with process_of(tmp_path, forked=True) as process:
        crowd = await crowd_of(process)
        delete(process)
        crowd.rest_answers()
        await confirms_nothing(process, "afterword restore afterword.db.rescued")
        await (process.stop() if end == "stop" else process.kill())
        saved = process.beside(".rescued")
        await refuses(process, "is missing", f"afterword restore {saved}", "--new-store")
        await take_in(process.config, saved, forgotten_unknown=False, now=system_clock())
        await process.start()
        await process.settle()
        assert crowd.answers() == PEOPLE
        assert await process.stop() == 0
        assert await process.differences() == []


async def test_a_deleted_log_is_survived(tmp_path: Path) -> None:
    async with process_of(tmp_path, forked=True) as process:
        crowd = await crowd_of(process)
        delete_log(process)
        crowd.rest_answers()
        await confirms_nothing(process, "Nothing is lost")
        await process.kill()
        await process.start()
        await process.settle()
        assert crowd.answers() == PEOPLE


async def test_an_emptied_database_is_not_filled_again(tmp_path: Path) -> None:
    async with process_of(tmp_path, forked=True) as process:
        crowd = await crowd_of(process)
        empty(process)
        crowd.rest_answers()
        await confirms_nothing(process, "was emptied or cut short")
        await process.stop()
        await refuses(process, "afterword restore")


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (delete, "is missing, but"),
        (move, "is missing, but"),
        (empty, "is empty, but"),
        (delete_log, "has lost its last commits"),
    ],
)
async def test_a_lost_database_is_no_new_installation(
    tmp_path: Path, harm: Callable[[Process], None], why: str
) -> None:
    async with process_of(tmp_path, forked=True) as process:
        await crowd_of(process)
        await process.kill()
        harm(process)
        await refuses(process, why, "afterword restore BACKUP")
        assert process.beside(".id").exists()


async def test_nothing_but_sqlite_closes_the_database_while_the_bot_runs(tmp_path: Path) -> None:
    """Closing any descriptor of a file drops the process's locks on it: SQLite's, too."""
    async with process_of(tmp_path, forked=True) as process:
        messages = await ask_everybody(process.telegram, process.config, PEOPLE)
        await process.start(program=("tests/bot/observed.py",))
        crowd = Crowd(process, messages)
        await crowd.half_answers()
        assert (await process.health())[0] == 200
        assert await process.stop() == 0
        opened = [line for line in process.logged.splitlines() if line.startswith("OPENED")]
        assert [Path(line).name for line in opened] == ["file_lock.py"]
