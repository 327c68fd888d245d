"""The catalogue in one language, as every view is handed it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.pictures.paper import Drawing
from bot.pictures.svg import svg
from bot.words.catalogues import FALLBACK, Words, month, number, weekday


@dataclass(frozen=True)
class Voice:
    """Says things in one language."""

    words: Words
    language: str = FALLBACK

    def say(self, key: str, **values: object) -> str:
        """Say something as HTML."""
        return self.words.say(self.language, key, **values)

    def plain(self, key: str, **values: object) -> str:
        """Say something as plain text."""
        return self.words.plain(self.language, key, **values)

    def number(self, value: Decimal | int, *, signed: bool = False) -> str:
        """Write a number; a signed one carries its plus."""
        sign = "+" if signed and value > 0 else ""
        return sign + number(self.language, value)

    def joined(self, parts: Iterable[str], *, clauses: bool = False) -> str:
        """Write a list in one line, with the comma of the language for names or for clauses."""
        return self.words.joined(self.language, parts, clauses=clauses)

    def month(self, number: int, *, alone: bool = False) -> str:
        """Name a month in short, as it reads beside a day, or alone."""
        return month(self.language, number, alone=alone)

    def weekday(self, number: int) -> str:
        """Name a day of the week in short; Monday is 1."""
        return weekday(self.language, number)

    def typed(self, command: str) -> str:
        """Write an English command as whoever reads it would type it."""
        return self.words.typed(self.language, command)

    def count(self, key: str, n: int, **values: object) -> str:
        """Say how many as HTML."""
        return self.words.count(self.language, key, n, **values)


@dataclass(frozen=True)
class Choice:
    """A button and the command that it stands for."""

    label: str
    body: str


@dataclass(frozen=True)
class Picture:
    """What is drawn, and the HTML below it: at most 1024 UTF-16 units."""

    drawing: Drawing
    caption: str

    @property
    def svg(self) -> str:
        """The one description of the picture, equal for equal pictures."""
        return svg(self.drawing)


@dataclass(frozen=True)
class Page:
    """A reply: HTML, the buttons below it, and the picture that says it better if there is one.

    `text` says everything in words: for whoever asked for text, and where a picture cannot be made.
    """

    text: str
    rows: Sequence[Sequence[Choice]] = field(default_factory=tuple)
    picture: Picture | None = None


def in_rows(choices: Sequence[Choice], *, width: int = 3) -> list[list[Choice]]:
    """Lay buttons out, so many to a row."""
    return [list(choices[at : at + width]) for at in range(0, len(choices), width)]
