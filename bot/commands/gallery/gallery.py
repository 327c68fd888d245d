"""`afterword gallery`: the picture of every report in every language, and the page of them all."""

from __future__ import annotations

import re
import struct
import tempfile
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.commands.gallery.town import open_town
from bot.errors import CannotRunError
from bot.reports.query import command_of
from bot.services import Services
from bot.words.voice import Page, Voice

DOCS = Path(__file__).parents[3] / "docs"
LANGUAGES = {"en": "English", "ru": "Русский", "zh_Hans": "简体中文"}
REPORTS = (
    ("nps-week", "/nps week survey=recommend"),
    ("nps-compared", "/nps week survey=recommend vs last month"),
    ("nps-by-agent", "/nps quarter survey=recommend by agent"),
    ("nps-by-touchpoint", "/nps month survey=recommend by touchpoint"),
    ("nps-by-week", "/nps quarter survey=recommend by week"),
    ("csat-by-visit", "/csat quarter survey=after-chat by visit"),
    ("nps-few", "/nps week survey=new-app"),
    ("nps-four", "/nps yesterday survey=new-app"),
    ("nps-none", "/nps 2026-06 survey=recommend"),
    ("csat-down", "/csat week survey=after-chat"),
    ("csat-three-surveys", "/csat week"),
    ("ces-week", "/ces week"),
    ("stars-new-question", "/stars week"),
    ("mood-week", "/mood week"),
    ("score-month", "/score month"),
    ("thumbs-week", "/thumbs week"),
    ("enps-month", "/enps month"),
    ("responses-week", "/responses week survey=recommend"),
    ("responses-by-channel", "/responses month survey=after-chat by channel"),
    ("trend-by-week", "/trend nps quarter survey=recommend by week"),
    ("compare-after-chat", "/compare after-chat before 2026-11-16 after settling=0d"),
    ("agents-quarter", "/agents nps quarter survey=recommend"),
    ("themes-month", "/themes month survey=after-chat"),
    ("overall-month", "/overall month"),
    ("benchmark-csat", "/benchmark csat"),
    ("first-reply-by-channel", "/frt week by channel"),
    ("first-reply", "/frt month"),
    ("retention-month", "/retention month"),
    ("contacts-month", "/contacts month"),
)
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
        async with open_town(Path(folder)) as services:
            for name, command in REPORTS:
                if only in (None, name):
                    shots.append(await _shoot(services, name, command, docs=docs))
                    yield f"{name}: {command}"
    if only is None:
        (docs / "gallery.md").write_text(page_of(shots), encoding="utf-8")
        yield "docs/gallery.md"


def _check(only: str | None, docs: Path) -> None:
    known = [name for name, _ in REPORTS]
    if only is not None and only not in known:
        raise CannotRunError(f"no picture is called {only!r}; there are: {', '.join(known)}")
    if not docs.is_dir():
        raise CannotRunError(f"the gallery is part of the documentation, and {docs} is not there")


async def _shoot(services: Services, name: str, command: str, *, docs: Path) -> Shot:
    captions = {}
    for language in LANGUAGES:
        page = await _report(services, command, Voice(services.words, language))
        if page.picture is None:
            raise CannotRunError(f"{command} has no picture")
        path = docs / "images" / "gallery" / language / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(packed(await services.pictures.png(page.picture.svg)))
        captions[language] = page.picture.caption
    return Shot(name, command, captions)


async def _report(services: Services, command: str, voice: Voice) -> Page:
    found = next(each for each in services.commands if each.name == command_of(command))
    if found.page is None:
        raise CannotRunError(f"/{found.name} is no report")
    return await found.page(services, command, voice)


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
