"""Counts as bars: a name to the left, the number and a remark to the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures.frame import SMALL, SOFT, WIDTH
from bot.pictures.lettering import cut, width
from bot.pictures.paper import Bar, Mark, Part, Text
from bot.words.voice import Voice

_STEP = 32
_THICK = 20
_NAME = 232  # the widest a name may be
_AIR = 14


@dataclass(frozen=True)
class Count:
    """One bar."""

    name: str
    people: int
    color: str
    remark: str = ""


def tally_bars(voice: Voice, counts: Sequence[Count]) -> Part:
    """Draw the counts below one another, the longest bar as long as there is room."""
    left = min(max(width(each.name, SMALL) for each in counts), _NAME) + _AIR
    numbers = WIDTH - max(width(each.remark, SMALL) for each in counts) - _AIR
    right = numbers - max(width(voice.number(each.people), SMALL) for each in counts) - _AIR
    most = max(1, *(each.people for each in counts))
    marks: list[Mark] = []
    for at, each in enumerate(counts):
        y = _STEP * (at + 0.5)
        end = left + (right - left) * each.people / most
        top, bottom, about = y - _THICK / 2, y + _THICK / 2, {"people": each.people}
        marks += [
            Bar(left, top, end, bottom, each.color, round_ends=3, about=about),
            Text(0, y + 6, cut(each.name, SMALL, _NAME)),
            Text(numbers, y + 6, voice.number(each.people), align="right"),
            Text(WIDTH, y + 6, each.remark, SOFT, align="right"),
        ]
    return Part(_STEP * len(counts), marks)
