"""Pictures: SVG drawn by a process of its own, and the last ones kept by content."""

import asyncio
import hashlib
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections import OrderedDict
from contextlib import suppress

from bot.pictures.pipe import LENGTH, Drawn

KEPT = 64  # pictures of some 100 kB each
PATIENCE_S = 10.0  # for one picture, the start of the process included
LARGEST = 2_000_000  # bytes of a document
_FIRST = """<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99">
<text font-family="Afterword Sans">NPS +42 · неделя · 本周</text></svg>"""


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

    async def png(self, svg: str) -> bytes:
        """Draw a document, or give what it looked like the last time.

        All who ask for one picture at a time share it. NoPictureError comes after at most twice
        the patience, however many pictures others wait for.
        """
        request = _written(svg)
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
        if Drawn.LAST in reply:
            await self._end()
        if Drawn.PICTURE not in reply:
            raise NoPictureError(body.decode(errors="replace"))
        return body

    async def _asked(self, request: bytes) -> tuple[Drawn, bytes]:
        worker = await self._working()
        assert worker.stdin is not None  # noqa: S101 - it was started with pipes
        assert worker.stdout is not None  # noqa: S101 - the same
        worker.stdin.write(LENGTH.pack(len(request)) + request)
        await worker.stdin.drain()
        (reply,) = await worker.stdout.readexactly(1)
        (length,) = LENGTH.unpack(await worker.stdout.readexactly(LENGTH.size))
        return Drawn(reply), await worker.stdout.readexactly(length)

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


def _written(svg: str) -> bytes:
    try:
        request = svg.encode()
    except UnicodeEncodeError as error:
        raise NoPictureError(f"this is no document: {error}") from error
    if len(request) > LARGEST:
        raise NoPictureError(f"a document of {len(request):,} bytes is not drawn")
    return request


def _environment() -> dict[str, str]:
    """Let the process find what we found, and keep our secrets from it."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("AFTERWORD_")}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
