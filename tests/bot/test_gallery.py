"""The gallery: every picture is a report of the map, and pressing a picture loses nothing."""

import struct
import zlib
from pathlib import Path

import pytest

from bot.app import REPORTS
from bot.commands.gallery.shots import (
    DOCS,
    LANGUAGES,
    PICTURES,
    Shot,
    make_gallery,
    packed,
    page_of,
)
from bot.errors import CannotRunError
from bot.pictures.drawer import Pictures
from bot.pictures.paper import framed
from bot.pictures.svg import svg
from bot.text.query import command_of
from bot.words.catalogues import Words


def test_every_picture_is_of_a_report_and_has_a_name_of_its_own() -> None:
    for report in REPORTS:
        assert {command_of(command) for _, command in report.gallery} <= {report.name}
    assert len({name for name, _ in PICTURES}) == len(PICTURES)


def test_every_language_has_a_column() -> None:
    assert list(LANGUAGES) == Words.load().languages


def test_the_page_shows_what_is_there() -> None:
    shown = (DOCS / "gallery.md").read_text("utf-8")
    for name, command in PICTURES:
        assert f"## `{command}`" in shown
        for language in LANGUAGES:
            assert f"(images/gallery/{language}/{name}.png)" in shown
            assert (DOCS / "images" / "gallery" / language / f"{name}.png").is_file()


def test_a_caption_fits_into_a_cell_of_a_table() -> None:
    said = dict.fromkeys(LANGUAGES, "<b>a</b> | b\n<blockquote>c &lt;d&gt;</blockquote>\n\ne")
    shown = page_of([Shot("a-name", "/nps week", said)])
    assert "| <b>a</b> &#124; b<br>c &lt;d&gt;<br>e |" in shown


async def test_an_unknown_picture_is_refused_with_the_names_there_are(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match=r"nps-weak.*nps-week"):
        [line async for line in make_gallery("nps-weak", docs=tmp_path)]
    with pytest.raises(CannotRunError, match="is not there"):
        [line async for line in make_gallery(docs=tmp_path / "nowhere")]


async def test_a_pressed_picture_has_the_same_pixels() -> None:
    pictures = Pictures()
    png = await pictures.png(svg(framed([], title="a", subtitle=["b"], footer=[])))
    await pictures.close()
    pressed = packed(png)
    assert pressed[:33] == png[:33]  # the signature, the size and the kind of colour
    assert pixels(pressed) == pixels(png)
    assert packed(pressed) == pressed


def pixels(png: bytes) -> bytes:
    body, at = b"", 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    return zlib.decompress(body)
