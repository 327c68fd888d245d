"""The words people read: every language says what English says, and the code asks for no others."""

import ast
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.words import FALLBACK, Words, normal_language

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "bot" / "locales"
LANGUAGES = sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir())
OTHERS = [language for language in LANGUAGES if language != FALLBACK]
PAGES = sorted(path.relative_to(LOCALES) for path in LOCALES.glob("*/*.po"))
FOR_STAFF = "alert."  # staff read these: they stay English
LONGEST_BUTTON = 20
LONGEST_TOAST = 200
LONGEST_MENU_LINE = 256
_TAG = re.compile(r"</?[a-z]+>")
_KEY = re.compile(r"[a-z]+(\.[a-z0-9_-]+)+")


@dataclass(frozen=True)
class Said:
    """One entry: its key and how it reads, once for each plural."""

    key: str
    forms: tuple[str, ...]
    counted: bool
    fuzzy: bool


@cache
def catalogue(page: Path) -> Catalog:
    return read_po(io.BytesIO((LOCALES / page).read_bytes()), locale=page.parent.name)


@cache
def said(page: Path) -> tuple[Said, ...]:
    return tuple(_entries(page))


def _entries(page: Path) -> Iterator[Said]:
    for message in catalogue(page):
        keys = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        forms = message.string or ""
        if keys[0]:
            assert len(set(keys)) == 1, keys
            read = (forms,) if isinstance(forms, str) else tuple(forms)
            yield Said(keys[0], read, counted=len(keys) > 1, fuzzy=message.fuzzy)


@cache
def english() -> dict[str, Said]:
    return {each.key: each for page in PAGES if page.parts[0] == FALLBACK for each in said(page)}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def tags(text: str) -> list[str]:
    return sorted(_TAG.findall(text))


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
def test_customers_read_everything_in_their_language(language: str) -> None:
    wanted = {each.key for each in said(Path(FALLBACK, "customer.po"))}
    found = {each.key for each in said(Path(language, "customer.po"))}
    assert {key for key in wanted if not key.startswith(FOR_STAFF)} - found == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_short_in_telegram_is_short(language: str) -> None:
    for message in said(Path(language, "customer.po")):
        for form in message.forms:
            if message.key.startswith(("button.", "reason.")):
                assert len(form) <= LONGEST_BUTTON, message.key
            elif message.key.startswith("toast."):
                assert len(form) <= LONGEST_TOAST, message.key
                assert not tags(form), f"{message.key}: a toast is plain text"
            elif message.key.startswith("command."):
                assert 1 <= len(form) <= LONGEST_MENU_LINE, message.key


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


@pytest.mark.parametrize("language", OTHERS)
def test_words_of_another_language_are_found_and_others_fall_back(language: str) -> None:
    words = Words.load()
    key = "start.coming"
    assert words.plain(language, key) != words.plain(FALLBACK, key)
    assert words.plain(language, "alert.agent", agent="Anna") == "Agent: Anna"
    assert words.count(language, "staff.summary.counts", 2, bands="all well") == (
        "2 answers: all well"
    )


def test_the_code_asks_for_no_words_that_are_not_there() -> None:
    stems = {key.partition(".")[0] for key in english()}
    for place, key in _keys_in_code():
        if "*" in key:
            assert any(_fits(key, each) for each in english()), f"{place}: {key}"
        elif key.partition(".")[0] in stems and not key.endswith(".po"):
            assert key in english(), f"{place}: {key}"


def test_every_word_is_asked_for_by_the_code() -> None:
    asked = {key for _, key in _keys_in_code()}
    unused = [key for key in english() if not any(_fits(each, key) for each in asked)]
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


def _key_of(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value if _KEY.fullmatch(node.value) or node.value == "thanks" else None
    if not isinstance(node, ast.JoinedStr):
        return None
    parts = [str(p.value) if isinstance(p, ast.Constant) else "*" for p in node.values]
    text = "".join(parts)
    stems = {key.partition(".")[0] for key in english()}
    looks = text.partition(".")[0] in stems and re.fullmatch(r"[a-z*]+(\.[a-z0-9_*-]+)+", text)
    return text if looks else None
