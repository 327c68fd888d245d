"""The marks that pictures are made of, at places worked out beforehand, and how they are stacked.

Places are units from the top left. What a mark stands for travels with it, as `about`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.pictures.frame import BODY, INK, LARGE, LINE, SMALL, SOFT, WIDTH
from bot.pictures.lettering import cut, width, wrapped

Facts = Mapping[str, str | float]
Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Text:
    """A line of words that rests on y."""

    x: float
    y: float
    text: str
    color: str = INK
    size: int = SMALL
    align: Align = "left"
    bold: bool = False
    about: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Halo:
    """Clears the paper around words that are written over it, so that no line crosses them."""

    text: Text


@dataclass(frozen=True)
class Bar:
    """A rectangle between two corners; a hollow one has nothing but its rim."""

    x: float
    y: float
    x2: float
    y2: float
    color: str
    round_ends: int = 0
    about: Facts = field(default_factory=dict)
    hollow: bool = False


@dataclass(frozen=True)
class Rule:
    """A straight line between two points."""

    x: float
    y: float
    x2: float
    y2: float
    color: str
    thick: float = 1.0
    dash: tuple[int, ...] = ()
    about: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Dot:
    """A round mark, its rim in its colour; a hollow one stands for few answers."""

    x: float
    y: float
    color: str
    radius: float = 5.2
    hollow: bool = False
    about: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Spot:
    """A value at its place, and the stretch from `top` to `foot` that it may lie in."""

    x: float
    y: float
    top: float
    foot: float
    about: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """Joins spots from left to right."""

    spots: Sequence[Spot]
    color: str
    thick: float = 3.0


@dataclass(frozen=True)
class Area:
    """Fills the stretches along spots."""

    spots: Sequence[Spot]
    color: str
    opacity: float = 0.45


Mark = Text | Halo | Bar | Rule | Dot | Line | Area


@dataclass(frozen=True)
class Part:
    """Marks over one another, on a stretch of the picture's full width."""

    height: float
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Drawing:
    """A whole picture: its parts below one another."""

    parts: Sequence[Part]


def framed(
    parts: Iterable[Part], *, title: str, subtitle: Sequence[str], footer: Sequence[str]
) -> Drawing:
    """Stack the parts under a title and its subtitle, with small print below them.

    What is too long for a line is broken, and the title cut, so that nothing leaves the picture.
    """
    below = [line for text in subtitle for line in wrapped(text, BODY, WIDTH)]
    head = [
        Text(0, 20, cut(title, LARGE, WIDTH), size=LARGE),
        *stacked(below, y=48, size=BODY, color=SOFT),
    ]
    small = [line for text in footer for line in wrapped(text, SMALL, WIDTH)]
    return Drawing(
        [Part(28 + LINE * len(below), head), *parts, *([_lines(small)] if small else [])]
    )


def _lines(lines: Sequence[str]) -> Part:
    return Part(LINE * len(lines), stacked(lines, y=14, color=SOFT))


def note(text: str) -> Part:
    """Write a sentence in small print."""
    return _lines(wrapped(text, SMALL, WIDTH))


def heading(text: str) -> Part:
    """Write what the next part is about."""
    return Part(22, stacked(wrapped(text, BODY, WIDTH)[:1], y=18, size=BODY))


def stacked(
    lines: Iterable[str],
    *,
    y: float,
    x: float = 0,
    step: float = LINE,
    size: int = SMALL,
    color: str = INK,
    bold: bool = False,
) -> list[Text]:
    """Write lines below one another, the first of them resting on y."""
    return [Text(x, y + step * at, line, color, size, bold=bold) for at, line in enumerate(lines)]


def centred(text: str, x: float, *, low: float = 0.0, high: float = WIDTH) -> float:
    """Tell where the middle of a text may lie that would stand at x: it stays within two ends."""
    half = width(text, SMALL) / 2
    return min(max(x, low + half), high - half)
