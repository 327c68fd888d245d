"""What can be drawn: the characters of the pictures' font, and texts made fit for it."""

import unicodedata
from functools import cache
from importlib.resources import files

MISSING = "▯"  # stands for what the font lacks; the font has it
MOST = 400  # characters of one text: longer than anything that fits a picture
_CUT = "…"
_NOTHING = frozenset({"Cc", "Cf", "Mn", "Me", "Mc"})  # controls, and marks without a letter


@cache  # the font that ships does not change
def characters() -> frozenset[str]:
    """Every character that the font has, as the script that made it wrote them down."""
    lines = (files("bot.pictures") / "fonts" / "coverage.txt").read_text("ascii").splitlines()
    spans = (line.partition("-") for line in lines)
    return frozenset(
        chr(code) for first, _, last in spans for code in range(int(first, 16), int(last, 16) + 1)
    )


def covered(text: str) -> str:
    """Write a text with what the font has: the rest is left out if invisible, or becomes a box.

    Two different texts may come out equal; what tells rows apart must not be what people wrote.
    """
    if len(text) > MOST:
        text = text[: MOST - 1] + _CUT
    known, text = characters(), unicodedata.normalize("NFC", text)
    return text if known.issuperset(text) else "".join(_drawn(each, known) for each in text)


def _drawn(character: str, known: frozenset[str]) -> str:
    if character in known or character == "\n":
        return character
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in _NOTHING else MISSING
