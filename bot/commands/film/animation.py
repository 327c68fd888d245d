"""Pictures one after another as one animated PNG (PNG, third edition, 4.9 and 11.3.6)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

PLAYS = 4  # then it stands still at its end: what moves for good cannot be read beside
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LENGTH = struct.Struct(">I")
_SIZE = struct.Struct(">II")
_CONTROL = struct.Struct(">IIIIIHHBB")


@dataclass(frozen=True)
class Frame:
    """A PNG, and for how long it is shown, in milliseconds."""

    png: bytes
    shown_ms: int


def animated(frames: Sequence[Frame]) -> bytes:
    """Join PNGs; their pixels are packed anew, and nothing is lost.

    ValueError where they are not of one size and one kind of pixels.
    """
    heads = {_body(frame.png, b"IHDR") for frame in frames}
    if len(heads) != 1:
        raise ValueError("the pictures of an animation have one size and one kind of pixels")
    (head,) = heads
    parts = [(b"IHDR", head), (b"acTL", struct.pack(">II", len(frames), PLAYS))]
    parts += _pictures(frames, _SIZE.unpack_from(head))
    parts.append((b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, body) for kind, body in parts)


def _pictures(frames: Sequence[Frame], size: tuple[int, int]) -> Iterator[tuple[bytes, bytes]]:
    """Give the chunks of each frame; the first is also what a plain viewer shows."""
    order = 0
    for number, frame in enumerate(frames):
        yield b"fcTL", _CONTROL.pack(order, *size, 0, 0, frame.shown_ms, 1000, 0, 0)
        order += 1
        pixels = zlib.compress(zlib.decompress(_body(frame.png, b"IDAT")), 9)
        if number == 0:
            yield b"IDAT", pixels
        else:
            yield b"fdAT", _LENGTH.pack(order) + pixels
            order += 1


def _body(png: bytes, wanted: bytes) -> bytes:
    """Join the bodies of all chunks of a kind."""
    found, at = b"", len(_SIGNATURE)
    while at < len(png):
        (length,) = _LENGTH.unpack_from(png, at)
        if png[at + 4 : at + 8] == wanted:
            found += png[at + 8 : at + 8 + length]
        at += length + 12
    return found


def _chunk(kind: bytes, body: bytes) -> bytes:
    return _LENGTH.pack(len(body)) + kind + body + _LENGTH.pack(zlib.crc32(kind + body))
