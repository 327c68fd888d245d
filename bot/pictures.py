"""Pictures: specifications drawn by a process of their own, and the last ones kept by content."""

import asyncio
import hashlib
import json
import struct
import sys
from asyncio.subprocess import PIPE, Process
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

LENGTH = struct.Struct(">I")  # stands before every document on the pipes
KEPT = 64  # pictures of some 100 kB each
PATIENCE_S = 15.0  # for one picture, the start of the process included
_TINY = {"mark": "point", "data": {"values": [{}]}}


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
        self._worker: Process | None = None

    async def png(self, spec: Mapping[str, Any]) -> bytes:
        """Draw a specification, or give what it looked like the last time."""
        request = json.dumps(spec, ensure_ascii=False, sort_keys=True).encode()
        key = hashlib.sha256(request).hexdigest()
        if key not in self._kept:
            async with self._turn:
                picture = self._kept.get(key) or await self._drawn(request)
            self._keep(key, picture)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _keep(self, key: str, picture: bytes) -> None:
        self._kept[key] = picture
        while len(self._kept) > max(1, self._most):
            self._kept.popitem(last=False)

    async def warm(self) -> None:
        """Draw next to nothing, so that the first picture somebody asks for comes at once."""
        with suppress(NoPictureError):
            await self.png(_TINY)

    async def close(self) -> None:
        """End the process."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        with suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()

    async def _drawn(self, request: bytes) -> bytes:
        try:
            async with asyncio.timeout(self._patience_s):
                ok, body = await self._asked(request)
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            await self.close()
            raise NoPictureError(f"the drawing process failed: {error!r}") from error
        except BaseException:
            await self.close()  # half a reply may be on its way
            raise
        if not ok:
            raise NoPictureError(body.decode(errors="replace"))
        return body

    async def _asked(self, request: bytes) -> tuple[int, bytes]:
        worker = await self._working()
        assert worker.stdin is not None  # noqa: S101 - it was started with pipes
        assert worker.stdout is not None  # noqa: S101 - the same
        worker.stdin.write(LENGTH.pack(len(request)) + request)
        await worker.stdin.drain()
        (ok,) = await worker.stdout.readexactly(1)
        (length,) = LENGTH.unpack(await worker.stdout.readexactly(LENGTH.size))
        return ok, await worker.stdout.readexactly(length)

    async def _working(self) -> Process:
        if self._worker is None or self._worker.returncode is not None:
            self._worker = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "bot.picture_worker"),
                stdin=PIPE,
                stdout=PIPE,
                start_new_session=True,  # Ctrl-C is for the bot, which ends it
            )
        return self._worker
