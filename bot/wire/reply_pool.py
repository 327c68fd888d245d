"""Replies on their way out: each chat's in order, all chats side by side, never too many."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

_log = logging.getLogger(__name__)

PLACE_S = 10.0  # how long a place is kept for what is still being read or drawn

Act = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Errand:
    """Something to do after the commit; what is sent under one key is sent in the order of put.

    `at_once` waits for nobody. `make` is begun when the turn has come, and gives what sends; what
    is `slow` and takes too long gives up its place, and is sent when it is ready.
    """

    make: Callable[[], Awaitable[Act]]
    key: Hashable = None  # None: in no order
    at_once: Act | None = None
    slow: bool = False


_Placed = tuple[Errand, asyncio.Task[None] | None]


class ReplyPool:
    """Runs replies as tasks and knows when there is room for a batch of more."""

    def __init__(self, *, limit: int = 256, batch: int = 100, place_s: float = PLACE_S) -> None:
        self._pause_above = limit - batch
        self._place_s = place_s
        self._running: set[asyncio.Task[None]] = set()
        self._lines: dict[Hashable, deque[_Placed]] = {}
        self._pending = 0
        self._ended = asyncio.Event()

    @property
    def pending(self) -> int:
        """How many replies have not ended."""
        return self._pending

    def put(self, replies: Iterable[Errand]) -> None:
        """Start replies, or line them up behind those of the same key."""
        for reply in replies:
            self._pending += 1
            at_once = self._begin(_alone(reply.at_once)) if reply.at_once else None
            placed = reply, at_once
            if reply.key is None:
                self._begin(self._run(deque([placed]), None))
            elif reply.key in self._lines:
                self._lines[reply.key].append(placed)
            else:
                line = self._lines[reply.key] = deque([placed])
                self._begin(self._run(line, reply.key))

    async def room(self) -> None:
        """Wait until a whole batch fits."""
        while self._pending > self._pause_above:
            self._ended.clear()
            await self._ended.wait()

    async def drain(self, seconds: float) -> None:
        """Wait for what runs, then give up on the rest."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while self._running and (left := until - loop.time()) > 0:
            await asyncio.wait(self._running, timeout=left)
        if self._running:
            _log.warning("stopped before all replies were out left=%s", self._pending)
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _run(self, line: deque[_Placed], key: Hashable) -> None:
        try:
            while line:
                reply, at_once = line.popleft()
                if reply.slow:
                    await self._in_place(reply, at_once)
                else:
                    await self._carry_out(reply, at_once)
        finally:
            self._lines.pop(key, None)
            self._count_down(len(line))

    async def _in_place(self, reply: Errand, at_once: asyncio.Task[None] | None) -> None:
        """Wait for a reply, but for one that is not even made only so long."""
        made = asyncio.Event()
        carrying = self._begin(self._carry_out(reply, at_once, made))
        with suppress(TimeoutError):
            async with asyncio.timeout(self._place_s):
                await made.wait()
            await asyncio.wait((carrying,))

    async def _carry_out(
        self, reply: Errand, at_once: asyncio.Task[None] | None, made: asyncio.Event | None = None
    ) -> None:
        try:
            try:
                send = await reply.make()
            finally:
                if made is not None:
                    made.set()
            await send()
        except Exception:  # noqa: BLE001 - one reply's fault is not the next one's
            _log.exception("a reply failed")
        finally:
            if at_once is not None:
                await asyncio.wait((at_once,))
            self._count_down(1)

    def _count_down(self, ended: int) -> None:
        self._pending -= ended
        self._ended.set()


async def _alone(act: Act) -> None:
    try:
        await act()
    except Exception:  # noqa: BLE001 - the rest of the reply goes out all the same
        _log.exception("a press was not answered")
