"""The process that turns SVG into PNG: one request a time, over its pipes.

A request is the length of a document in four bytes, then the document. A reply is one byte of
what `Reply` lists, then the length and the bytes. It ends with its input; a picture that takes far
too long ends it, too, in case nobody is there any more to do so.
"""

import resource
import signal
import sys
from importlib.resources import as_file, files
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree as ET

import resvg_py

from bot.pictures.pipe import LENGTH, Drawn

SCALE = 2  # pixels for one unit of the document: sharp on a telephone
LONGEST_S = 30  # for one picture; whoever asked has given up long before
LARGEST = 200 * 1024 * 1024  # bytes of memory, after which a new process takes over
_SVG = "{http://www.w3.org/2000/svg}"
_KINDS = {_SVG + name for name in ("svg", "g", "text", "rect", "line", "circle", "path")}


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Draw until there is nothing more to read, or until the memory has grown too far."""
    reply = Drawn(0)
    with as_file(files("bot.pictures") / "fonts") as folder:
        fonts = [str(path) for path in sorted(folder.glob("*.otf"))]
        while Drawn.LAST not in reply and (header := requests.read(LENGTH.size)):
            (length,) = LENGTH.unpack(header)
            signal.alarm(LONGEST_S)  # not caught: the library gives Python no turn while it draws
            reply, body = _drawn(requests.read(length), fonts)
            signal.alarm(0)
            replies.write(bytes([reply]) + LENGTH.pack(len(body)) + body)
            replies.flush()


def _drawn(request: bytes, fonts: list[str]) -> tuple[Drawn, bytes]:
    """Draw one document; what is wrong with it is told, and the next one is drawn."""
    try:
        _check(request)
        body = resvg_py.svg_to_bytes(
            svg_string=request.decode(),
            zoom=SCALE,
            background="#ffffff",
            font_files=fonts,
            skip_system_fonts=True,
        )
        reply = Drawn.PICTURE
    except Exception as error:  # noqa: BLE001 - whatever the library raises
        reply, body = Drawn(0), str(error).encode(errors="replace")[:2000]
    if _memory() > LARGEST:
        reply |= Drawn.LAST
    return reply, body


def _check(request: bytes) -> None:
    """Refuse what may load something: the library would read a local picture that is named."""
    kinds = {each.tag for each in ET.fromstring(request).iter()}  # noqa: S314 - the bot wrote it
    if strange := kinds - _KINDS:
        raise ValueError(f"a picture loads nothing and has no {', '.join(sorted(strange))}")


def _memory() -> int:
    """Tell how many bytes the process has now.

    Linux's own record of the most it ever had begins with what the bot had when it started us.
    """
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return pages * resource.getpagesize()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
