"""What stands in the place of time, chance, threads and sockets while a simulation runs.

Nothing here is the bot's own: all of the bot and of its storage is as it is shipped.
"""

import asyncio
import gc
import random
import sqlite3
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import aiohttp
import aiosqlite
import uvicorn

from bot.http.door.accepting import Acceptor
from simulation.disk import Disk
from simulation.leftovers import forget_apps
from simulation.loop import VirtualLoop

BOOTED_S = 5_000.0  # how long the machine has been up when a world begins


class Place(Protocol):
    """What the seams ask of the world."""

    now: float
    disk: Disk
    chance: random.Random  # for tokens and keys

    def clock(self) -> datetime:
        """What the clock of the machine shows, right or wrong."""

    def session(self) -> Any:
        """Make what speaks HTTP with Telegram."""

    def is_alive(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Tell whether the process that a loop belongs to still runs."""


class _Thread:
    """A connection's line of work: first come, first served, each after the disk's latency."""

    def __init__(self) -> None:
        self.line: deque[tuple[asyncio.Future[Any], Callable[[], Any]]] = deque()
        self.free_at = 0.0


async def _execute(world: Place, self: Any, function: Any, *args: Any, **kwargs: Any) -> Any:
    if not self._running or self._connection is None:
        raise ValueError("Connection closed")
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    thread: _Thread = self.__dict__.setdefault("_simulated", _Thread())
    thread.line.append((future, partial(function, *args, **kwargs)))
    latency = world.disk.latency_s()
    if latency <= 0 and thread.free_at <= loop.time():
        loop.call_soon(_work, world, loop, thread)
    else:
        thread.free_at = max(thread.free_at, loop.time()) + latency
        loop.call_at(thread.free_at, _work, world, loop, thread)
    return await future


def _work(world: Place, loop: asyncio.AbstractEventLoop, thread: _Thread) -> None:
    future, function = thread.line.popleft()
    try:
        result, error = function(), None
    except BaseException as raised:  # noqa: BLE001 - it is handed to whoever awaits
        result, error = None, raised
    if future.done() or not world.is_alive(loop):
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)


def _opened(self: Any) -> Any:
    async def connect() -> Any:
        self._connection = self._connector()
        return self

    return connect().__await__()


async def _closed(self: Any) -> None:
    if self._connection is not None:
        await self._execute(self._connection.close)
        self._connection, self._running = None, False


def _connect(world: Place, original: Any, database: Any, *args: Any, **options: Any) -> Any:
    """Let connections to the bot's database pass the disk, and all others by."""
    named = str(database)
    if "factory" not in options and world.disk.path.name in named and ".partial" not in named:
        return world.disk.connect(named, **options)
    return original(database, *args, **options)


async def _tick(original: Any, self: Any, counter: int) -> bool:
    """Let uvicorn wait for its end instead of looking at the clock each second."""
    if await original(self, counter):
        return True
    leaving = getattr(self, "_leaving", None)
    if leaving is not None:
        await leaving.wait()
    return leaving is not None


def _loop() -> VirtualLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    return loop


def _begin(acceptor: Any) -> None:
    """Listen to the world."""
    _loop().listen(acceptor)


def _close(_acceptor: Any) -> None:
    """Listen no more."""
    listening = _loop().listening
    if listening is not None:
        listening.close()


class _Connector:
    def __init__(self, **_options: object) -> None:
        """Connect to nothing."""


@contextmanager
def put_in_place(world: Place) -> Iterator[None]:
    """Put the world's time, chance, threads and sockets in place, and take them away again."""

    def uptime(*_: object) -> float:
        return BOOTED_S + world.now

    def wall() -> float:
        return world.clock().timestamp()

    def clocks(which: int) -> float:
        return wall() if which == time.CLOCK_REALTIME else uptime()

    swaps: list[tuple[Any, str, Any]] = [
        (time, "monotonic", uptime),
        (time, "monotonic_ns", lambda: int(uptime() * 1e9)),
        (time, "clock_gettime", clocks),
        (time, "clock_gettime_ns", lambda which: int(clocks(which) * 1e9)),
        (time, "time", wall),
        (random, "_urandom", world.chance.randbytes),
        (sqlite3, "connect", partial(_connect, world, sqlite3.connect)),
        (aiosqlite.Connection, "_execute", lambda *a, **k: _execute(world, *a, **k)),
        (aiosqlite.Connection, "__await__", _opened),
        (aiosqlite.Connection, "close", _closed),
        (aiosqlite.Connection, "stop", lambda _: None),
        (aiohttp, "ClientSession", lambda **_: world.session()),
        (aiohttp, "TCPConnector", _Connector),
        (Acceptor, "begin", _begin),
        (Acceptor, "close", _close),
        (uvicorn.Server, "on_tick", lambda *a, tick=uvicorn.Server.on_tick: _tick(tick, *a)),
    ]
    before = [(place, name, getattr(place, name)) for place, name, _ in swaps]
    hook, showing, interval = sys.excepthook, warnings.showwarning, sys.getswitchinterval()
    unraisable, sys.unraisablehook = sys.unraisablehook, lambda _: None  # what the dead still say
    try:
        for place, name, value in swaps:
            setattr(place, name, value)
        yield
    finally:
        forget_apps()
        gc.collect()  # while nobody listens
        sys.unraisablehook = unraisable
        for place, name, value in before:
            setattr(place, name, value)
        sys.excepthook, warnings.showwarning = hook, showing
        sys.setswitchinterval(interval)


def held_files(folder: Path) -> list[int]:
    """Find the descriptors of this process that are open on files of a folder."""
    found = []
    for each in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            if str(each.readlink()).removesuffix(" (deleted)").startswith(f"{folder}/"):
                found.append(int(each.name))
    return found
