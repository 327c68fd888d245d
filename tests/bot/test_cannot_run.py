"""What keeps the bot from running is told in one plain line, with an exit code that says so."""

import asyncio
import socket
from pathlib import Path

import pytest

from tests.bot.process import Process, process_of


async def refuses(process: Process, *words: str, **environ: str) -> None:
    """Start the bot; it ends by itself and says why."""
    await process.begin(**environ)
    assert await process.ended() == 2, process.logged
    assert process.printed == ""
    said = process.logged.strip().splitlines()[-1]
    assert all(word in said for word in words), process.logged
    assert "Traceback" not in process.logged


async def test_a_token_that_telegram_refuses(tmp_path: Path) -> None:
    async with process_of(tmp_path, token="1:another") as process:
        await refuses(process, "token", "@BotFather")
        assert "a-token-that-only" not in process.logged


async def test_a_token_that_is_revoked_while_it_runs(tmp_path: Path) -> None:
    async with process_of(tmp_path) as process:
        await process.start()
        process.telegram.token = "1:another"
        process.telegram.create_user("Bob", user_id=42)
        process.telegram.say(42, "/start", now=0)
        assert await process.ended() == 2
        assert "@BotFather" in process.logged.splitlines()[-1]
        assert "Traceback" not in process.logged


async def test_a_port_that_is_taken(tmp_path: Path) -> None:
    async with process_of(tmp_path) as process:
        with socket.create_server(("127.0.0.1", process.port)):
            await refuses(process, "cannot listen", str(process.port))


@pytest.mark.slow
async def test_a_second_bot_on_the_same_database(tmp_path: Path) -> None:
    async with process_of(tmp_path) as process:
        await process.start()
        second = Process(process.telegram, process.server, process.config_file)
        began = asyncio.get_running_loop().time()
        await refuses(second, f"process {process.pid}", "afterword.db")
        assert asyncio.get_running_loop().time() - began > 5
        assert (await process.health())[0] == 200
