"""The words that staff type in any language, and the English ones that the grammar reads."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

IGNORED = "ignored"  # the key of words that mean nothing by themselves, like "за" in "за неделю"
_ENGLISH = "en"
_FILE = "vocabulary.toml"
_HOLE = "{}"
_MOST_WORDS = 60  # no command has more, and looking up thousands would take a while
_DIGIT = "0"  # stands for every digit
_YEAR = "{year}"
_HOLES = re.compile(r"\{(?:year)?\}")
_NUMBER = r"[0-9]+(?:-[0-9]+)*"  # what fills a hole: a count or a day, or a word for a number
_FOUR_DIGITS = r"((?:19|20|21)[0-9]{2})"
_PARTS = re.compile(r"\{(?:year)?\}|[^\s{}]+")
_CODES = r"[0-9a-z][0-9a-z.:-]*|[-/~]+"
_PAIRS = re.compile(r"""([^\s="]+)=("[^"]*"|“[^”]*”|«[^»]*»|\S*)|\S+""")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_NAMES_FOLLOW = frozenset({"/test", "/why", "/skip", "/cadence", "/ask", "/case", "/export"})


class Spoken(str):
    """A command or a word of the grammar, in English; shown in the words of whoever reads it."""

    __slots__ = ()


class Keyed(str):
    """A key of the catalogues as a value of other words; shown in the words that it stands for."""

    __slots__ = ()


def normal(text: str) -> str:
    """Write letters in one way: no capitals, no full-width forms, no ё."""
    return unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")


@dataclass(frozen=True)
class _Alike:
    """The phrases that begin with one letter, the longest first."""

    pattern: re.Pattern[str]
    replacements: tuple[str, ...]


class _Phrases:
    """Replaces phrases by others, the longest first; a hole keeps the number that stands in it.

    They are kept by their first letters: of hundreds a few are tried at each word.
    """

    def __init__(self, pairs: Mapping[str, str], numbers: Mapping[str, str]) -> None:
        """Take what each phrase becomes, and the words for numbers."""
        self._pairs, self._numbers = pairs, numbers
        words = sorted(map(re.escape, numbers), key=lambda each: (-len(each), each))
        self._number = f"({'|'.join([*words, _NUMBER])})"
        self._first = {_DIGIT, *(word[0] for word in numbers)}  # letters that may fill a hole
        self._alike: dict[str, _Alike] = {}

    def replace(self, text: str) -> str:
        said, at = [], 0
        while at < len(text):
            match, other = self._match(text, at)
            end = text.find(" ", at) % (len(text) + 1) if match is None else match.end()
            said.append(text[at:end] if other is None else other)
            at = end + 1
        return " ".join(word for word in said if word)

    def _match(self, text: str, at: int) -> tuple[re.Match[str] | None, str | None]:
        letter = _DIGIT if text[at].isdecimal() else text[at]
        if letter not in self._alike:
            self._alike[letter] = self._beginning(letter)
        alike = self._alike[letter]
        match = alike.pattern.match(text, at)
        if match is None:
            return None, None
        place = match.lastindex or 1
        other = alike.replacements[place - 1]
        if not _HOLES.search(other):
            return match, other
        held = match[place + 1]
        return match, _HOLES.sub(self._numbers.get(held, held), other)

    def _beginning(self, letter: str) -> _Alike:
        """Put together the phrases that may begin with a letter."""
        holed = ("{", letter) if letter in self._first else (letter,)
        digits = tuple("0123456789") if letter == _DIGIT else ()
        phrases = [each for each in self._pairs if each.startswith((*holed, *digits))]
        phrases.sort(key=_longest_first)
        each = "|".join(f"({_pattern(phrase, self._number)})" for phrase in phrases) or "(?!)"
        return _Alike(re.compile(rf"(?:{each})(?!\S)"), tuple(_spread(phrases, self._pairs)))


def _longest_first(phrase: str) -> tuple[int, bool, str]:
    """Put what says more before what says less, and words before the same length of holes."""
    filled = phrase.replace(_YEAR, "0000").replace(_HOLE, "0")
    return -len(filled), filled != phrase, phrase


def _spread(phrases: Iterable[str], pairs: Mapping[str, str]) -> Iterator[str]:
    """Give each group of the pattern its replacement: a hole is a group of its own."""
    for phrase in phrases:
        yield pairs[phrase]
        if _HOLES.search(phrase):
            yield ""


def _pattern(phrase: str, number: str) -> str:
    holes, parts = {_HOLE: number, _YEAR: _FOUR_DIGITS}, _PARTS.findall(phrase)
    written = [holes.get(part) or re.escape(part) for part in parts]
    for at in range(len(parts) - 1, 0, -1):
        joined = holes.keys() & set(parts[at - 1 : at + 1]) or _HAN.search(parts[at])
        written.insert(at, r"\s*" if joined else r"\s+")
    return "".join(written)


class Vocabulary:
    """The words of all languages at once."""

    def __init__(self, languages: Mapping[str, Mapping[str, tuple[str, ...]]]) -> None:
        """Take, for each language, the spellings of each English word, the usual one first."""
        self.languages = languages
        read = dict(_read_as(languages))
        numbers = {said: word for said, word in read.items() if word.isdecimal()}
        self._numbers = numbers
        self._english = {said: word for said, word in read.items() if said not in numbers}
        self._idle = frozenset(said for said, word in read.items() if not word)
        self._keys = frozenset(word for word in read.values() if not _HOLES.search(word))
        self._reader = _Phrases(self._english, numbers)
        self._writers = {
            name: _writer(words, also=languages.get(_ENGLISH, {}))
            for name, words in languages.items()
            if name != _ENGLISH
        }
        self._han = re.compile("|".join([*_han_parts(read), _CODES]))

    @classmethod
    def load(cls, root: Traversable | None = None) -> "Vocabulary":
        """Read the vocabulary of every language that has one."""
        found = {}
        root = root or files("bot").joinpath("locales")
        for folder in sorted(root.iterdir(), key=lambda each: each.name):
            page = folder.joinpath(_FILE)
            if folder.is_dir() and page.is_file():
                found[folder.name] = read_vocabulary(page.read_text("utf-8"))
        return cls(found)

    def english(self, text: str) -> str:
        """Translate a run of words; what is unknown stays as it was typed."""
        words = re.sub("[,，、]", " ", text) if _HAN.search(text) else text
        spaced = " ".join(self._apart(word) for word in normal(words).split()).split()
        read = self._reader.replace(" ".join(spaced[:_MOST_WORDS])).split()
        return " ".join([*read, *spaced[_MOST_WORDS:]])

    def _apart(self, word: str) -> str:
        """Put spaces between Chinese words where all of them are known."""
        if not _HAN.search(word):
            return word
        parts = self._han.findall(word)
        return " ".join(parts) if "".join(parts) == word else word

    def spoken(self, language: str, command: str) -> str:
        """Write an English command, or a word of one, as staff of a language would type it."""
        writer = self._writers.get(language)
        if writer is None or command.partition(" ")[0].partition("@")[0] in _NAMES_FOLLOW:
            return command
        said: list[str] = []
        run: list[str] = []
        for match in _PAIRS.finditer(command):
            key, value = match.groups()
            if key is None:
                run.append(match[0])
                continue
            said += [writer.replace(" ".join(run)), f"{writer.replace(key)}={value}"]
            run = []
        said.append(writer.replace(" ".join(run)))
        return " ".join(part for part in said if part)

    def spellings(self, words: Iterable[str]) -> dict[str, str]:
        """Give every way to type some English words, each with the word that it means."""
        wanted = set(words)
        found = {word: word for word in wanted}
        found |= {spelling: word for spelling, word in self._english.items() if word in wanted}
        return found

    def number(self, said: str) -> int | None:
        """Read a word for a number."""
        found = self._numbers.get(normal(said))
        return None if found is None else int(found)

    def knows(self, said: str) -> bool:
        """Tell whether words are one of the grammar's own, or mean one."""
        return normal(said) in self._keys or normal(said) in self._english

    def is_idle(self, said: str) -> bool:
        """Tell whether words mean nothing by themselves, like "please" and "how are we doing"."""
        return normal(said) in self._idle

    def nearest(self, word: str, words: Iterable[str], *, cutoff: float = 0.6) -> str | None:
        """Find the English word that was meant, whatever the language it was mistyped in."""
        spellings = self.spellings(words)
        close = get_close_matches(word, sorted(spellings), n=1, cutoff=cutoff)
        return spellings[close[0]] if close else None


@cache  # what ships does not change while it runs
def vocabulary() -> Vocabulary:
    """Give the vocabulary that ships with the bot, read once."""
    return Vocabulary.load()


def read_vocabulary(text: str) -> dict[str, tuple[str, ...]]:
    """Read one file: tables of English words with their spellings; the tables are for readers."""
    return {
        word: tuple(spellings)
        for table in tomllib.loads(text).values()
        for word, spellings in table.items()
    }


def _read_as(
    languages: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> Iterator[tuple[str, str]]:
    for words in languages.values():
        for word, spellings in words.items():
            for spelling in spellings:
                yield normal(spelling), "" if word == IGNORED else word


def _writer(
    words: Mapping[str, tuple[str, ...]], *, also: Mapping[str, tuple[str, ...]]
) -> _Phrases:
    """Replace English words, and the other ways to write them, by the usual spelling."""
    usual = {
        word: each[0]
        for word, each in words.items()
        if each and word not in {IGNORED, _YEAR} and not word.isdecimal()
    }
    others = {each: usual[word] for word, names in also.items() if word in usual for each in names}
    return _Phrases({**others, **usual}, {})


def _han_parts(spellings: Iterable[str]) -> list[str]:
    parts = {part for each in spellings for part in _PARTS.findall(each) if _HAN.search(part)}
    return [re.escape(part) for part in sorted(parts, key=lambda each: (-len(each), each))]
