"""Every word that a person reads, by language: gettext catalogues read once at start."""

import gettext
import html
import io
from collections.abc import Iterable
from decimal import Decimal
from importlib.resources import files

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

FALLBACK = "en"


def normal_language(code: str | None) -> str | None:
    """Write a language code in one way: `zh-hans` becomes `zh_Hans`; None if it is no code."""
    if not code:
        return None
    try:
        locale = Locale.parse(code.strip().replace("-", "_"))
    except (ValueError, UnknownLocaleError, TypeError):
        return None
    return f"{locale.language}_{locale.script}" if locale.script else locale.language


def nearest_language(code: str | None, offered: Iterable[str], default: str) -> str:
    """Choose among the languages offered: the same, else the same without script or region."""
    offered = list(offered)
    wanted = normal_language(code)
    if wanted is None:
        return default
    if wanted in offered:
        return wanted
    stem = wanted.partition("_")[0]
    return next((each for each in offered if each.partition("_")[0] == stem), default)


def number(language: str, value: Decimal | int) -> str:
    """Write a number as the language does, with the decimals it comes with."""
    exponent = Decimal(value).as_tuple().exponent
    digits = max(0, -exponent) if isinstance(exponent, int) else 0
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=language)


class Words:
    """The catalogues of all languages; a word missing in one is taken from English."""

    def __init__(self, catalogues: dict[str, list[gettext.GNUTranslations]]) -> None:
        """Take the catalogues of each language."""
        self._catalogues = catalogues

    @classmethod
    def load(cls) -> "Words":
        """Read every catalogue that ships with the bot."""
        found: dict[str, list[gettext.GNUTranslations]] = {}
        for folder in sorted(
            files("bot").joinpath("locales").iterdir(), key=lambda each: each.name
        ):
            if folder.is_dir():
                pages = sorted(folder.iterdir(), key=lambda each: each.name)
                texts = [each.read_bytes() for each in pages if each.name.endswith(".po")]
                found[folder.name] = [_compile(text, folder.name) for text in texts]
        return cls(found)

    @property
    def languages(self) -> list[str]:
        """List the languages that have words of their own."""
        return [language for language, pages in self._catalogues.items() if pages]

    def has(self, language: str, key: str) -> bool:
        """Tell whether a language has its own words for a key."""
        return any(page.gettext(key) != key for page in self._catalogues.get(language, []))

    def plain(self, language: str, key: str, **values: object) -> str:
        """Say something as plain text, for buttons and short notes."""
        return self._find(language, key).format(**values)

    def say(self, language: str, key: str, **values: object) -> str:
        """Say something as HTML; the values are escaped, the words may carry markup."""
        safe = {name: html.escape(str(value), quote=False) for name, value in values.items()}
        return self._find(language, key).format(**safe)

    def count(self, language: str, key: str, n: int, **values: object) -> str:
        """Say something about a number of things, in the plural that the language wants."""
        for chosen in (language, FALLBACK):
            for page in self._catalogues.get(chosen, []):
                words = page.ngettext(key, key, n)
                if words != key:
                    safe = {
                        name: html.escape(str(value), quote=False) for name, value in values.items()
                    }
                    return words.format(n=n, **safe)
        raise KeyError(key)

    def _find(self, language: str, key: str) -> str:
        for chosen in (language, FALLBACK):
            for page in self._catalogues.get(chosen, []):
                words = page.gettext(key)
                if words != key:
                    return words
        raise KeyError(key)


def _compile(text: bytes, language: str) -> gettext.GNUTranslations:
    catalogue = read_po(io.BytesIO(text), locale=language)
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)
