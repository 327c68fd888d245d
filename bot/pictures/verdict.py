"""What changed, in large dark letters after a coloured arrow, and what it is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures.frame import BAD, GOOD, INK, LARGE, LINE, SMALL, SOFT, WIDTH
from bot.pictures.lettering import wrapped
from bot.pictures.paper import Part, Text, stacked

_STEP = 30
_ARROW = 32  # what an arrow takes before the words
_SIGNS = {"up": "▲", "down": "▼"}


@dataclass(frozen=True)
class SaidChange:
    """What is said of a change: `way` is up or down where it is clear, else empty.

    `word` is the verdict; none where nothing was compared, and `rest` tells why.
    """

    word: str
    rest: Sequence[str] = ()
    way: str = ""
    worse: bool = False  # the arrow is of the colour of what is bad

    @property
    def sign(self) -> str:
        """The arrow, only before a change that is clear."""
        return _SIGNS.get(self.way, "")

    @property
    def color(self) -> str:
        """The colour of the arrow."""
        return BAD if self.worse else GOOD


def verdict_lines(said: SaidChange, *, top: float = 0.0) -> tuple[list[Text], float]:
    """Write a change below `top`, and tell how high that is."""
    indent = _ARROW if said.sign else 0
    loud = wrapped(said.word, LARGE, WIDTH - indent, bold=True) if said.word else []
    soft = [line for text in said.rest for line in wrapped(text, SMALL, WIDTH)]
    arrow = [Text(0, top + 26, said.sign, said.color, LARGE, bold=True)] if said.sign else []
    below = top + _STEP * len(loud)
    return [
        *arrow,
        *stacked(loud, x=indent, y=top + 26, step=_STEP, size=LARGE, color=INK, bold=True),
        *stacked(soft, y=below + LINE - 2, color=SOFT),
    ], _STEP * len(loud) + LINE * len(soft) + 4


def verdict_part(said: SaidChange) -> Part:
    """Draw a change by itself."""
    marks, height = verdict_lines(said)
    return Part(height, marks)
