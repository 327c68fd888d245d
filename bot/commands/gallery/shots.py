"""`afterword gallery`: the picture of every report in every language, and the page of them all."""

from __future__ import annotations

import re
import struct
import tempfile
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.app import REPORTS
from bot.commands.gallery.town import open_town
from bot.errors import CannotRunError
from bot.reports.pages import page_behind
from bot.services import Services

DOCS = Path(__file__).parents[3] / "docs"
LANGUAGES = {"en": "English", "ru": "Русский", "zh_Hans": "简体中文"}
PICTURES = [each for report in REPORTS for each in report.gallery]
_INTRO = """# What staff see

Each picture as it is drawn for its command, with the words below it, in every language that
ships. The business is made up, and the same at every run: `./run gallery` makes this page anew.
"""
_LENGTH = struct.Struct(">I")
_MARKUP = re.compile(r"</?(?!b>|/b>)[a-z]+[^>]*>")


@dataclass(frozen=True)
class Shot:
    """One report in every language."""

    name: str
    command: str
    captions: Mapping[str, str]


async def make_gallery(only: str | None = None, *, docs: Path = DOCS) -> AsyncIterator[str]:
    """Draw every report, or the one named, and write the page; tell what was written."""
    _check(only, docs)
    shots: list[Shot] = []
    with tempfile.TemporaryDirectory(prefix="afterword-gallery-") as folder:
        async with open_town(Path(folder), REPORTS) as services:
            for name, command in PICTURES:
                if only in (None, name):
                    shots.append(await _shoot(services, name, command, docs=docs))
                    yield f"{name}: {command}"
    if only is None:
        (docs / "gallery.md").write_text(page_of(shots), encoding="utf-8")
        yield "docs/gallery.md"


def _check(only: str | None, docs: Path) -> None:
    known = [name for name, _ in PICTURES]
    if only is not None and only not in known:
        raise CannotRunError(f"no picture is called {only!r}; there are: {', '.join(known)}")
    if not docs.is_dir():
        raise CannotRunError(f"the gallery is part of the documentation, and {docs} is not there")


async def _shoot(services: Services, name: str, command: str, *, docs: Path) -> Shot:
    captions = {}
    for language in LANGUAGES:
        page = await page_behind(services, command, services.voice(language))
        if page.picture is None:
            raise CannotRunError(f"{command} has no picture")
        path = docs / "images" / "gallery" / language / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(packed(await services.pictures.png(page.picture.svg)))
        captions[language] = page.picture.caption
    return Shot(name, command, captions)


def packed(png: bytes) -> bytes:
    """Press the pixels of a PNG as hard as it goes; nothing is lost (PNG, third edition, 10)."""
    chunks = list(_chunks(png))
    pixels = zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    head = [each for each in chunks if each[0] == b"IHDR"]
    parts = [*head, (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b"")]
    return png[:8] + b"".join(_chunk(kind, body) for kind, body in parts)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(png):
        (length,) = _LENGTH.unpack_from(png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(kind: bytes, body: bytes) -> bytes:
    return _LENGTH.pack(len(body)) + kind + body + _LENGTH.pack(zlib.crc32(kind + body))


def page_of(shots: Sequence[Shot]) -> str:
    """Write the page: a section for each report, a column for each language."""
    return "\n".join([_INTRO, *(_section(shot) for shot in shots)])


def _section(shot: Shot) -> str:
    pictures = [
        f"![{shot.name}, {title}](images/gallery/{language}/{shot.name}.png)"
        for language, title in LANGUAGES.items()
    ]
    words = [_flat(shot.captions[language]) for language in LANGUAGES]
    rows = [list(LANGUAGES.values()), ["---"] * len(LANGUAGES), pictures, words]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"## `{shot.command}`\n\n{table}\n"


def _flat(caption: str) -> str:
    """Put a caption into the cell of a table."""
    text = _MARKUP.sub("", caption).replace("|", "&#124;")
    return "<br>".join(line.strip() for line in text.splitlines() if line.strip())
