"""Text from outside in one form: what is folded for comparing, trimmed, blank, and kept of it."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # of direction
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u20e3")
_EDGES = frozenset("\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u3164\u2800")
_RAISED = ("<fraction>", "<super>", "<sub>")  # 4½ is not 41/2, and 5² is not 52
_ONE_FORM = {
    form: one
    for one, forms in {
        "-": "‐‑‒–—―−﹣➖",
        '"': "«»“”„‟「」『』❝❞",
        "'": "‘’‚‛`´ʼ",
        ",": "、،٬﹐",
        ";": "؛",
        ".": "。。٫।",
        "?": "؟❓❔",
        "!": "❗❕",
        "!!": "‼",
        "/": "⁄∕",
        "[": "【〔",
        "]": "】〕",
        "~": "〜∼",
        "★": "⭐🌟✭✯⭑",
        "☆": "✩",
        "+": "➕",
        "10": "🔟➉❿⓾",
        "\n": "\r\u2028\u2029",
    }.items()
    for form in forms
}


@dataclass(frozen=True)
class Folded:
    """A text in one form, and for each of its characters where it began in the text itself."""

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Folded":
        """Fold character by character, so that each keeps its place."""
        pairs = [(each, at) for at, char in enumerate(text) for each in _in_one_form(char)]
        places = (*(at for _, at in pairs), len(text))
        return cls("".join(each for each, _ in pairs), places)


def fold(text: str) -> str:
    """Write what means the same in one way: letters, digits of every script, marks."""
    while (folded := Folded.of(unicodedata.normalize("NFC", text)).text) != text:
        text = folded
    return text


def visible(text: str) -> str:
    """Leave out control characters and turns of direction; lines and tabs stay."""
    return unicodedata.normalize("NFC", "".join(filter(_is_kept, text)))


def trim(text: str) -> str:
    """Take blanks off both ends, those that cannot be seen too."""
    start, end = 0, len(text)
    while start < end and _is_edge(text[start]):
        start += 1
    while start < end and _is_edge(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_kept(char: str) -> bool:
    if char in "\n\t":
        return True
    return char not in _TURNS and unicodedata.category(char) not in {"Cc", "Cs"}


def _is_edge(char: str) -> bool:
    return char.isspace() or char in _EDGES or char in _TURNS


def _is_invisible(char: str) -> bool:
    """Tell whether a character shows nothing by itself: joiners, selectors, fillers, keycaps."""
    if char in _FILLERS or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return True
    return unicodedata.category(char) in {"Cf", "Cs"} or (
        unicodedata.category(char) == "Cc" and not char.isspace()
    )


def _in_one_form(char: str) -> Iterator[str]:
    if char in _ONE_FORM:
        yield from _ONE_FORM[char]
    elif unicodedata.decomposition(char).startswith(_RAISED):
        yield char
    elif not _is_invisible(char) and not "\U0001f3fb" <= char <= "\U0001f3ff":  # tones of skin
        yield from _lettered(char)


def _lettered(char: str) -> Iterator[str]:
    digit = unicodedata.digit(char, None)
    if digit is not None:
        yield str(digit)
        return
    plain = unicodedata.normalize("NFKC", char).casefold()
    for each in plain.replace("ё", "е"):
        yield from _ONE_FORM.get(each, each)
