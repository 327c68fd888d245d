"""How wide letters are in the font of the pictures, so that words can be cut and wrapped to fit."""

import unicodedata
from collections.abc import Iterable
from itertools import accumulate, takewhile

_LETTERS = {  # advances of the font in hundredths of its size, rounded up to the next five
    25: "'",
    30: " !(),.:;J`ijl",
    35: "-I[]f",
    40: "/\\t{}",
    45: '"?_rг',
    50: "cszзстэ",
    55: "FLSkvxyГкухь",
    60: "$*+0123456789<=>ETVXYZ^ae|~ЕЗТХабвелочяЁё",
    65: "#ABCKPRbdghnopquАБВКРСУЬЭЯдийнпрцъ",
    70: "ЛЧЪ",
    75: "&DGHUДНПЦф",
    80: "NOQwИЙОжмыю",
    85: "%ФЫ",
    90: "@шщ",
    95: "MWmЖМ—",
    105: "ЮШЩ",
}
_WIDTHS = {letter: width / 100 for width, letters in _LETTERS.items() for letter in letters}
_WIDER = frozenset(  # these take one step of five more in the semibold face
    '"%()?ABHIJVWXY`cfkmtwx—АВДЖКЛНПФХЦЧШЩЪЫЭЯбгжзийклмочсфхшщъыьэю'
)
_SIGNS = range(0x2000, 0x3000)  # arrows, shapes and stars are as wide as they are high
_ELLIPSIS = "…"
_CLOSING = frozenset("，。、：；！？）》”,.;:!?)%")  # these never begin a line


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimate how wide a text is, in the unit of its size; rather too wide than too narrow."""
    wider = 0.05 * sum(letter in _WIDER for letter in text) if bold else 0.0
    return size * (wider + sum(_letter(letter) for letter in text))


def _letter(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if ord(letter) in _SIGNS and letter not in "–−‘’“”\N{NARROW NO-BREAK SPACE}":
        return 1.0
    return 0.75 if letter.isupper() else 0.65


def cut(text: str, size: float, most: float) -> str:
    """Cut a text to a width, and show that it was cut."""
    text = " ".join(text.split())
    if width(text, size) <= most:
        return text
    reached = accumulate(size * _letter(letter) for letter in text)
    kept = sum(1 for _ in takewhile(lambda so_far: so_far <= most - size, reached))
    return f"{text[:kept].rstrip()}{_ELLIPSIS}"


def wrapped(text: str, size: float, most: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines of at most a width: between words, in Chinese between letters."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and width((line + piece).rstrip(), size, bold=bold) > most:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [cut(each, size, most) for each in [*lines, line.rstrip()] if each]


def _pieces(text: str) -> Iterable[str]:
    """Give what may not be torn apart: a word with its space, or a Chinese letter with its stop."""
    piece = ""
    for letter in text:
        if piece and letter not in _CLOSING and _may_break(piece[-1], letter):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    return after != " " and (before == " " or _is_wide(before) or _is_wide(after))


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF" and letter not in "（《“"
