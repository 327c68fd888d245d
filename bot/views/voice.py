"""The catalogue in one language, as every view is handed it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.words import FALLBACK, Words


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

    def count(self, key: str, n: int, **values: object) -> str:
        """Say how many as HTML."""
        return self.words.count(self.language, key, n, **values)


@dataclass(frozen=True)
class Choice:
    """A button and the command that it stands for."""

    label: str
    body: str


@dataclass(frozen=True)
class Page:
    """A reply: HTML and the buttons below it."""

    text: str
    rows: Sequence[Sequence[Choice]] = field(default_factory=tuple)


def in_rows(choices: Sequence[Choice], *, width: int = 3) -> list[list[Choice]]:
    """Lay buttons out, so many to a row."""
    return [list(choices[at : at + width]) for at in range(0, len(choices), width)]
