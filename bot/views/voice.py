"""The catalogue in one language, as every view is handed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bot.words import FALLBACK, Words, number

Spec = Mapping[str, Any]  # a Vega-Lite specification, ready to be written as JSON


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

    spec: Spec
    caption: str


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
