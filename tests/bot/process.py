"""A bot in a process of its own, which can be killed at any moment, and a Telegram that stays."""

import asyncio
import hashlib
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

from bot.settings.config import Config
from playground.core import Telegram
from playground.server import RunningServer
from playground.server import serve as serve_playground
from storage.database import Database
from storage.recount import Difference, verify
from tests.bot.nursery import NURSERY, Born, Nursery
from tests.bot.stage import ADMIN, BASE, KEY, OFF, STAFF, USUAL, _free_port
from tests.bot.waiting import now_s
from tests.settings import in_force

PATIENCE_S = 60.0
ROOT = Path(__file__).parents[2]
BOT = ("-m", "bot")


class Process:
    """Starts the bot as an operator does, and sees what an operator sees."""

    def __init__(
        self,
        telegram: Telegram,
        server: RunningServer,
        config_file: Path,
        nursery: Nursery | None = None,
    ) -> None:
        self.telegram = telegram
        self.server = server
        self.config_file = config_file
        self.port = _free_port()
        self.printed = ""
        self.logged = ""
        self._nursery = nursery
        self._process: asyncio.subprocess.Process | Born | None = None
        self._readers: list[asyncio.Task[None]] = []
        self._http: aiohttp.ClientSession | None = None

    @property
    def config(self) -> Config:
        """The settings in force."""
        return in_force(self.config_file)

    def beside(self, ending: str = "") -> Path:
        """The file beside the database whose name ends in this; the database without an ending."""
        path = self.config.database_path
        return path.with_name(path.name + ending)

    @property
    def pid(self) -> int:
        """The process that runs now."""
        assert self._process is not None
        return self._process.pid

    @property
    def http(self) -> aiohttp.ClientSession:
        """The way to the bot's HTTP API."""
        if self._http is None:
            connector = aiohttp.TCPConnector(force_close=True)
            self._http = aiohttp.ClientSession(f"http://127.0.0.1:{self.port}", connector=connector)
        return self._http

    # -- life and death ------------------------------------------------------------------------

    async def begin(self, *, program: Sequence[str] = BOT, **environ: str) -> None:
        """Start the process, without waiting for it."""
        self.printed = self.logged = ""
        words = (*program, "run", "--config", str(self.config_file))
        port = {"AFTERWORD_HTTP__PORT": str(self.port)}
        environ = {**os.environ, "PYTHONPATH": str(ROOT), **port, **environ}
        if self._nursery is not None:
            self._process = await self._nursery.bear(words, environ)
        else:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *words,
                cwd=ROOT,
                env=environ,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._readers = [
            asyncio.create_task(self._read(self._process.stdout, "printed")),
            asyncio.create_task(self._read(self._process.stderr, "logged")),
        ]

    async def _read(self, stream: asyncio.StreamReader, into: str) -> None:
        while line := await stream.readline():
            setattr(self, into, getattr(self, into) + line.decode())

    async def is_ready(self) -> None:
        """Wait for the line that says so."""
        async with asyncio.timeout(PATIENCE_S):
            while "ready\n" not in self.printed:
                assert self._process is not None
                assert self._process.returncode is None, self.logged
                await asyncio.sleep(0.005)

    async def start(self, *, program: Sequence[str] = BOT, **environ: str) -> None:
        """Start the process and wait until it is ready."""
        await self.begin(program=program, **environ)
        await self.is_ready()

    async def kill(self) -> None:
        """End the process as a power cut does."""
        self.signal(signal.SIGKILL)
        await self.ended()

    async def stop(self) -> int:
        """Ask the process to end, and give its exit code."""
        self.signal(signal.SIGTERM)
        return await self.ended()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal; to a process that is gone, nothing."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.send_signal(number)

    async def ended(self) -> int:
        """Wait for the end and give the exit code."""
        assert self._process is not None
        async with asyncio.timeout(PATIENCE_S):
            code = await self._process.wait()
            await asyncio.gather(*self._readers)
        return code

    async def close(self) -> None:
        """Leave nothing behind."""
        if self._process is not None and self._process.returncode is None:
            await self.kill()
        if self._http is not None:
            await self._http.close()

    # -- what is seen --------------------------------------------------------------------------

    async def health(self) -> tuple[int, dict[str, Any]]:
        """Ask the bot how it is."""
        async with self.http.get("/health") as response:
            return response.status, await response.json()

    async def fails(self) -> dict[str, Any]:
        """Wait until the bot says that it cannot work, and give what it says."""
        async with asyncio.timeout(PATIENCE_S):
            while (found := await self.health())[0] != 503:
                await asyncio.sleep(0.01)
        return found[1]

    async def settle(self) -> None:
        """Wait until the bot has nothing left to do."""
        calm = 0
        async with asyncio.timeout(PATIENCE_S):
            while calm < 2:
                idle = not len(self.telegram.updates)
                idle = idle and not (await self.health())[1]["due"]["total"]
                calm = calm + 1 if idle else 0
                await asyncio.sleep(0.02)

    async def posts(self, body: dict[str, Any]) -> tuple[int, Any]:
        """Tell the bot that an interaction is over."""
        headers = {"Authorization": f"Bearer {KEY}"}
        async with self.http.post("/v1/interactions", json=body, headers=headers) as response:
            return response.status, await response.json(content_type=None)

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Read the database as it stands."""
        path = self.config.database_path
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, values)]
        finally:
            connection.close()

    async def differences(self) -> list[Difference]:
        """Compare the daily counts with the rows, and look for damage."""
        assert self.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
        assert self.rows("PRAGMA foreign_key_check") == []
        database = await Database.open_read_only(self.config.database_path)
        try:
            return await database.read(lambda tx: verify(tx, self.config.business.zone))
        finally:
            await database.close()

    def from_bot(self, chat: int) -> list[dict[str, Any]]:
        """What the bot has written in a chat, as it stands."""
        me = self.telegram.bot.id
        every = self.telegram.chats[chat].messages.values()
        return [each.body for each in every if each.body.get("from", {}).get("id") == me]


@asynccontextmanager
async def process_of(
    folder: Path,
    settings: str = USUAL,
    *,
    telegram: str = "",
    token: str | None = None,
    forked: bool = False,
) -> AsyncIterator[Process]:
    """Set up a world with a staff group, and a bot that has not been started.

    `forked` from a process that has imported the bot, it starts quickly; else as by an operator.
    """
    world = Telegram(limits=OFF, token=token)
    server = await serve_playground(world)
    world.create_user("Alice", user_id=ADMIN, language_code="en")
    world.create_group("Acme staff", chat_id=STAFF, members=(ADMIN,), now=now_s())
    world.updates.clear()  # what led here is of no interest
    words = BASE.format(
        api_url=server.url,
        telegram=telegram,
        folder=folder,
        key=hashlib.sha256(KEY.encode()).hexdigest(),
        admin=ADMIN,
        staff=STAFF,
    )
    path = folder / "config.toml"
    path.write_text(words + settings, "utf-8")
    process = Process(world, server, path, NURSERY if forked else None)
    try:
        yield process
    finally:
        await process.close()
        await server.close()
