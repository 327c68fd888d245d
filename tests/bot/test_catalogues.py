"""The words people read: every language says what English says, and the code asks for no others."""

import ast
import re
import shutil
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from bot.text.languages import nearest_language, normal_language
from bot.words import dates
from bot.words.catalogues import Words
from bot.words.voice import Voice
from tests.bot.catalogues import (
    LANGUAGES,
    LOCALES,
    OTHERS,
    PAGES,
    ROOT,
    catalogue,
    english,
    said,
    tags,
)

_KEY = re.compile(r"[a-z]+(\.[a-z0-9_-]+)+")


GERMAN = """\
msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "staff.button.comments"
msgstr "Kommentare"

msgid "staff.dates.short"
msgstr "{day} {month}"

msgid "staff.duration.day"
msgid_plural "staff.duration.day"
msgstr[0] "{n} Tag"
msgstr[1] "{n} Tage"
"""


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_folders_are_named_as_languages_are_written_here() -> None:
    assert [normal_language(name) for name in LANGUAGES] == LANGUAGES
    assert Words.load().languages == LANGUAGES
    assert {"en", "ru", "zh_Hans"} <= set(LANGUAGES)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_catalogue_says_nothing_twice_and_nothing_in_vain(page: Path) -> None:
    ids = re.findall(r'^msgid "(.+)"$', (LOCALES / page).read_text("utf-8"), re.MULTILINE)
    assert len(ids) == len(set(ids))
    for message in said(page):
        assert all(form.strip() for form in message.forms), message.key
        assert not message.fuzzy, message.key


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_translation_has_the_placeholders_and_tags_of_english(page: Path) -> None:
    for message in said(page):
        assert message.key in english(), f"{message.key} is not said in English"
        origin = english()[message.key].forms[-1]
        for form in message.forms:
            allowed = (
                {"n"} if message.counted else set[str]()
            )  # "one answer" may do without its number
            assert placeholders(form) ^ placeholders(origin) <= allowed, message.key
            assert tags(form) == tags(origin), message.key


@pytest.mark.parametrize("language", OTHERS)
def test_everything_is_said_in_every_language(language: str) -> None:
    found = {each.key for page in PAGES if page.parts[0] == language for each in said(page)}
    assert english().keys() - found == set()


def test_no_word_is_said_in_two_files() -> None:
    for language in LANGUAGES:
        keys = [each.key for page in PAGES if page.parts[0] == language for each in said(page)]
        assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_count_has_every_plural_of_its_language(page: Path) -> None:
    found = catalogue(page)
    expected = {"en": 2, "ru": 3, "zh_Hans": 1}.get(page.parts[0], found.num_plurals)
    assert found.num_plurals == expected
    assert "Plural-Forms" in (LOCALES / page).read_text("utf-8")
    for message in said(page):
        assert not message.counted or len(message.forms) == expected, message.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_names_the_buttons_as_they_read(language: str) -> None:
    words = Words.load()
    text = words.plain(language, "help.customer", business="Acme")
    for button in ("later", "never", "comment"):
        assert words.plain(language, f"button.{button}") in text


def test_a_language_is_added_by_dropping_a_folder(tmp_path: Path) -> None:
    shutil.copytree(LOCALES, tmp_path, dirs_exist_ok=True)
    german = tmp_path / "de"
    german.mkdir()
    (german / "own.po").write_text(GERMAN, "utf-8")
    (german / "vocabulary.toml").write_text('[periods]\nweek = ["Woche"]\n', "utf-8")
    words = Words.load(tmp_path)
    voice = Voice(words, "de")
    assert words.languages == ["de", *LANGUAGES]
    assert voice.plain("staff.button.comments") == "Kommentare"
    assert voice.count("staff.duration.day", 1) == "1 Tag"
    assert voice.count("staff.duration.day", 12_345) == "12.345 Tage"
    assert voice.plain("staff.button.back") == "back"  # English is what is not said yet
    assert dates.day(voice, date(2026, 3, 9)) == "9 März"  # months and numbers come with Babel
    assert voice.typed("/nps week by agent") == "/nps Woche by agent"
    assert nearest_language("de-AT", words.languages, "en") == "de"


def test_a_language_may_have_commands_of_english_only(tmp_path: Path) -> None:
    shutil.copytree(LOCALES, tmp_path, dirs_exist_ok=True)
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "own.po").write_text(GERMAN, "utf-8")
    assert Voice(Words.load(tmp_path), "de").typed("/nps week") == "/nps week"


def test_the_code_asks_for_no_words_that_are_not_there() -> None:
    for place, key in _keys_in_code():
        if "*" in key:
            assert any(_fits(key, each) for each in english()), f"{place}: {key}"
        elif key.partition(".")[0] in _stems() and not key.endswith(".po"):
            assert key in english(), f"{place}: {key}"


def test_every_word_is_asked_for_by_the_code() -> None:
    asked = {key for _, key in _keys_in_code()}
    filled_in = [each for each in asked if "*" in each]
    unused = [key for key in english().keys() - asked if not any(_fits(f, key) for f in filled_in)]
    assert unused == []


def _fits(asked: str, key: str) -> bool:
    return re.fullmatch(re.escape(asked).replace(r"\*", ".+"), key) is not None


def _keys_in_code() -> Iterator[tuple[str, str]]:
    """Yield every text that looks like a key; what is filled in stands as an asterisk."""
    for path in sorted((ROOT / "bot").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        inner = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr)
            for part in node.values
        }
        for node in ast.walk(tree):
            if id(node) not in inner and (key := _key_of(node)) is not None:
                yield path.name, key


@cache
def _stems() -> frozenset[str]:
    return frozenset(key.partition(".")[0] for key in english())


def _key_of(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value if _KEY.fullmatch(node.value) or node.value == "thanks" else None
    if not isinstance(node, ast.JoinedStr):
        return None
    parts = [str(p.value) if isinstance(p, ast.Constant) else "*" for p in node.values]
    text = "".join(parts)
    looks = text.partition(".")[0] in _stems() and re.fullmatch(r"[a-z*]+(\.[a-z0-9_*-]+)+", text)
    return text if looks else None
