"""`afterword demo`: the bot against the playground, after a week of simulated customers."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.app import serve
from bot.clock import MovableClock, system_clock
from bot.commands.demo_config import ADMIN, COLLEAGUE, STAFF_GROUP, TIMEZONE, write_config
from bot.commands.demo_haste import Haste
from bot.config import load
from bot.pacing import Pacer
from playground.core import Telegram
from playground.desk import Desk
from playground.reach import Places
from playground.server import serve as serve_playground
from playground.week import play_week

DAYS_BACK = 6
OPENS = time(8, 0)
ANSWER_S = 20.0
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Stage:
    """A demonstration that is running: where its parts listen."""

    play: str
    bot: str
    key: str
    first_day: date
    haste: Haste


async def demo(*, once: bool, port: int) -> None:
    """Play a week, print the reply to /nps week, and keep serving unless told `once`."""
    logging.disable(logging.WARNING)  # the week's rush is not news
    console = Console()
    stop = _stop_on_signals()
    with tempfile.TemporaryDirectory(prefix="afterword-demo-") as folder:
        async with _stage(Path(folder), port=port) as stage:
            if await _unless(stop, _week(stage, console)):
                return
            console.print()
            reply = await nps_week(stage)
            console.print(reply, markup=False, highlight=False, soft_wrap=True)
            console.print(f"\n{stage.play}/", highlight=False)
            if not once:
                console.print("Ctrl-C ends the demonstration.", style="dim")
                await stop.wait()


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    return stop


async def _unless(stop: asyncio.Event, work: Any) -> bool:  # noqa: ANN401
    """Do the work, unless `stop` comes first; say whether it came."""
    doing = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait((doing, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not doing.done():
        doing.cancel()
        with suppress(asyncio.CancelledError):
            await doing
        return True
    doing.result()
    return False


@asynccontextmanager
async def _stage(folder: Path, *, port: int) -> AsyncIterator[Stage]:
    """Start the playground and the bot, whose clock starts six days ago in the morning."""
    key, bot_port = secrets.token_urlsafe(24), _free_port()
    bot_url = f"http://{HOST}:{bot_port}"
    telegram = Telegram(name="Acme feedback")
    desk = Desk(api_url=bot_url, key=key, zone=TIMEZONE)
    try:
        server = await serve_playground(telegram, port=port, attach=desk.attach)
    except OSError:  # somebody else is there: any free port will do
        server = await serve_playground(telegram, attach=desk.attach)
    play = server.url
    try:
        present = system_clock()
        zone = ZoneInfo(TIMEZONE)
        first_day = present.astimezone(zone).date() - timedelta(days=DAYS_BACK)
        opening = datetime.combine(first_day, OPENS, tzinfo=zone)
        await _make_staff(play, now=opening)
        digest = hashlib.sha256(key.encode()).hexdigest()
        path = write_config(folder, api_url=play, port=bot_port, key_sha256=digest)
        clock, haste = MovableClock(_shifted(opening - present)), Haste()
        async with _bot(path, clock, haste):
            yield Stage(play, bot_url, key, first_day, haste)
    finally:
        await server.close()


def _shifted(by: timedelta) -> Callable[[], datetime]:
    return lambda: system_clock() + by


@asynccontextmanager
async def _bot(path: Path, clock: MovableClock, haste: Haste) -> AsyncIterator[None]:
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


async def _make_staff(play: str, *, now: datetime) -> None:
    async with aiohttp.ClientSession(play) as http:
        await _post(http, "/play/clock", {"to": now.isoformat()})
        for number, name in ((ADMIN, "Robin"), (COLLEAGUE, "Anna")):
            user = {"id": number, "first_name": name, "language_code": "en"}
            await _post(http, "/play/users", user)
        group = {"id": STAFF_GROUP, "title": "Acme staff", "members": [ADMIN, COLLEAGUE]}
        await _post(http, "/play/groups", group)


async def _post(http: aiohttp.ClientSession, path: str, body: dict[str, Any]) -> Any:  # noqa: ANN401
    async with http.post(path, json=body) as response:
        response.raise_for_status()
        return await response.json()


async def _week(stage: Stage, console: Console) -> None:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bars:
        bar = bars.add_task("a week of customers", total=None)

        def progress(done: int, total: int, label: str) -> None:
            bars.update(bar, completed=done, total=total, description=f"{label:<26}")

        places = Places(stage.play, stage.bot, stage.key)
        zone = ZoneInfo(TIMEZONE)
        await play_week(places, first_day=stage.first_day, zone=zone, progress=progress)
    stage.haste.calm_down()


async def nps_week(stage: Stage) -> str:
    """Type /nps week in the staff group and return the bot's reply."""
    async with aiohttp.ClientSession(stage.play) as http, asyncio.timeout(ANSWER_S):
        said = {"user": ADMIN, "chat": STAFF_GROUP, "text": "/nps week"}
        asked = (await _post(http, "/play/say", said))["message_id"]
        while True:
            async with http.get("/play/state") as response:
                state = await response.json()
            for message in state["messages"][str(STAFF_GROUP)]:
                if message.get("reply_to_message", {}).get("message_id") == asked:
                    return str(message.get("text") or message.get("caption"))
            await asyncio.sleep(0.05)


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        return int(listener.getsockname()[1])
