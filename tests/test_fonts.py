"""The font of the pictures holds every character that the bot may want to draw."""

import re
import unicodedata
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures.drawer import _FIRST
from bot.pictures.frame import FONT
from bot.pictures.glyphs import MOST, characters, covered

FONTS = Path(str(files("bot.pictures") / "fonts"))
LOCALES = Path(str(files("bot") / "locales"))
FACES = 0x1F000  # from here on Unicode has what Telegram draws itself; no picture carries it
ONLY_IN_CHATS = set("✍✅⏳❌⚪\ufe0f⏰➖")  # the same, from elsewhere
LIMIT_BYTES = 2_500_000


def font(style: str = "Regular") -> TTFont:
    return TTFont(FONTS / f"AfterwordSans-{style}.otf")


def words(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        for message in read_po(file):
            forms = message.string
            if message.id and forms:
                yield from [forms] if isinstance(forms, str) else forms


@pytest.mark.parametrize(
    "path", sorted(LOCALES.rglob("*.po")), ids=lambda p: "/".join(p.parts[-2:])
)
def test_every_character_of_every_catalogue_can_be_drawn(path: Path) -> None:
    wanted = {each for each in "".join(words(path)) if ord(each) < FACES}
    assert wanted - {"\n"} - ONLY_IN_CHATS - characters() == set()


def test_letters_of_many_languages_and_the_signs_of_reports_can_be_drawn() -> None:
    wanted = "AaZz09 ŁłŹźŒœßğışņ Ґґ Її Ўў Ққ Ңң Ωω Ệệ ☆★ ≥≤ – − … · × ± → ↑ ↓ ▲ ▼ ● ○ ✓ ✗ € ₽ ¥ №"
    assert set(wanted) <= characters()
    assert set("差评客服满意度。，、：；？！（）《》％") <= characters()


def test_every_character_of_gb_2312_can_be_drawn() -> None:
    rows = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    wanted = {each.decode("gb2312", "ignore") for each in rows} - {""}
    assert len(wanted) == 6763
    assert wanted <= characters()


def test_what_the_list_says_is_what_the_font_has() -> None:
    assert {chr(code) for code in font().getBestCmap()} == characters()


NEVER_DRAWN = {"rights.po"}  # words for the chat alone: no picture says them


def test_what_is_never_drawn_is_said_by_the_room_of_rights_alone() -> None:
    keys = re.compile(r"""["'](?:privacy|forget|mydata|audit)\.""")
    modules = Path(str(files("bot"))).rglob("*.py")
    saying = {path.parent.name for path in modules if keys.search(path.read_text("utf-8"))}
    assert saying == {"rights"}


def test_what_is_semibold_has_every_letter_of_the_catalogues_and_figures() -> None:
    known = {chr(code) for code in font("SemiBold").getBestCmap()}
    said = {
        each
        for path in LOCALES.rglob("*.po")
        if path.name not in NEVER_DRAWN
        for text in words(path)
        for each in text
        if each in characters()
    }
    assert {each for each in said if each.isalpha() or each.isdigit()} - known == set()
    assert set("+-−–%.,0123456789 ▲▼★…") <= known <= characters()


def test_the_font_has_a_name_of_its_own_and_its_licences_beside_it() -> None:
    for style, weight in (("Regular", 400), ("SemiBold", 600)):
        assert font(style)["name"].getDebugName(1) == FONT
        assert font(style)["OS/2"].usWeightClass == weight
    name = font()["name"]
    assert f'font-family="{FONT}"' in _FIRST
    assert "Open Font License" in name.getDebugName(13)
    assert {path.name for path in FONTS.glob("OFL*")} == {"OFL-NotoSans.txt", "OFL-NotoSansSC.txt"}
    for path in FONTS.glob("OFL*"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in path.read_text("utf-8")
    assert sum(path.stat().st_size for path in FONTS.iterdir() if path.is_file()) < LIMIT_BYTES


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Łódź ☆ 周", "Łódź ☆ 周"),
        ("мо\u0438\u0306", "мо\u0439"),  # a letter and its accent become one
        ("\0a\x1b\u200b\u202eb\ufeff", "ab"),
        ("a\tb\u2028c", "a\u0020b c"),
        ("two\nlines", "two\nlines"),
        ("\ud800", "▯"),
        ("علي", "▯▯▯"),
        ("😀\ufe0f!", "▯!"),
    ],
)
def test_what_the_font_lacks_becomes_a_box_and_the_invisible_goes(text: str, drawn: str) -> None:
    assert covered(text).replace("\t", " ") == drawn


@given(st.text(st.characters()))
def test_whatever_is_drawn_is_in_the_font(text: str) -> None:
    drawn = covered(text)
    assert set(drawn) <= characters() | {"\n"}
    assert covered(drawn) == drawn
    seen = [each for each in text if unicodedata.category(each) not in {"Cc", "Cf", "Mn", "Me"}]
    assert bool(drawn.strip()) >= any(each.isalnum() for each in seen)


def test_a_long_text_is_cut() -> None:
    drawn = covered("x" * 100_000)
    assert len(drawn) == MOST
    assert drawn.endswith("…")
