"""A sentence between two parts of a picture."""

from bot.pictures import paper
from bot.pictures.frame import BODY, LINE, SMALL, SOFT, WIDTH, Part
from bot.pictures.lettering import wrapped


def note(text: str) -> Part:
    """Write a sentence in small print."""
    lines = wrapped(text, SMALL, WIDTH)
    marks: list[paper.Mark] = [
        {"x": 0, "y": 14 + LINE * at, "text": line} for at, line in enumerate(lines)
    ]
    return paper.sheet(LINE * len(lines), [paper.words(marks, color=SOFT)])


def heading(text: str) -> Part:
    """Write what the next part is about."""
    line = wrapped(text, BODY, WIDTH)[:1]
    marks: list[paper.Mark] = [{"x": 0, "y": 18, "text": each} for each in line]
    return paper.sheet(22, [paper.words(marks, size=BODY)])
