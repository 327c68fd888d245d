"""Where the demonstration plays: the playground and the bot, one after another on one database."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp

from bot.clock import Clock, MovableClock, system_clock
from bot.commands.demo.demo_config import STAFF, STAFF_GROUP, TIMEZONE, write_config
from bot.commands.demo.haste import Haste
from bot.commands.demo.past import import_past
from bot.settings.config import load
from bot.wire.pacing import Pacer
from playground.backlog import play_earlier
from playground.core import Telegram
from playground.desk import Desk
from playground.reach import Places, Reach
from playground.server import RunningServer
from playground.server import serve as serve_playground

DAYS_BACK = 6
OPENS = time(8, 0)
Serve = Callable[..., Awaitable[None]]
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Stage:
    """A demonstration that is running: where its parts listen, and its first day."""

    places: Places
    url: str  # of the page
    first_day: date
    haste: Haste
    telegram: Telegram


@asynccontextmanager
async def open_stage(
    folder: Path, serve: Serve, *, port: int, clock: Clock = system_clock
) -> AsyncIterator[Stage]:
    """Start the playground and the bot, whose clock starts six days ago in the morning.

    `serve` runs the bot: it is the one of the map. Another `clock` is the present of them all.
    """
    key, bot_port = secrets.token_urlsafe(24), _free_port()
    bot_url = f"http://{HOST}:{bot_port}"
    telegram = Telegram(name="Acme feedback")
    desk = Desk(api_url=bot_url, key=key, zone=TIMEZONE)
    server = await _playground(telegram, desk, port, clock)
    places = Places(server.url, server.key, bot_url, key)
    try:
        present, zone = clock(), ZoneInfo(TIMEZONE)
        first_day = present.astimezone(zone).date() - timedelta(days=DAYS_BACK)
        opening = datetime.combine(first_day, OPENS, tzinfo=zone)
        await _make_staff(places, now=opening)
        digest = hashlib.sha256(key.encode()).hexdigest()
        write = partial(write_config, folder, api_url=places.play, port=bot_port, key_sha256=digest)
        before = MovableClock(_shifted(clock, opening - clock()))
        await _before(serve, folder, write(asking=False), places, clock=before, now=opening)
        turned, haste = MovableClock(_shifted(clock, opening - clock())), Haste()
        async with _bot(serve, write(), turned, haste):
            yield Stage(places, server.page, first_day, haste, telegram)
    finally:
        await server.close()


async def _playground(telegram: Telegram, desk: Desk, port: int, clock: Clock) -> RunningServer:
    wall = None if clock is system_clock else lambda: clock().timestamp()
    try:
        return await serve_playground(telegram, port=port, attach=desk.attach, clock=wall)
    except OSError:  # somebody else is there: any free port will do
        return await serve_playground(telegram, attach=desk.attach, clock=wall)


async def _before(
    serve: Serve,
    folder: Path,
    path: Path,
    places: Places,
    *,
    clock: MovableClock,
    now: datetime,
) -> None:
    """Let the bot hear of the weeks before: answers from a file, and interactions over HTTP."""
    await import_past(load(path), folder, now=now)
    async with _bot(serve, path, clock, Haste()):
        await play_earlier(places, now=now)


def _shifted(clock: Clock, by: timedelta) -> Clock:
    return lambda: clock() + by


@asynccontextmanager
async def _bot(serve: Serve, path: Path, clock: MovableClock, haste: Haste) -> AsyncIterator[None]:
    ready, stop = asyncio.Event(), asyncio.Event()
    pacer = Pacer(haste.monotonic, haste.sleep)
    running = asyncio.ensure_future(
        serve(load(path), clock=clock, ready=ready.set, stop=stop, pacer=pacer)
    )
    waiting = asyncio.ensure_future(ready.wait())
    try:
        await asyncio.wait((running, waiting), return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        yield
    finally:
        waiting.cancel()
        stop.set()
        await running


async def _make_staff(places: Places, *, now: datetime) -> None:
    """Make the staff group, in which the bot may pin; each of them has pressed Start, too."""
    async with aiohttp.ClientSession() as http:
        reach = Reach(http, places)
        await reach.play("/play/clock", {"to": now.isoformat()})
        for number, (name, language) in STAFF.items():
            user = {"id": number, "first_name": name, "language_code": language}
            await reach.play("/play/users", user)
            await reach.play("/play/say", {"user": number, "text": "/start"})
        group = {"id": STAFF_GROUP, "title": "Acme staff", "members": list(STAFF)}
        await reach.play("/play/groups", group)
        heads = {"chat": STAFF_GROUP, "user": "bot", "status": "administrator"}
        await reach.play("/play/members", heads)


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])
