"""Pictures: specifications drawn by a process of their own, and the last ones kept by content."""

import asyncio
import hashlib
import json
import os
import struct
import sys
from asyncio.subprocess import PIPE, Process
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from enum import IntFlag
from typing import Any

LENGTH = struct.Struct(">I")  # stands before every document on the pipes
KEPT = 64  # pictures of some 200 kB each
PATIENCE_S = 10.0  # for one picture, the start of the process included
LARGEST = 2_000_000  # bytes of a specification
_WORDS = "NPS +42 · неделя · 本周"
_FIRST: Mapping[str, Any] = {
    "config": {"font": "Afterword Sans"},
    "data": {"values": [{"day": _WORDS, "score": 1}, {"day": "2", "score": 2}]},
    "encoding": {
        "x": {"field": "day", "type": "ordinal"},
        "y": {"field": "score", "type": "quantitative"},
    },
    "layer": [{"mark": "bar"}, {"mark": {"type": "line", "point": True}}],
    "title": {"text": _WORDS, "subtitle": _WORDS},
}


class Reply(IntFlag):
    """What the process says before the bytes: a picture or an error, and whether it ends now."""

    PICTURE = 1
    LAST = 2


class NoPictureError(Exception):
    """A picture could not be drawn; the words have to do."""


class Pictures:
    """Draws one picture at a time; the process is started by the first."""

    def __init__(self, *, kept: int = KEPT, patience_s: float = PATIENCE_S) -> None:
        """Nothing is started yet."""
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._most = kept
        self._patience_s = patience_s
        self._turn = asyncio.Lock()
        self._under_way: dict[str, asyncio.Task[bytes]] = {}
        self._worker: Process | None = None
        self._closed = False

    @property
    def worker(self) -> int | None:
        """The process id of whoever draws, while there is one."""
        alive = self._worker is not None and self._worker.returncode is None
        return self._worker.pid if self._worker is not None and alive else None

    async def png(self, spec: Mapping[str, Any]) -> bytes:
        """Draw a specification, or give what it looked like the last time.

        All who ask for one picture at a time share it. NoPictureError comes after at most twice
        the patience, however many pictures others wait for.
        """
        request = _written(spec)
        key = hashlib.sha256(request).hexdigest()
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if self._closed:
            raise NoPictureError("the bot is stopping")
        if key not in self._under_way:
            drawing = asyncio.create_task(self._in_turn(key, request), name="drawing")
            self._under_way[key] = drawing
            drawing.add_done_callback(lambda done: self._over(key, done))
        try:
            async with asyncio.timeout(2 * self._patience_s):
                return await asyncio.shield(self._under_way[key])
        except TimeoutError:
            raise NoPictureError("too many pictures are waited for") from None

    def _over(self, key: str, done: asyncio.Task[bytes]) -> None:
        self._under_way.pop(key, None)
        if not done.cancelled():
            done.exception()  # told to whoever asked, if anybody still waits

    async def warm(self) -> None:
        """Draw a small picture, so that the first one somebody asks for comes at once."""
        with suppress(NoPictureError):
            await self.png(_FIRST)

    async def close(self) -> None:
        """End the process and whatever it was drawing; nothing is drawn after this."""
        self._closed = True
        drawing = list(self._under_way.values())
        for each in drawing:
            each.cancel()
        await asyncio.gather(*drawing, return_exceptions=True)
        await self._end()

    async def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        with suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()

    async def _in_turn(self, key: str, request: bytes) -> bytes:
        async with self._turn:
            picture = await self._drawn(request)
        self._kept[key] = picture
        while len(self._kept) > max(1, self._most):
            self._kept.popitem(last=False)
        return picture

    async def _drawn(self, request: bytes) -> bytes:
        try:
            async with asyncio.timeout(self._patience_s):
                reply, body = await self._asked(request)
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            await self._end()
            raise NoPictureError(f"the drawing process failed: {error!r}") from error
        except BaseException:
            await self._end()  # half a reply may be on its way
            raise
        if Reply.LAST in reply:
            await self._end()
        if Reply.PICTURE not in reply:
            raise NoPictureError(body.decode(errors="replace"))
        return body

    async def _asked(self, request: bytes) -> tuple[Reply, bytes]:
        worker = await self._working()
        assert worker.stdin is not None  # noqa: S101 - it was started with pipes
        assert worker.stdout is not None  # noqa: S101 - the same
        worker.stdin.write(LENGTH.pack(len(request)) + request)
        await worker.stdin.drain()
        (reply,) = await worker.stdout.readexactly(1)
        (length,) = LENGTH.unpack(await worker.stdout.readexactly(LENGTH.size))
        return Reply(reply), await worker.stdout.readexactly(length)

    async def _working(self) -> Process:
        if self._worker is None or self._worker.returncode is not None:
            self._worker = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "bot.pictures.worker"),
                stdin=PIPE,
                stdout=PIPE,
                env=_environment(),
                start_new_session=True,  # Ctrl-C is for the bot, which ends it
            )
        return self._worker


def _written(spec: Mapping[str, Any]) -> bytes:
    try:
        request = json.dumps(spec, sort_keys=True, allow_nan=False).encode("ascii")
    except (TypeError, ValueError, RecursionError) as error:
        raise NoPictureError(f"this is no specification: {error}") from error
    if len(request) > LARGEST:
        raise NoPictureError(f"a specification of {len(request):,} bytes is not drawn")
    return request


def _environment() -> dict[str, str]:
    """Let the process find what we found, and keep our secrets from it."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("AFTERWORD_")}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
