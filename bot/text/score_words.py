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

_FILE = "scores.toml"
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
NEVER = "(?!)"
LISTS = (
    *("points", "stars", "of", "plus", "leads", "judgements", "strong", "openings", "counts"),
    *(
        "plural",
        "singular",
        "ends",
        "doubts",
        "places",
        "mass",
        "adverbs",
        "verbs",
        "spans",
        "longer",
    ),
)


@dataclass(frozen=True)
class ScoreWords:
    """What may stand around a number, as patterns over folded text."""

    numbers: Mapping[str, int]
    sounds: Mapping[int, str]  # judgements before which a number sounds like a word, as 2 does
    number: str
    points: str
    stars: str
    of: str
    plus: str
    leads: str
    judgements: str
    strong: str
    openings: str
    counts: str
    doubts: str
    places: str
    mass: str
    verbs: str
    spans: str
    longer: str  # words that only begin with a unit, like 分钟
    ends: frozenset[str]
    adverbs: tuple[str, ...]
    plural: tuple[str, ...]
    singular: frozenset[str]

    @classmethod
    def of_languages(cls, pages: Iterable[Mapping[str, Any]]) -> "ScoreWords":
        """Put the lists of all languages together."""
        pages = list(pages)
        words = {name: _joined(pages, name) for name in LISTS}
        numbers = {
            fold(word): int(number)
            for page in pages
            for number, spellings in page["numbers"].items()
            for word in spellings
        }
        patterns = set(LISTS) - {"ends", "plural", "singular", "adverbs"}
        return cls(
            numbers=numbers,
            sounds={
                int(number): one_of(map(fold, before))
                for page in pages
                for number, before in page["sounds"].items()
            },
            number=one_of(numbers),
            ends=frozenset(words["ends"]),
            adverbs=words["adverbs"],
            plural=words["plural"],
            singular=frozenset(words["singular"]),
            **{name: one_of(words[name]) for name in patterns},
        )

    def may_be_counted(self, word: str) -> bool:
        """Tell whether a word looks like a number of things: "orders", "заказов"."""
        return word.endswith(self.plural) and word not in self.singular


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
    return "(?:" + ("|".join(map(_pattern, ordered)) or NEVER) + ")"


def _pattern(word: str) -> str:
    spaced = r"\s+".join(map(re.escape, word.split()))
    return spaced if _HAN.search(word[-1]) else spaced + r"(?!\w)"


def _joined(pages: Iterable[Mapping[str, Any]], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(word) for page in pages for word in page[name]))
