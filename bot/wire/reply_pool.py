"""Replies on their way out: each person's in order, everybody's side by side, never too many."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Iterable
from dataclasses import dataclass

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reply:
    """Something to do after the commit; replies with one key run one after another."""

    send: Callable[[], Awaitable[None]]
    key: Hashable = None  # None: in no order


class ReplyPool:
    """Runs replies as tasks and knows when there is room for a batch of more."""

    def __init__(self, *, limit: int = 256, batch: int = 100) -> None:
        self._pause_above = limit - batch
        self._running: set[asyncio.Task[None]] = set()
        self._lines: dict[Hashable, deque[Reply]] = {}
        self._pending = 0
        self._ended = asyncio.Event()

    @property
    def pending(self) -> int:
        """How many replies have not ended."""
        return self._pending

    def put(self, replies: Iterable[Reply]) -> None:
        """Start replies, or line them up behind those of the same key."""
        for reply in replies:
            self._pending += 1
            if reply.key is None:
                self._start(deque([reply]))
            elif reply.key in self._lines:
                self._lines[reply.key].append(reply)
            else:
                line = self._lines[reply.key] = deque([reply])
                self._start(line, key=reply.key)

    async def room(self) -> None:
        """Wait until a whole batch fits."""
        while self._pending > self._pause_above:
            self._ended.clear()
            await self._ended.wait()

    async def drain(self, seconds: float) -> None:
        """Wait for what runs, then give up on the rest."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        if self._running:
            _log.warning("stopped before all replies were out left=%s", self._pending)
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _start(self, line: deque[Reply], *, key: Hashable = None) -> None:
        task = asyncio.create_task(self._run(line, key))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run(self, line: deque[Reply], key: Hashable) -> None:
        try:
            while line:
                await self._send(line.popleft())
        finally:
            self._lines.pop(key, None)
            self._count_down(len(line))

    async def _send(self, reply: Reply) -> None:
        try:
            await reply.send()
        except Exception:  # noqa: BLE001 - one reply's fault is not the next one's
            _log.exception("a reply failed")
        finally:
            self._count_down(1)

    def _count_down(self, ended: int) -> None:
        self._pending -= ended
        self._ended.set()
