"""A real server on a free port, with a real database and configuration behind it."""

import hashlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest

from bot.clock import MovableClock
from bot.http.server import HttpServer, build_api
from bot.pictures.drawer import Pictures
from bot.services import Identity, Services
from bot.settings.config import load
from bot.surveys.questionnaire import asked_by
from bot.wire.outbox import Outbox
from bot.words.catalogues import Words
from simulation.blank import blank
from storage import versions
from storage.database import Database
from storage.transaction import Transaction

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SECRET = "a-secret-that-only-telegram-knows"
KEYS = {"helpdesk": "key-of-the-help-desk", "shop": "key-of-the-shop"}
SETTINGS = """
[telegram]
token = "123456:TOKEN"
[http]
port = 0
[cadence]
quiet_hours = { from = "00:00", to = "00:00" }
[surveys.care]
metric = "csat"
touchpoints = ["support"]
delay = "0s"
"""


@dataclass
class Api:
    """What a test sees of the server."""

    http: aiohttp.ClientSession
    url: str
    port: int
    services: Services
    clock: MovableClock
    updates: list[Mapping[str, Any]] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    woken: list[datetime] = field(default_factory=list)
    key: str = KEYS["helpdesk"]
    secret: str = SECRET
    now: datetime = NOW

    async def accept(self, update: Mapping[str, Any]) -> None:
        if self.failures:
            raise self.failures.pop()
        self.updates.append(update)

    async def post(
        self, path: str, body: object = None, *, source: str = "helpdesk", **more: Any
    ) -> tuple[int, dict[str, Any]]:
        """Post something and read the JSON that comes back."""
        headers = {"Authorization": f"Bearer {KEYS[source]}", **more.pop("headers", {})}
        if body is not None:
            more["json"] = body
        async with self.http.post(self.url + path, headers=headers, **more) as reply:
            return reply.status, await reply.json(content_type=None)

    async def end(self, body: object, **more: Any) -> tuple[int, dict[str, Any]]:
        """Post an interaction."""
        return await self.post("/v1/interactions", body, **more)

    async def count(self, table: str) -> int:
        """Count the rows of a table."""

        async def unit(tx: Transaction) -> int:
            row = await tx.row(f"SELECT count(*) AS n FROM {table}")
            return int(row["n"]) if row else 0

        return await self.services.database.read(unit)


def _settings() -> str:
    sources = (
        f'[[sources]]\nname = "{name}"\nkey_sha256 = "{hashlib.sha256(key.encode()).hexdigest()}"\n'
        for name, key in KEYS.items()
    )
    return SETTINGS + "".join(sources)


async def _services(folder: Path, database: Database, clock: MovableClock) -> Services:
    path = folder / "config.toml"
    path.write_text(_settings())
    config = load(path, {})

    async def start_versions(tx: Transaction) -> dict[str, versions.Version]:
        return {
            name: await versions.keep(tx, asked_by(name, survey), at=NOW)
            for name, survey in config.surveys.items()
        }

    return Services(
        config=config,
        database=database,
        outbox=cast("Outbox", None),  # nothing here sends
        pictures=Pictures(),
        clock=clock,
        words=Words.load(),
        me=Identity(123456, "afterword_bot"),
        link_keys=(b"k" * 32,),
        versions=await database.write(start_versions),
        last_poll_age_s=lambda: 1.5,
    )


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(blank(tmp_path / "a.db"))
    yield opened
    await opened.close()


@pytest.fixture
async def api(tmp_path: Path, database: Database) -> AsyncIterator[Api]:
    base = [NOW]
    clock = MovableClock(lambda: base[0])
    services = await _services(tmp_path, database, clock)
    server = HttpServer()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as http:
        seen = Api(http, "", 0, services, clock)
        services.wake = services.wake_all = lambda: seen.woken.append(clock())
        app = build_api(
            services, accept_update=seen.accept, webhook_secret=SECRET, demo_clock=clock
        )
        await server.start(app, "127.0.0.1", 0)
        seen.port, seen.url = server.port, f"http://127.0.0.1:{server.port}"
        yield seen
    await server.stop()


@pytest.fixture
def ended() -> dict[str, Any]:
    """A whole and right interaction."""
    return {
        "id": "T-1",
        "touchpoint": "support",
        "customer": {"telegram_id": 42, "name": "Bo", "language": "ru"},
        "agent": "anna",
        "channel": "chat",
        "opened_at": "2026-11-23T09:00:00Z",
        "first_reply_at": "2026-11-23T09:01:00Z",
        "closed_at": "2026-11-23T10:59:00+01:00",
        "messages": 12,
        "tags": {"plan": "pro"},
    }
