"""How the words are written: short where Telegram is narrow, and as each language is written."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

import pytest

from bot.reports.paging import buttons
from bot.words.catalogues import Words
from bot.words.voice import Voice
from tests.bot.catalogues import LANGUAGES, OTHERS, PAGES, ROOT, said, tags
from tests.forms import parse_query

LONGEST_TOAST = 200
LONGEST_MENU_LINE = 256
# A telephone shows a message some 300 points wide, and its buttons as wide together; a button has
# some 8 points beside its text, and half a square of the usual type is some 7.3 points wide.
CELLS = {1: 40, 2: 18, 3: 12}  # by the number of buttons in a row
_HAN = r"[\u4e00-\u9fff]"
_TYPED = re.compile(r"[.]words?[.]")  # lists of what people may type
_HALF_WIDTH = re.compile(rf"{_HAN} ?[,;:!?()]|[,;:!?()] ?{_HAN}|{_HAN}\.(?!\.)|\.\.\.|\"")
_MIXED = re.compile(r"(?=\w*[a-z])(?=\w*[а-яё])\w+", re.IGNORECASE)
_ALONE = re.compile(r"(?<![\w/.])[aceopxyABCEHKMOPTXcC](?![\w.])")


def cells(text: str) -> int:
    """How wide a text is, in halves of a square."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def in_a_row(key: str) -> int | None:
    """How many buttons with such a word stand side by side at most; None if it is no button."""
    stem, _, name = key.rpartition(".")
    if stem in ("staff.by", "staff.button", "reason"):
        return None if name in NO_BUTTONS else 3
    return 2 if stem == "button" else None


NO_BUTTONS = {
    *("people", "range", "none", "nothing", "cut", "cut_first", "hidden"),
    *("fair", "last_visit", "peoples"),
}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_what_is_short_in_telegram_is_short(page: Path) -> None:
    for message in said(page):
        row = in_a_row(message.key)
        for form in message.forms:
            if row is not None:
                mark = 2 * message.key.startswith("reason.")  # "✓ " before the one that was chosen
                assert cells(form) + mark <= CELLS[row], message.key
            elif message.key.startswith("toast."):
                assert len(form) <= LONGEST_TOAST, message.key
                assert not tags(form), f"{message.key}: a toast is plain text"
            elif message.key.startswith("command."):
                assert 1 <= len(form) <= LONGEST_MENU_LINE, message.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_row_of_a_summary_is_too_full(language: str) -> None:
    voice = Voice(Words.load(), language)
    today, zone = date(2026, 11, 22), ZoneInfo("Europe/Berlin")
    for text in ("/nps last month by agent", "/nps week", "/nps week by"):
        query = parse_query(text, today=today, zone=zone, surveys=[])
        rows = buttons(voice, query, today=today, comments_on="x")
        assert all(cells(each.label) <= CELLS[min(len(row), 3)] for row in rows for each in row)
        assert all(len(row) <= 3 for row in rows)


def bare(form: str) -> str:
    """A text without what is filled in, without markup and without what stays as it is typed."""
    form = re.sub(r"<code>.*?</code>", " ", form)
    return re.sub(r"\{\w+\}|</?[a-z]+>|&\w+;|`[^`]*`", "", form)


@pytest.mark.parametrize("page", [each for each in PAGES if each.parts[0] == "zh_Hans"], ids=str)
def test_chinese_has_the_punctuation_of_chinese(page: Path) -> None:
    for message in said(page):
        for form in message.forms if not _TYPED.search(message.key) else ():
            assert not _HALF_WIDTH.search(bare(form)), (message.key, form)


@pytest.mark.parametrize("page", [each for each in PAGES if each.parts[0] == "ru"], ids=str)
def test_russian_is_written_in_russian_letters(page: Path) -> None:
    for message in said(page):
        for form in message.forms:
            assert not _MIXED.search(bare(form)), (message.key, form)
            assert not _ALONE.search(bare(form)), (message.key, form)
            assert '"' not in bare(form), f"{message.key}: quotes are « »"


@pytest.mark.parametrize("page", [each for each in PAGES if each.parts[0] in OTHERS], ids=str)
def test_the_glossary_is_kept(page: Path) -> None:
    language = page.parts[0]
    for message in said(page):
        for form in message.forms:
            found = [word for word in glossary()[language] if word in bare(form).casefold()]
            assert not found, (message.key, form)


@cache
def glossary() -> dict[str, tuple[str, ...]]:
    """The words that are not used, by language, from the last column of each table's rows."""
    text = (ROOT / "docs" / "translating.md").read_text("utf-8")
    rows = [line.strip("| ").split("|") for line in text.splitlines() if line.startswith("| ")]
    cut = [[cell.strip() for cell in row] for row in rows]
    table = [row for row in cut if len(row) == 4 and row[0] not in ("English", "---")]
    assert table
    words = [word.strip() for row in table for word in row[3].split(",") if word.strip()]
    han = re.compile(_HAN)
    return {
        "ru": tuple(word for word in words if not han.search(word)),
        "zh_Hans": tuple(word for word in words if han.search(word)),
    }
