"""Every word that a person reads, by language: gettext catalogues read once at start."""

import gettext
import html
import io
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.words.seen import seen
from bot.words.vocabulary import Keyed, Spoken, Vocabulary

FALLBACK = "en"


def number(language: str, value: Decimal | int) -> str:
    """Write a number as the language does, with the decimals it comes with."""
    exponent = Decimal(value).as_tuple().exponent
    digits = max(0, -exponent) if isinstance(exponent, int) else 0
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=language)


class Words:
    """The catalogues of all languages; a word missing in one is taken from English."""

    def __init__(
        self, catalogues: dict[str, list[gettext.GNUTranslations]], *, typed: Vocabulary
    ) -> None:
        """Take the catalogues of each language, and the words of commands that go with them."""
        self._catalogues = catalogues
        self._found: dict[tuple[str, str], gettext.GNUTranslations] = {}
        self._typed = typed

    @classmethod
    def load(cls, folder: Traversable | None = None) -> "Words":
        """Read every catalogue of a folder; those that ship with the bot are read once."""
        return _shipped() if folder is None else _read(folder)

    @property
    def languages(self) -> list[str]:
        """List the languages that have words of their own."""
        return [language for language, pages in self._catalogues.items() if pages]

    def has(self, language: str, key: str) -> bool:
        """Tell whether a language has its own words for a key."""
        return any(page.gettext(key) != key for page in self._catalogues.get(language, []))

    def plain(self, language: str, key: str, **values: object) -> str:
        """Say something as plain text, for buttons and short notes."""
        return self._find(language, key).format_map(_Written(values, self._plainly(language)))

    def say(self, language: str, key: str, **values: object) -> str:
        """Say something as HTML; the values are escaped, the words may carry markup."""
        return self._find(language, key).format_map(_Written(values, self._safely(language)))

    def count(self, language: str, key: str, n: int, **values: object) -> str:
        """Say something about a number of things, in the plural that the language wants.

        KeyError if no catalogue has the words.
        """
        values["n"] = number(language, n)
        return self._find(language, key, n).format_map(_Written(values, self._safely(language)))

    def _plainly(self, language: str) -> Callable[[object], object]:
        return lambda value: self._said(language, value)

    def _safely(self, language: str) -> Callable[[object], object]:
        return lambda value: html.escape(str(self._said(language, value)), quote=False)

    def _said(self, language: str, value: object) -> object:
        """Write words of commands as the language does, and lists with its comma."""
        if isinstance(value, Spoken):
            return self.typed(language, value)
        if isinstance(value, Keyed):
            return self.plain(language, value)
        if isinstance(value, list):
            return self.joined(language, [str(self._said(language, each)) for each in value])
        return seen(value) if isinstance(value, str) else value

    def typed(self, language: str, command: str) -> str:
        """Write an English command as whoever reads it would type it."""
        return self._typed.spoken(language, command)

    def joined(self, language: str, parts: Iterable[str], *, clauses: bool = False) -> str:
        """Write a list in one line, with the comma of the language for names or for clauses."""
        return self._find(language, "list.clauses" if clauses else "list.comma").join(parts)

    def _find(self, language: str, key: str, n: int | None = None) -> str:
        page = self._found.get((language, key))
        if page is None:
            page = self._found[language, key] = self._page(language, key, n)
        return page.gettext(key) if n is None else page.ngettext(key, key, n)

    def _page(self, language: str, key: str, n: int | None) -> gettext.GNUTranslations:
        """Find the catalogue that has the words, once for each of them; KeyError if none has."""
        for chosen in (language, FALLBACK):
            for page in self._catalogues.get(chosen, []):
                if (page.gettext(key) if n is None else page.ngettext(key, key, n)) != key:
                    return page
        raise KeyError(key)


class _Written:
    """Values of which only those are written that the words have a place for."""

    def __init__(self, values: Mapping[str, object], write: Callable[[object], object]) -> None:
        self._values, self._write = values, write

    def __getitem__(self, name: str) -> object:
        return self._write(self._values[name])


@cache  # what ships does not change while it runs
def _shipped() -> Words:
    return _read(files("bot").joinpath("locales"))


def _read(root: Traversable) -> Words:
    found: dict[str, list[gettext.GNUTranslations]] = {}
    for language in sorted(root.iterdir(), key=lambda each: each.name):
        if language.is_dir():
            pages = sorted(language.iterdir(), key=lambda each: each.name)
            texts = [each.read_bytes() for each in pages if each.name.endswith(".po")]
            found[language.name] = [_compile(text, language.name) for text in texts]
    return Words(found, typed=Vocabulary.load(root))


def _compile(text: bytes, language: str) -> gettext.GNUTranslations:
    catalogue = read_po(io.BytesIO(text), locale=language)
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)
