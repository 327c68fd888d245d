"""The catalogues as they are written, for tests of their words."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.words.catalogues import FALLBACK

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "bot" / "locales"
LANGUAGES = sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir())
OTHERS = [language for language in LANGUAGES if language != FALLBACK]
PAGES = sorted(path.relative_to(LOCALES) for path in LOCALES.glob("*/*.po"))
_TAG = re.compile(r"</?[a-z]+>")


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


def tags(text: str) -> list[str]:
    return sorted(_TAG.findall(text))
