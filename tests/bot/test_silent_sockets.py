"""More silent sockets than the bot may have descriptors: it answers whoever speaks.

`AFTERWORD_SILENT=1100 pytest tests/bot/test_silent_sockets.py` is the long trial.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from bot.clock import system_clock
from tests.bot.process import Process, process_of
from tests.bot.stage import BOB, USUAL
from tests.bot.waiting import now_s, until

SILENT = int(os.environ.get("AFTERWORD_SILENT", "450"))
ALLOWED = SILENT - 50  # descriptors
ROUNDS = SILENT // 90  # in each of which fifty come again, and somebody is served
LIMITED = (
    "import resource; "
    f"resource.setrlimit(resource.RLIMIT_NOFILE, ({ALLOWED}, {ALLOWED})); "
    "from bot.cli import main; main()"
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="descriptors are counted in /proc")


class Siege:
    """Strangers who connect, say nothing, and come again when they are sent away."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.came = 0

    async def sit(self) -> None:
        while True:
            with suppress(OSError):
                reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
                self.came += 1
                try:
                    await reader.read()
                finally:
                    writer.close()
            await asyncio.sleep(0.1)


@asynccontextmanager
async def besieged(process: Process, number: int) -> AsyncIterator[Siege]:
    siege = Siege(process.port)
    sitting = [asyncio.create_task(siege.sit()) for _ in range(number)]
    try:
        await until(lambda: siege.came > number)
        yield siege
    finally:
        for each in sitting:
            each.cancel()
        await asyncio.gather(*sitting, return_exceptions=True)


@pytest.mark.slow
@pytest.mark.parametrize("trusted", ["[]", '["127.0.0.1"]'])
async def test_the_bot_works_while_strangers_hold_every_place(tmp_path: Path, trusted: str) -> None:
    async with process_of(tmp_path, USUAL) as process:
        process.telegram.create_user("Bob", user_id=BOB, language_code="en")
        limits = {"AFTERWORD_HTTP__TRUSTED_PROXIES": trusted}
        await process.start(program=("-c", LIMITED), **limits)
        process.telegram.say(BOB, "/start", now=now_s())
        await process.settle()
        async with besieged(process, SILENT) as siege:
            for number in range(ROUNDS):
                before = siege.came
                await until(lambda before=before: siege.came > before + 50)  # type: ignore[misc]
                await is_served(process, number)
            assert len(list(Path(f"/proc/{process.pid}/fd").iterdir())) < ALLOWED - 50
            said = process.logged
            assert await process.stop() == 0, "a restart does not wait for them"
            await process.start(program=("-c", LIMITED), **limits)
            await is_served(process, ROUNDS)
            assert await process.stop() == 0
            said += process.logged
        assert len(process.rows("SELECT 1 FROM answers")) == 1
        assert len([each for each in said.splitlines() if "bot.http" in each]) <= 2, "one a start"
        assert "Traceback" not in said
        assert "asyncio" not in said


async def is_served(process: Process, number: int) -> None:
    """Let an interaction end, and the first be answered by a press."""
    status, _ = await process.posts(
        {
            "id": f"T-{number}",
            "touchpoint": "delivery",
            "customer": {"telegram_id": BOB},
            "closed_at": system_clock().isoformat(),
        }
    )
    assert status == 202
    status, health = await process.health()
    assert (status, health["status"]) == (200, "ok")
    if number == 0:
        await until(lambda: any("reply_markup" in each for each in process.from_bot(BOB)))
        question = next(each for each in process.from_bot(BOB) if "reply_markup" in each)
        data = question["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        process.telegram.tap(BOB, question["message_id"], data, chat_id=BOB, now=now_s())
        await until(lambda: bool(process.rows("SELECT 1 FROM answers")))
