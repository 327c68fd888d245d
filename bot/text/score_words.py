"""The closed lists of words by which a typed score is known, of all languages at once."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from bot.text.folding import fold
from bot.text.score_lexicon import HAN, Lexicon

_FILE = "scores.toml"
_NEVER = "(?!)"
PATTERNS = ("points", "stars", "of", "plus", "places", "within", "denials", "corrections", "longer")
KINDS = (
    *("openings", "judgements", "uncounted", "spans", "strong", "mass", "things"),
    *("verbs", "joins", "states", "counts", "doubts"),
)
SETS = ("singular", "ordinals", "articles", "objects", "periods")
LISTS = (*PATTERNS, *KINDS, *SETS)


@dataclass(frozen=True)
class ScoreWords:
    """What may stand around a number: patterns over folded text, and what each word says."""

    numbers: Mapping[str, int]
    number: str
    points: str
    stars: str
    of: str
    plus: str
    places: str  # before a number that is no other score
    within: str  # before a word and such a number
    corrections: str  # before a score that takes the first one back
    denials: str  # before a score that was not given
    longer: str  # words that only begin with a unit, like 分钟
    sounds: Mapping[int, Lexicon]  # words before which a number sounds like one, as 2 does
    singular: frozenset[str]
    ordinals: frozenset[str]
    articles: frozenset[str]
    objects: frozenset[str]
    periods: frozenset[str]
    endings: Mapping[str, tuple[str, ...]]
    forms: Mapping[int, str]  # other ways to write a character
    lexicon: Lexicon

    @classmethod
    def of_languages(cls, pages: Iterable[Mapping[str, Any]]) -> "ScoreWords":
        """Put the lists of all languages together."""
        pages = list(pages)
        numbers = {
            fold(word): int(number)
            for page in pages
            for number, spellings in page["numbers"].items()
            for word in spellings
        }
        sounds = {int(number): words for page in pages for number, words in page["sounds"].items()}
        patterns: dict[str, Any] = {name: one_of(_joined(pages, name)) for name in PATTERNS}
        sets: dict[str, Any] = {name: frozenset(_joined(pages, name)) for name in SETS}
        return cls(
            numbers=numbers,
            number=one_of(numbers),
            sounds={
                number: Lexicon.of({"sounds": map(fold, each)}) for number, each in sounds.items()
            },
            endings={
                name: tuple(fold(each) for page in pages for each in page["endings"].get(name, ()))
                for name in {name for page in pages for name in page["endings"]}
            },
            forms={
                ord(other): each[0]
                for page in pages
                for each in page["forms"]
                for other in each[1:]
            },
            lexicon=Lexicon.of({kind: _joined(pages, kind) for kind in KINDS}),
            **patterns,
            **sets,
        )


@cache  # what ships does not change while it runs
def score_words() -> ScoreWords:
    """Give the words that ship with the bot, read once."""
    return ScoreWords.of_languages(read_pages(files("bot").joinpath("locales")).values())


def read_pages(root: Traversable) -> dict[str, dict[str, Any]]:
    """Read the lists of every language that has some."""
    pages = {}
    for folder in sorted(root.iterdir(), key=lambda each: each.name):
        page = folder.joinpath(_FILE)
        if folder.is_dir() and page.is_file():
            pages[folder.name] = tomllib.loads(page.read_text("utf-8"))
    return pages


def one_of(words: Iterable[str]) -> str:
    """Match one of some words, the longest first; a Chinese one needs no space after it."""
    ordered = sorted(words, key=lambda each: (-len(each), each))
    return "(?:" + ("|".join(map(_pattern, ordered)) or _NEVER) + ")"


def _pattern(word: str) -> str:
    spaced = r"\s+".join(map(re.escape, word.split()))
    return spaced if HAN.match(word[-1]) else spaced + r"(?!\w)"


def _joined(pages: Iterable[Mapping[str, Any]], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(word) for page in pages for word in page[name]))
