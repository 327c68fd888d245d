"""What each word and phrase around a score says, however it is spelt: the longest one decides."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LETTER = r"(?:(?![\u3400-\u4dbf\u4e00-\u9fff])[^\W\d_])"
_TOKEN = re.compile(
    rf"[^\S\n]*(?:(?P<word>{_LETTER}+(?:['\-]{_LETTER}+)*)|(?P<digits>\d+)|(?P<and>&))"
)
_MOST = 12  # words of a clause that are looked at
_LONG = 7  # letters, from which a word with a slip is still known
_LONGEST = 24  # letters of a word that anybody may have meant
_SAFE = {"openings", "judgements", "uncounted", "strong"}  # to be known in spite of a slip
_RUN = re.compile(r"(.)\1+")
_LONG_RUN = re.compile(r"(.)\1\1+")
_VOWELS = str.maketrans("оеыэ", "аиии", "ь")  # as they sound in Russian without stress
_ENGLISH = str.maketrans("aiouy", "eeeee")


@dataclass(frozen=True)
class Lexicon:
    """Words and phrases, each with its kind."""

    kinds: Mapping[str, str]
    spelt: Mapping[str, str]  # what is often typed instead of a word
    words: frozenset[str]
    kept: frozenset[str]  # words that mean something else without their apostrophe: "we're"
    longest: int  # phrase, in words
    widest: int  # Chinese phrase, in characters

    @classmethod
    def of(cls, lists: Mapping[str, Iterable[str]]) -> "Lexicon":
        """Index lists of words by their names."""
        written = {each: kind for kind, words in lists.items() for each in words}
        kept = frozenset(each for each in written if _means_more(each, written))
        kinds = {_plain(each, kept): kind for each, kind in written.items()}
        split = [each.split() for each in kinds]
        words = {word for each in split for word in each}
        safe = {each for each, kind in kinds.items() if kind in _SAFE and " " not in each}
        spelt = {slip: word for word in sorted(safe) for slip in _slips(word)}
        spelt |= {_sound(each): each for each, kind in kinds.items() if _is_long_noun(each, kind)}
        return cls(
            kinds,
            {slip: word for slip, word in spelt.items() if slip not in words},
            frozenset(words),
            kept,
            max(map(len, split), default=0),
            max(map(len, kinds), default=0),
        )

    def at(self, words: Sequence[str], start: int = 0) -> tuple[str, int]:
        """Find the kind of the longest phrase at a place, and how many words it has."""
        for size in range(min(self.longest, len(words) - start), 0, -1):
            kind = self.kinds.get(" ".join(words[start : start + size]))
            if kind is not None:
                return kind, size
        return "", 1

    def opens(self, text: str, at: int) -> tuple[str, int]:
        """Find the kind of the longest Chinese phrase at a place, and its length."""
        if HAN.match(text, at):
            for size in range(min(self.widest, len(text) - at), 0, -1):
                kind = self.kinds.get(text[at : at + size])
                if kind is not None:
                    return kind, size
        return "", 0

    def kind(self, text: str, at: int) -> str:
        """Find the kind of what begins after some spaces."""
        while text.startswith(" ", at):
            at += 1
        return self.opens(text, at)[0] or self.at(self.clause(text, at, self.longest))[0]

    def clause(self, text: str, at: int, most: int = _MOST) -> tuple[str, ...]:
        """List the words up to where their clause ends, well spelt; any number is 0."""
        return tuple(self._spelt(_plain(word, self.kept)) for word in _tokens(text, at, most))

    def _spelt(self, word: str) -> str:
        if word in self.words or not 1 < len(word) <= _LONGEST:
            return word
        for other in (word, _LONG_RUN.sub(r"\1\1", word), _RUN.sub(r"\1", word), _sound(word)):
            if other in self.spelt or other in self.words:
                return self.spelt.get(other, other)
        return word


def _tokens(text: str, at: int, most: int) -> Iterator[str]:
    for _ in range(most):
        found = _TOKEN.match(text, at)
        if found is None:
            return
        at = found.end()
        if found["word"]:
            yield found["word"]
        else:
            yield "0" if found["digits"] else "and"


def _plain(phrase: str, kept: frozenset[str]) -> str:
    if "'" not in phrase:
        return phrase
    return " ".join(word if word in kept else word.replace("'", "") for word in phrase.split())


def _means_more(word: str, kinds: Mapping[str, str]) -> bool:
    """Tell whether an apostrophe makes a word another one: "we're" and "were"."""
    return "'" in word and kinds.get(word.replace("'", ""), kinds[word]) != kinds[word]


def _is_long_noun(word: str, kind: str) -> bool:
    """Tell a noun that is known with wrong vowels: "expirience"."""
    return kind in {"mass", "things"} and len(word) >= _LONG and word.isascii() and " " not in word


def _sound(word: str) -> str:
    """Write a word as it sounds, but for its last letter, which may be a case."""
    short = _RUN.sub(r"\1", word)
    vowels = _ENGLISH if len(word) >= _LONG and word.isascii() else _VOWELS
    return short[:-1].translate(vowels) + short[-1:]


def _slips(word: str) -> Iterator[str]:
    """List how a word is mistyped: by sound, a letter once, a letter left out, two swapped."""
    short = _RUN.sub(r"\1", word)
    yield short
    if len(word) > 4:
        yield _sound(word)
    if len(word) >= _LONG:
        if word.isascii():  # and has no cases
            yield word[:-1]
        for at in range(1, len(word) - 1):
            yield word[:at] + word[at + 1 :]
            if at + 2 < len(word):  # the last letter may be a case
                yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
