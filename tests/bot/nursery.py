"""Where a bot is born that lives often in one test: a process that has imported all is forked.

A life is a process like any other, with its own output, signals and end; only what every life
begins with, and what no kill can touch, is done once.
"""

import asyncio
import atexit
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class Born:
    """One life: what a test asks of a process that it has started."""

    def __init__(
        self, pid: int, stdout: asyncio.StreamReader, stderr: asyncio.StreamReader
    ) -> None:
        self.pid, self.stdout, self.stderr = pid, stdout, stderr
        self.returncode: int | None = None
        self.ending: asyncio.Task[None] | None = None

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal; ProcessLookupError if the process is gone."""
        if self.returncode is not None:
            raise ProcessLookupError
        os.kill(self.pid, number)

    async def wait(self) -> int:
        """Wait for the end and give the exit code."""
        assert self.ending is not None
        await asyncio.shield(self.ending)
        assert self.returncode is not None
        return self.returncode


class Nursery:
    """The process that is forked; one serves all tests of a process, begun with the first life."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._door: socket.socket | None = None
        self._said = b""
        self._busy = False  # somebody lives whose end was not heard of

    async def bear(self, words: Sequence[str], environ: Mapping[str, str]) -> Born:
        """Begin a life, which runs `python WORDS` in an environment; the last one must be over."""
        door = self._open()
        self._busy = True
        (out, our_out), (err, our_err) = os.pipe(), os.pipe()
        order = json.dumps({"words": list(words), "environ": dict(environ)}).encode() + b"\n"
        socket.send_fds(door, [order], [our_out, our_err])
        os.close(our_out)
        os.close(our_err)
        readers = [await _reader(each) for each in (out, err)]
        life = Born(await self._number(door), *readers)
        life.ending = asyncio.create_task(self._ended(life, door))
        return life

    def _open(self) -> socket.socket:
        if self._busy:
            self.close()
        if self._door is not None:
            return self._door
        self._door, theirs = socket.socketpair()
        self._door.setblocking(False)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
        return self._door

    def close(self) -> None:
        """End the process that is forked."""
        if self._door is not None and self._process is not None:
            self._door.close()
            self._process.wait()
        self._door, self._said, self._busy = None, b"", False

    async def _number(self, door: socket.socket) -> int:
        while b"\n" not in self._said:
            said = await asyncio.get_running_loop().sock_recv(door, 100)
            assert said, "the nursery has ended"
            self._said += said
        line, _, self._said = self._said.partition(b"\n")
        return int(line)

    async def _ended(self, life: Born, door: socket.socket) -> None:
        life.returncode = await self._number(door)
        self._busy = False


NURSERY = Nursery()
atexit.register(NURSERY.close)


async def _reader(descriptor: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    pipe = os.fdopen(descriptor, "rb")
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    return reader


# -- in the process that is forked -----------------------------------------------------------------


def next_life(door: socket.socket) -> list[str] | None:
    """Fork as often as somebody orders; gives the words to each that is born, None at the end."""
    while (ordered := _order(door)) is not None:
        child = os.fork()
        if child == 0:
            return _born(*ordered)
        for each in ordered[1]:
            os.close(each)
        with suppress(BrokenPipeError, ConnectionResetError):  # nobody is interested any more
            door.sendall(b"%d\n" % child)
            _, status = os.waitpid(child, 0)
            door.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
    return None


def _order(door: socket.socket) -> tuple[Any, list[int]] | None:
    order, outputs = b"", list[int]()
    while not order.endswith(b"\n"):
        part, descriptors, _, _ = socket.recv_fds(door, 1 << 16, 2)
        if not part:
            return None
        order, outputs = order + part, outputs + descriptors
    return json.loads(order), outputs


def _born(order: Any, outputs: Sequence[int]) -> list[str]:
    for own, given in zip((1, 2), outputs, strict=True):
        os.dup2(given, own)
        os.close(given)
    os.environ.clear()
    os.environ.update(order["environ"])
    return list(order["words"])


def become(words: list[str]) -> None:
    """Be what `python WORDS` is."""
    if words[0] == "-m":
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = words
        runpy.run_path(words[0], run_name="__main__")


def main() -> None:
    """Import what every life does, and give birth until nobody asks for more."""
    for each in (
        "bot.app",
        "pydantic.v1",
        "uvicorn.lifespan.on",
        "uvicorn.protocols.http.h11_impl",
    ):
        import_module(each)
    from bot.words.catalogues import Words

    Words.load()
    gc.freeze()
    with socket.socket(fileno=int(sys.argv[1])) as door:
        words = next_life(door)
    if words is not None:
        become(words)


if __name__ == "__main__":
    main()
