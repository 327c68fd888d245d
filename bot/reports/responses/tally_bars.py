"""Counts as bars: a name to the left, the number and a remark to the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures import paper
from bot.pictures.frame import SMALL, SOFT, WIDTH, Part
from bot.pictures.lettering import cut, width
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
    bars: list[paper.Mark] = []
    names: list[paper.Mark] = []
    texts: list[paper.Mark] = []
    remarks: list[paper.Mark] = []
    for at, each in enumerate(counts):
        middle = _STEP * (at + 0.5)
        y = middle + 6
        end = left + (right - left) * each.people / most
        place = {"x": left, "x2": end, "y": middle - _THICK / 2}
        bars.append(
            {**place, "y2": middle + _THICK / 2, "color": each.color, "people": each.people}
        )
        names.append({"x": 0, "y": y, "text": cut(each.name, SMALL, _NAME)})
        texts.append({"x": numbers, "y": y, "text": voice.number(each.people)})
        remarks.append({"x": WIDTH, "y": y, "text": each.remark})
    return paper.sheet(
        _STEP * len(counts),
        [
            paper.bars(bars, round_ends=3),
            paper.words(names),
            paper.words(texts, align="right"),
            paper.words(remarks, color=SOFT, align="right"),
        ],
    )
