"""One life of the bot's process: begun as an operator begins it, ended by itself or by a kill."""

import asyncio
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.app import PLAN, serve
from bot.clock import Timekeeper
from bot.running.starting import Plan
from bot.settings.config import Config
from simulation.loop import VirtualLoop
from simulation.seams import held_files

if TYPE_CHECKING:
    from simulation.world import World

Done = Callable[[int | None, Any], None]  # the status, and the document; None: nobody answered
RARELY = 40  # jobs are repeated so many times more rarely; what a commit makes due is done at once


def plan_of(plan: Plan = PLAN) -> Plan:
    """Give the map with jobs that look less often, so that hours pass quickly."""
    jobs = tuple(replace(each, every=each.every * RARELY) for each in plan.jobs)
    return replace(plan, jobs=jobs)


class Life:
    """A process that serves until it ends, is told to stop, or is killed."""

    def __init__(self, world: "World", config: Config) -> None:
        self.world = world
        self.loop = VirtualLoop(world)
        self.alive = True
        self.error: BaseException | None = None
        self._config = config
        self._stop: asyncio.Event | None = None
        self.left: dict[str, bytes] | None = None  # the files, as a kill leaves them
        self._visitors: list[_Visit] = []
        self.ready_at: float | None = None
        self.loop.create_task(self._serve(), name="main")

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        try:
            await serve(
                self._config,
                plan=plan_of(),
                clock=Timekeeper(self.world.clock, boot="one"),  # elapsed: the seams'
                ready=self._ready,
                stop=self._stop,
            )
        except Exception as error:  # noqa: BLE001 - how it ended is for the world to judge
            self.error = error
        if self.alive:
            self.alive = False
            self.loop.stop()

    def _ready(self) -> None:
        self.ready_at = self.world.now
        self.world.on_ready()

    def stop(self) -> None:
        """Ask the process to end, as SIGTERM does."""
        if self._stop is not None:
            self._stop.set()

    def kill(self) -> None:
        """End the process here and now: what it has not written is lost."""
        if not self.alive:
            return
        self.alive = False
        self.left = self.world.disk.files()
        self.loop.still()

    def run(self) -> None:
        """Run until the process has ended, or the world wants something else."""
        self.loop.run_forever()

    def bury(self) -> None:
        """Take away what the process leaves in memory, and nothing of what it leaves on disk."""
        self.loop.set_exception_handler(lambda *_: None)
        for visit in self._visitors:
            visit.lost()
        asyncio._set_running_loop(self.loop)
        try:
            while tasks := asyncio.all_tasks(self.loop):
                for task in tasks:
                    _forget(task)
        finally:
            asyncio._set_running_loop(None)
        if self.loop.listening is not None:
            self.loop.listening.close()
        disk = self.world.disk
        for connection in list(disk.open):
            connection.close()
        for descriptor in held_files(disk.path.parent):
            with suppress(OSError):
                os.close(descriptor)
        if self.left is not None:
            disk.put_back(self.left)
        self.loop.close()

    # -- visitors --------------------------------------------------------------------------------

    def request(
        self, method: str, path: str, body: Any, done: Done, *, key: str | None = None
    ) -> None:
        """Send an HTTP request; `done` hears of the reply, or that there will be none."""
        listening = self.loop.listening
        if not self.alive or listening is None or not listening.open:
            done(None, None)
            return
        visit = _Visit(done)
        self._visitors.append(visit)
        protocol = listening.factory()
        protocol.connection_made(visit)
        visit.protocol = protocol
        protocol.data_received(_request(method, path, body, key))


def _forget(task: "asyncio.Task[Any]") -> None:
    """Let a task end where it stands, without a loop that would run it."""
    task._log_destroy_pending = False  # type: ignore[attr-defined]
    coroutine: Any = task.get_coro()
    for _ in range(100):
        try:
            coroutine.close()
        except (RuntimeError, ValueError):
            continue  # it awaits something on its way out
        except Exception:  # noqa: BLE001, S110 - whatever it says on its way out, it is dead
            pass
        break
    asyncio.tasks._unregister_task(task)


def _request(method: str, path: str, body: Any, key: str | None) -> bytes:
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close"]
    if key is not None:
        lines.append(f"Authorization: Bearer {key}")
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, "", ""]).encode() + content


class _Visit(asyncio.Transport):
    """One connection of a visitor's."""

    def __init__(self, done: Done) -> None:
        super().__init__()
        self._done: Done | None = done
        self._got = bytearray()
        self.protocol: Any = None

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        told = {"peername": ("127.0.0.1", 40_000), "sockname": ("127.0.0.1", 8080)}
        return told.get(name, default)

    def write(self, data: Any) -> None:
        self._got += data

    def is_closing(self) -> bool:
        return self._done is None

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass

    def close(self) -> None:
        head, _, body = bytes(self._got).partition(b"\r\n\r\n")
        done, self._done = self._done, None
        if done is None:
            return
        if self.protocol is not None:
            asyncio.get_running_loop().call_soon(self.protocol.connection_lost, None)
        status = int(head.split()[1]) if head else None
        done(status, json.loads(body) if status is not None and body else None)

    def abort(self) -> None:
        self.close()

    def lost(self) -> None:
        """Tell the visitor that the process is gone."""
        done, self._done = self._done, None
        if done is not None:
            done(None, None)
