"""The process that turns Vega-Lite specifications into PNG: one request a time, over its pipes.

A request is the length of a JSON document in four bytes, then the document. A reply is one byte,
1 for a picture and 0 for an error, then the length and the bytes. It ends with its input.
"""

import json
import sys
from importlib.resources import as_file, files
from typing import BinaryIO

import vl_convert

from bot.pictures import LENGTH

SCALE = 2  # pixels for one unit of the specification: sharp on a telephone


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Draw until there is nothing more to read."""
    with as_file(files("bot") / "fonts") as folder:
        vl_convert.register_font_directory(str(folder))
        while header := requests.read(LENGTH.size):
            (length,) = LENGTH.unpack(header)
            ok, body = _drawn(requests.read(length))
            replies.write(bytes([ok]) + LENGTH.pack(len(body)) + body)
            replies.flush()


def _drawn(request: bytes) -> tuple[bool, bytes]:
    """Draw one specification; what is wrong with it is told, and the next one is drawn."""
    try:
        spec = json.loads(request)
        return True, vl_convert.vegalite_to_png(spec, scale=SCALE, allowed_base_urls=[])
    except Exception as error:  # noqa: BLE001 - whatever the library raises
        return False, str(error).encode()[:2000]


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
