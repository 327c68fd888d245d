"""The values that filters can have here, and how people call them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.text.languages import language_names
from bot.text.spacing import SPACES, words_of
from bot.words.vocabulary import normal

_MOST_WORDS = 6  # of one value
_WORDS = re.compile(rf"[^{SPACES}]+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_NO_HAN = re.compile(r"[^\u3400-\u4dbf\u4e00-\u9fff]+")
_BARE = ("survey", "theme", "touchpoint", "agent", "language", "channel", "reason")
Names = Mapping[str, Mapping[str, Iterable[str]]]  # by dimension and value: what it is called


def folded(text: str) -> str:
    """Write a name as names are compared: no capitals, no marks, one space between words."""
    return normal(" ".join(words_of(text)))


@dataclass(frozen=True)
class Known:
    """For each dimension the values that have been seen, by what they are called."""

    values: Mapping[str, Iterable[str]] = field(default_factory=dict)
    names: Names = field(default_factory=dict)

    @cached_property
    def _called(self) -> dict[str, dict[str, list[str]]]:
        found: dict[str, dict[str, list[str]]] = {}
        for key, values in self.values.items():
            called: dict[str, list[str]] = defaultdict(list)
            for value in sorted(set(values)):
                for name in {folded(each) for each in self._names(key, value)}:
                    called[name].append(value)
            called.pop("", None)
            found[key] = called
        return found

    def _names(self, key: str, value: str) -> Iterable[str]:
        spoken = language_names(value) if key == "language" else ()
        return (value, *self.names.get(key, {}).get(value, ()), *spoken)

    @cached_property
    def _bare(self) -> dict[str, list[str]]:
        """Give the dimensions of each name that may stand alone; numbers may not."""
        found: dict[str, list[str]] = defaultdict(list)
        for key in _BARE:
            for name in self._called.get(key, {}):
                if not name.replace(" ", "").isdecimal():
                    found[name].append(key)
        return found

    @cached_property
    def _han(self) -> re.Pattern[str]:
        names = [name for name in self._bare if len(name) > 1 and _HAN.search(name)]
        longest = sorted(map(re.escape, names), key=lambda each: (-len(each), each))
        return re.compile("|".join(longest) or "(?!)")

    def only(self, keys: Iterable[str]) -> "Known":
        """Keep the dimensions that a command filters by."""
        return Known({key: self.values[key] for key in keys if key in self.values}, self.names)

    def also(self, key: str, values: Iterable[str]) -> "Known":
        """Know more values of a dimension."""
        more = {*self.values.get(key, ()), *values}
        return Known({**self.values, key: more}, self.names)

    def value(self, key: str, said: str) -> str:
        """Find the value that was meant, whatever its capitals; what is unknown stays as typed."""
        found = self._called.get(key, {}).get(folded(said), [])
        if said in found or not found:
            return said
        return found[0] if len(found) == 1 or key == "language" else said

    def has(self, key: str, said: str) -> bool:
        """Tell whether a dimension has a value called so."""
        return folded(said) in self._called.get(key, {})

    def keys_of(self, said: str) -> tuple[str, ...]:
        """Name the dimensions that have a value called so."""
        return tuple(self._bare.get(folded(said), ()))

    def longest(self, key: str, text: str) -> tuple[str, int] | None:
        """Find the longest value that a text begins with, and where it ends there."""
        called = self._called.get(key, {})
        ends = [match.end() for match, _ in zip(_WORDS.finditer(text), range(_MOST_WORDS))]  # noqa: B905
        for end in reversed(ends):
            if folded(text[:end]) in called:
                return self.value(key, text[:end]), end
        return None

    def within(self, word: str) -> str | None:
        """Find a name that a word without spaces holds: a Chinese one, or another among Chinese."""
        found = self._han.search(word)
        if found is not None and found[0] != word:
            return found[0]
        if not _HAN.search(word):
            return None
        return next((each for each in _NO_HAN.findall(word) if self.keys_of(each)), None)


@dataclass(frozen=True)
class SeenValues:
    """What was there when it was last looked up: by survey, and of interactions that ended.

    `named` are the names of the settings that what is known was made with.
    """

    named: object
    known: Known = field(default_factory=Known)
    by_survey: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    ended: Mapping[str, Sequence[str]] = field(default_factory=dict)
