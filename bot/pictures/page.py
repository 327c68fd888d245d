"""A page: words, the buttons below them, and perhaps a picture that says it better."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.pictures.paper import Drawing
from bot.pictures.svg import svg


@dataclass(frozen=True)
class Choice:
    """A button and the command that it stands for.

    What it gives takes the place of the message; `anew` is a message of its own, with its picture.
    """

    label: str
    body: str
    anew: bool = False


@dataclass(frozen=True)
class Picture:
    """How it is drawn, should anybody see it, and the HTML below it: at most 1024 UTF-16 units."""

    draw: Callable[[], Drawing]
    caption: str

    @cached_property
    def drawing(self) -> Drawing:
        """What is drawn."""
        return self.draw()

    @cached_property
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
