"""What stands between the words that staff type: every space, and marks that mean nothing."""

import re
import unicodedata

_DASHES = re.compile("[‐‑‒–—―−﹣~〜∼]")
_DOTS = re.compile(r"\.{2,}|…")
_CLOSING = frozenset("\"'»”’)]}】」』")
_OPENING = frozenset("\"'«“„‘([{【「『")
_UNSEEN = "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u2800\u3164"
SPACES = rf"\s\x00-\x1f\x7f-\x9f{_UNSEEN}"  # for a class of a pattern
MARKS_AT_END = ",;，；、。！？"  # of a value: they end it
SPACE = re.compile(f"[{SPACES}]")
_COMMAS = re.compile(r"(?<=\D)[,;，；、。]|[,;，；、。](?=\D)|[，；、。]|(?<=\D)[:：]|[:：](?=\D)")


def words_of(text: str) -> list[str]:
    """Split at every space and comma, and leave out the marks around words.

    Dashes and dots between days stay, in one form.
    """
    folded = _COMMAS.sub(" ", SPACE.sub(" ", text))
    spelled = (unicodedata.normalize("NFKC", word) for word in folded.split())
    joined = " ".join(_DOTS.sub("..", _DASHES.sub("-", word)) for word in spelled)
    return [word for each in joined.split() if (word := _bare(each))]


def trimmed(word: str) -> str:
    """Leave out what stands around a word: quotes, what ends a sentence, a smile."""
    start, end = 0, len(word)
    while start < end and (word[start] in _OPENING or _is_mark(word[start])):
        start += 1
    while start < end and (word[end - 1] in _CLOSING or _is_mark(word[end - 1])):
        end -= 1
    return word[start:end]


def _bare(word: str) -> str:
    return word if word in {"-", ".."} else trimmed(word).strip("-")


def _is_mark(char: str) -> bool:
    return char in ".!?,;:¡¿\ufe0f\u200d*_|•·+" or unicodedata.category(char) in {"So", "Sk", "Po"}
