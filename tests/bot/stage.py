"""A whole bot on a stage: the playground over HTTP, a real database, a clock that can be turned."""

import asyncio
import hashlib
import json
import random
import socket
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.app import PLAN, serve
from bot.clock import Clock, MovableClock
from bot.pictures.drawer import Pictures
from bot.running.starting import Plan
from bot.settings.config import Config, load
from bot.wire.pacing import Pace, Pacer
from playground.core import Telegram
from playground.limits import Limits
from playground.server import RunningServer
from playground.server import serve as serve_playground
from simulation.blank import blank
from storage import recount
from storage.database import Database
from tests.bot.insight import Insight
from tests.bot.people import BOB, CHARLIE, WALL, People
from tests.settings import in_force

__all__ = ["BOB", "CHARLIE"]  # those who come with the people, offered here, too

KEY = "a-key-of-the-help-desk"
ADMIN = 900
VIEWER = 901
STAFF = -100900
START = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)  # a Monday morning in Berlin
FAST = Pace(a_second=10_000, bulk_a_second=10_000, chat_a_second=10_000, group_a_minute=10_000)
OFF = Limits(chat_interval_s=0, overall=0, group=0)
PATIENCE_S = 20.0
OVERDUE = """
SELECT id FROM invitations
WHERE state IN ('invited', 'sent', 'unknown') AND expires_at <= ?1 OR comment_until <= ?1
"""

BASE = """\
[business]
name = "Acme"
timezone = "Europe/Berlin"
contact = "help@acme.example"
[telegram]
api_url = "{api_url}"
token = "4242424242:a-token-that-only-the-playground-takes"
{telegram}
[storage]
url = "sqlite:///{folder}/afterword.db"
[http]
port = 0
[[sources]]
name = "helpdesk"
key_sha256 = "{key}"
[staff]
admins = [{admin}]
chats = [{staff}]
[reports]
pictures = false
"""
FREE = """\
[cadence]
floor = "0s"
gap = "0s"
cap = { asks = 1000, per = "90d" }
quiet_hours = { from = "00:00", to = "00:00" }
"""  # whoever may be asked is asked, at once and as often as one likes
USUAL = """\
[cadence]
quiet_hours = { from = "00:00", to = "00:00" }
[surveys.recommend]
metric = "nps"
touchpoints = ["delivery"]
delay = "0s"
[[surveys.recommend.follow_up]]
scores = [0, 6]
reasons = ["speed", "manner", "product", "price", "other"]
[surveys.after-chat]
metric = "csat"
touchpoints = ["support"]
delay = "0s"
[[surveys.after-chat.follow_up]]
scores = [1, 2]
reasons = ["speed", "manner"]
"""


class Stage(People):
    """What a test does to the world, and what it sees of it."""

    def __init__(
        self,
        telegram: Telegram,
        server: RunningServer,
        config: Path,
        *,
        plan: Plan = PLAN,
        pictures: Pictures | None = None,
        told: Clock | None = None,
        start: datetime = START,
    ) -> None:
        super().__init__(telegram)
        self.plan, self.pictures, self.told = plan, pictures, told
        self.pace = FAST
        self.server = server
        self.config_file = config
        started = time.monotonic()
        self.clock = MovableClock(lambda: start + timedelta(seconds=time.monotonic() - started))
        self.ended_so_far = 0
        self._http: aiohttp.ClientSession | None = None
        self._stop = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self.port = 0
        self._insight = Insight()

    @property
    def config(self) -> Config:
        """The settings in force."""
        return in_force(self.config_file)

    # -- the bot -------------------------------------------------------------------------------

    async def start(self) -> None:
        """Start the bot and wait until it says that it is ready."""
        ready = asyncio.Event()
        self._stop = asyncio.Event()
        self.port = _free_port()
        environ = {"AFTERWORD_HTTP__PORT": str(self.port)}
        config = load(self.config_file, environ)
        pacer = Pacer(time.monotonic, asyncio.sleep, self.pace)
        self._insight = Insight()
        self._running = asyncio.create_task(
            serve(
                config,
                plan=self._insight.into(self.plan),
                clock=self.told or self.clock,
                ready=ready.set,
                stop=self._stop,
                pacer=pacer,
                pictures=self.pictures,
            )
        )
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait((self._running, waiting), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._running.done():
            self._running.result()
        self._http = aiohttp.ClientSession(f"http://127.0.0.1:{self.port}")

    async def stop(self) -> None:
        """Stop the bot gracefully."""
        if self._http is not None:
            await self._http.close()
        self._stop.set()
        if self._running is not None:
            await self._running

    async def differences(self) -> Sequence[object]:
        """Compare the counts with the rows while the bot is down; start it again."""
        await self.stop()
        database = await Database.open_read_only(self.config.database_path)
        zone = self.config.business.zone
        try:
            return await database.read(lambda tx: recount.verify(tx, zone))
        finally:
            await database.close()
            await self.start()

    async def restart(self) -> None:
        """Stop the bot and start it again on the same database."""
        await self.stop()
        await self.start()

    async def post(
        self,
        path: str,
        body: Any = None,
        *,
        key: str = KEY,
        data: bytes | None = None,
        once: str | None = None,
    ) -> tuple[int, Any]:
        """Post to the bot's HTTP API, perhaps with an Idempotency-Key: (status, document)."""
        assert self._http is not None
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        headers |= {"Idempotency-Key": once} if once else {}
        kwargs: dict[str, Any] = {"data": data} if data is not None else {"json": body}
        if data is None:
            del headers["Content-Type"]
        async with self._http.post(path, headers=headers, **kwargs) as response:
            return response.status, await response.json(content_type=None)

    async def request(self, method: str, path: str, *, key: str = KEY) -> tuple[int, Any]:
        """Send a request without a body: (status, document if there is one)."""
        assert self._http is not None
        headers = {"Authorization": f"Bearer {key}"}
        async with self._http.request(method, path, headers=headers) as response:
            content = await response.read()
            return response.status, json.loads(content) if content else None

    async def health(self) -> dict[str, Any]:
        """Ask the bot how it is."""
        assert self._http is not None
        async with self._http.get("/health") as response:
            return dict(await response.json())

    async def settle(self) -> None:
        """Wait until the bot has nothing left to do."""
        async with asyncio.timeout(PATIENCE_S):
            calm = 0
            while calm < 2:  # twice in a row: between the two nothing can have been in between
                calm = calm + 1 if await self._insight.is_idle(self.telegram) else 0
                await asyncio.sleep(0.01)

    async def pass_time(self, by: timedelta) -> None:
        """Turn the clock, and let the bot do what has become due."""
        self.clock.advance(by)
        self.telegram.advance(by.total_seconds())
        await self.post("/demo/clock", {"advance": "0s"})  # wakes the jobs
        await self.until(lambda: not self.rows(OVERDUE, self.clock().timestamp() * 1_000_000))
        await self.settle()

    async def until(self, true: Callable[[], object]) -> None:
        """Wait until something has come true."""
        async with asyncio.timeout(PATIENCE_S):
            while not true():
                await asyncio.sleep(0.01)

    # -- what is kept, and told -----------------------------------------------------------------

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Read the database as it stands."""
        path = self.config.database_path
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, values)]
        finally:
            connection.close()

    def interaction(self, identity: str | None = None, **fields: Any) -> dict[str, Any]:
        """Write what the help desk tells about an interaction with Bob that is over."""
        self.ended_so_far += 1
        return {
            "id": identity or f"T-{self.ended_so_far}",
            "touchpoint": "support",
            "customer": {"telegram_id": BOB},
            "agent": "anna",
            "channel": "chat",
            "closed_at": self.clock().isoformat(),
            **fields,
        }

    async def ended(self, identity: str | None = None, **fields: Any) -> dict[str, Any]:
        """Let the help desk tell that an interaction is over; gives the reply."""
        status, reply = await self.post("/v1/interactions", self.interaction(identity, **fields))
        assert status == 202, reply
        await self.settle()
        return dict(reply)


def _free_port() -> int:
    """Find a port that no connection of another test is given meanwhile: below those it may be."""
    while True:
        port = random.SystemRandom().randrange(12_000, 32_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def base_config(api_url: str, folder: Path, *, telegram: str = "", base: str = BASE) -> str:
    """Write what every stage's settings begin with."""
    return base.format(
        api_url=api_url,
        telegram=telegram,
        folder=folder,
        key=hashlib.sha256(KEY.encode()).hexdigest(),
        admin=ADMIN,
        staff=STAFF,
    )


@asynccontextmanager
async def stage_of(
    folder: Path,
    settings: str = USUAL,
    *,
    telegram: str = "",
    staff: str = "",
    base: str = BASE,
    plan: Plan = PLAN,
    pictures: Pictures | None = None,
    told: Clock | None = None,
    attach: Callable[[web.Application], None] | None = None,
    start: datetime = START,
) -> AsyncIterator[Stage]:
    """Set up a world with a staff group, an admin and a viewer, and a bot that runs in it.

    `told` is another clock for the bot than the stage's own; `attach` adds to the playground.
    """
    world = Telegram(limits=OFF)
    world.advance(start.timestamp() - WALL())  # its dates and the bot's clock agree
    server = await serve_playground(world, attach=attach)
    world.create_user("Alice", user_id=ADMIN, language_code="en")
    world.create_user("Vera", user_id=VIEWER, language_code="en")
    world.create_group("Acme staff", chat_id=STAFF, members=(ADMIN, VIEWER), now=WALL())
    path = folder / "config.toml"
    words = base_config(server.url, folder, telegram=telegram, base=base)
    path.write_text(words + staff + settings, "utf-8")
    blank(folder / "afterword.db")
    stage = Stage(world, server, path, plan=plan, pictures=pictures, told=told, start=start)
    try:
        await stage.start()
        yield stage
    finally:
        with suppress(Exception):
            await stage.stop()
        await server.close()
