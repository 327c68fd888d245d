"""The film of the front page: one animated PNG, lossless, made from the real demo."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from bot.commands.film.animation import Frame, animated
from bot.commands.film.scenes import make_film
from playground.browser import NAMES, PROGRAM

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes) -> bytes:
    checked = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + checked


def png(grey: int, *, side: int = 3) -> bytes:
    """Draw a square, its pixels in two chunks."""
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + bytes([grey]) * side) * side, 1)
    halves = chunk(b"IDAT", pixels[:5]) + chunk(b"IDAT", pixels[5:])
    return SIGNATURE + chunk(b"IHDR", head) + halves + chunk(b"IEND", b"")


def chunks(image: bytes) -> list[tuple[bytes, bytes]]:
    assert image.startswith(SIGNATURE)
    found, at = [], len(SIGNATURE)
    while at < len(image):
        (length,) = struct.unpack_from(">I", image, at)
        kind, body = image[at + 4 : at + 8], image[at + 8 : at + 8 + length]
        assert image[at : at + 12 + length] == chunk(kind, body)
        found.append((kind, body))
        at += 12 + length
    return found


def test_every_frame_keeps_its_pixels_its_time_and_its_place() -> None:
    parts = chunks(animated([Frame(png(10), 500), Frame(png(20), 900), Frame(png(30), 40)]))
    assert [kind for kind, _ in parts] == [
        *(b"IHDR", b"acTL", b"fcTL", b"IDAT"),
        *(b"fcTL", b"fdAT", b"fcTL", b"fdAT", b"IEND"),
    ]
    assert struct.unpack_from(">I", dict(parts)[b"acTL"]) == (3,)
    times = [struct.unpack_from(">HH", body, 20) for kind, body in parts if kind == b"fcTL"]
    assert times == [(500, 1000), (900, 1000), (40, 1000)]
    order = [body[:4] for kind, body in parts if kind in {b"fcTL", b"fdAT"}]
    assert [int.from_bytes(each) for each in order] == list(range(5))
    pixels = [body[4 * (kind == b"fdAT") :] for kind, body in parts if kind in {b"IDAT", b"fdAT"}]
    assert [zlib.decompress(each)[1] for each in pixels] == [10, 20, 30]


def test_pictures_of_two_sizes_make_no_film() -> None:
    with pytest.raises(ValueError, match="one size"):
        animated([Frame(png(1), 1), Frame(png(1, side=4), 1)])


@pytest.mark.slow
@pytest.mark.skipif(
    PROGRAM is None,
    reason=f"NOT TRIED: the film is made of the page. None of {', '.join(NAMES)} is installed.",
)
async def test_the_film_can_be_made_anew(tmp_path: Path) -> None:
    told = [line async for line in make_film(out=tmp_path)]
    assert [line.split(":")[0] for line in told] == ["film.png", "playground.png"]
    film = chunks((tmp_path / "film.png").read_bytes())
    frames = [body for kind, body in film if kind in {b"IDAT", b"fdAT"}]
    assert len(frames) == 9
    assert len({body[4:] for body in frames}) == 9  # something happens in each
