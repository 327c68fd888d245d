"""The catalogue in one language, as every view is handed it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from babel.dates import get_day_names, get_month_names

from bot.words.catalogues import FALLBACK, Words, number
from bot.words.naming import NAMED, DisplayNames, Kind


@dataclass(frozen=True)
class Voice:
    """Says things in one language.

    The values `survey`, `touchpoint` and `theme` of a sentence are ids; people read the names.
    """

    words: Words
    language: str = FALLBACK
    names: DisplayNames = field(default_factory=DisplayNames)

    def say(self, key: str, **values: object) -> str:
        """Say something as HTML."""
        return self.words.say(self.language, key, **self._named(values))

    def plain(self, key: str, **values: object) -> str:
        """Say something as plain text."""
        return self.words.plain(self.language, key, **self._named(values))

    def number(self, value: Decimal | int, *, signed: bool = False) -> str:
        """Write a number; a signed one carries its plus."""
        sign = "+" if signed and value > 0 else ""
        return sign + number(self.language, value)

    def joined(self, parts: Iterable[str], *, clauses: bool = False) -> str:
        """Write a list in one line, with the comma of the language for names or for clauses."""
        return self.words.joined(self.language, parts, clauses=clauses)

    def month(self, number: int, *, alone: bool = False) -> str:
        """Name a month in short, as it reads beside a day, or alone."""
        context: Literal["stand-alone", "format"] = "stand-alone" if alone else "format"
        return str(get_month_names("abbreviated", context=context, locale=self.language)[number])

    def weekday(self, number: int) -> str:
        """Name a day of the week in short; Monday is 1."""
        names = get_day_names("abbreviated", context="stand-alone", locale=self.language)
        return str(names[number - 1])

    def typed(self, command: str) -> str:
        """Write an English command as whoever reads it would type it."""
        return self.words.typed(self.language, command)

    def count(self, key: str, n: int, **values: object) -> str:
        """Say how many as HTML."""
        return self.words.count(self.language, key, n, **self._named(values))

    def named(self, kind: Kind, key: str) -> str:
        """Give what people read instead of an id."""
        return self.names.find(kind, key, self.language) or key

    def _named(self, values: dict[str, object]) -> dict[str, object]:
        shown = ((kind, values[kind]) for kind in NAMED if isinstance(values.get(kind), str))
        return values | {kind: self.named(kind, str(value)) for kind, value in shown}
