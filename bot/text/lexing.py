"""A staff command cut into its parts: words of the grammar, periods, and filters with values."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.text.known import Known
from bot.text.named_days import AHEAD, MONTHS, WEEKDAYS
from bot.text.query import CUTS, LENGTHS
from bot.text.spacing import MARKS_AT_END, SPACES, trimmed, words_of
from bot.text.spans_of_days import impossible_at, span_at
from bot.words.vocabulary import vocabulary

_MOST_TEXT = 2000
_SIGN = re.compile(
    rf"""(?P<key>[^{SPACES}=＝:："“«,，]+)[{SPACES}]*(?:(?P<sign>[=＝])|[:：])[{SPACES}]*"""
)
_VALUE = re.compile(rf"""(?:"(?P<a>[^"]*)"|“(?P<b>[^”]*)”|«(?P<c>[^»]*)»|(?P<d>[^{SPACES}]*))""")
_AHEAD = re.compile(rf"(?:{'|'.join(AHEAD)})(?!\S)")
_COUNTED = re.compile(r"([0-9]+)([^\W\d_]+)")
_BETWEEN = re.compile("[-/.]")
_LONGEST_TALK = 4  # words
FILTERS = frozenset({"survey", *CUTS, "version", "theme", "after", *LENGTHS})

Sort = Literal["word", "period", "filter", "values", "impossible"]


@dataclass(frozen=True)
class Token:
    """A part of a command: an English word, a period in its one form, or a filter.

    A value that belongs to several dimensions names them all in `keys`, a date that can be two days
    has the second in `other`.
    """

    sort: Sort
    word: str
    value: str = ""
    other: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexer:
    """What it takes to cut a command up."""

    today: date
    known: Known = field(default_factory=Known)
    zone: str = ""
    reserved: frozenset[str] = frozenset()  # words that mean something else in this command

    def tokens(self, text: str) -> Iterator[Token]:
        """Cut up what follows the command's word."""
        rest, at, run = text[:_MOST_TEXT], 0, 0
        while (sign := _SIGN.search(rest, at)) is not None:
            *before, key = vocabulary().english(sign["key"]).split() or [""]
            if not sign["sign"] and key not in FILTERS:
                at = sign.end()
                continue
            yield from self._run(f"{rest[run : sign.start()]} {' '.join(before)}")
            value, at = self._value(rest, sign.end(), key)
            yield Token("filter", key, value)
            run = at
        yield from self._run(rest[run:])

    def _value(self, text: str, at: int, key: str) -> tuple[str, int]:
        """Read a value: a known one though it has spaces, one in quotes, or one word."""
        match = _VALUE.match(text, at)
        if match is None:
            return "", at
        if match["d"] is None:
            return (match["a"] or match["b"] or match["c"] or "").strip(), match.end()
        known = self.known.longest(key, text[at:])
        if known is not None:
            return known[0], at + known[1]
        return match["d"].rstrip(MARKS_AT_END), match.end()

    def _run(self, text: str) -> Iterator[Token]:
        """Cut up a run of words, in which a bare value may stand."""
        words, pending = _without_talk(words_of(text)), []
        while words:
            taken, keys, value = self._named(words)
            if not taken:
                cut = self._glued(words[0])
                if cut is not None:
                    words[:1] = cut
                    continue
                pending.append(words.pop(0))
                continue
            said = self._said_dimension(pending, keys)
            yield from self._words(pending[:-1] if said else pending)
            pending = []
            shown = " ".join(words[:taken])
            del words[:taken]
            if said or len(keys) == 1:
                yield Token("filter", said or keys[0], self.known.value(said or keys[0], shown))
            else:
                yield Token("values", shown, value, keys=keys)
        yield from self._words(pending)

    def _named(self, words: Sequence[str]) -> tuple[int, tuple[str, ...], str]:
        """Find the longest known value that the words begin with, unless the grammar knows it."""
        for count in range(min(len(words), 4), 0, -1):
            said = " ".join(words[:count])
            keys = self.known.keys_of(said)
            if keys and not self._is_grammar(said):
                return count, keys, self.known.value(keys[0], said)
        return 0, (), ""

    def _glued(self, word: str) -> list[str] | None:
        """Cut a known Chinese value out of a word; None if there is none in it."""
        found = self.known.within(word)
        if found is None or self._is_grammar(found):
            return None
        before, _, after = word.partition(found)
        return [part for part in (before, found, after) if part]

    def _is_grammar(self, said: str) -> bool:
        english = vocabulary().english(said)
        if not english:
            return False  # what means nothing may be a name
        if said.casefold() in self.reserved or english != said.casefold():
            return True
        span = span_at(english, 0, self.today)
        return vocabulary().knows(said) or (span is not None and span.end == len(english))

    @staticmethod
    def _said_dimension(pending: Sequence[str], keys: Sequence[str]) -> str | None:
        """Tell the dimension that was named right before a value: "agent anna", not "by agent"."""
        *before, last = [None, *(vocabulary().english(word) for word in pending)]
        return last if last in keys and (not before or before[-1] != "by") else None

    def _words(self, words: Sequence[str]) -> Iterator[Token]:
        """Translate words, and read the periods among them."""
        apart = " ".join(part for word in words for part in _apart(word))
        english, at, raw = vocabulary().english(apart), 0, False
        while at < len(english):
            if english[at] == " ":
                at += 1
                continue
            span = None if raw else span_at(english, at, self.today)
            never = None if raw else impossible_at(english, at, self.today)
            if never is not None and (span is None or span.end < never):
                yield Token("impossible", english[at:never])
                return
            if (ahead := _AHEAD.match(english, at)) is not None:
                yield Token("word", ahead[0])
                at = ahead.end()
                continue
            end = english.find(" ", at) % (len(english) + 1)
            word = english[at:end]
            raw = word == "by" and not english[end + 1 : end + 2].isdigit()
            if span is not None:
                yield Token("period", english[at : span.end], span.code, span.other)
                at = span.end
                continue
            at = end
            if word not in {"-", "..", "and", "from", self.zone.casefold()} and trimmed(word):
                yield Token("word", word)


def _without_talk(words: Sequence[str]) -> list[str]:
    """Leave out what people say around a question: "how are we doing"; no name is in it."""
    kept, at = list(words), 0
    while at < len(kept):
        ends = range(min(len(kept), at + _LONGEST_TALK), at + 1, -1)
        end = next((end for end in ends if vocabulary().is_idle(" ".join(kept[at:end]))), None)
        if end is None:
            at += 1
        else:
            del kept[at:end]
    return kept


def _apart(word: str) -> Iterator[str]:
    """Put spaces into "oct-nov", "15nov" and "15-nov-2026"; "after-chat" stays one word."""
    dated = _dated(word)
    if dated:
        yield from dated
        return
    first, dash, last = word.partition("-")
    if dash and _is_end(first) and _is_end(last) and not (first + last).isdecimal():
        yield from (*_apart(first), dash, *_apart(last))
        return
    counted = _COUNTED.fullmatch(word)
    yield from counted.groups() if counted is not None and _is_end(word) else (word,)


def _dated(word: str) -> list[str]:
    """Cut up a day whose month is written out between dashes; nothing if it is none."""
    parts = [trimmed(part) for part in _BETWEEN.split(word)]
    names = [part for part in parts if not part.isdecimal()]
    if len(parts) != 3 or len(names) != 1 or vocabulary().english(names[0]) not in MONTHS:
        return []
    return [*parts[:2], f"20{parts[2]}" if len(parts[2]) == 2 else parts[2]]


def _is_end(word: str) -> bool:
    """Tell whether a word may be an end of a range: a month, a weekday, 15nov, a number."""
    counted = _COUNTED.fullmatch(word)
    if counted is not None:
        return vocabulary().english(counted[2]) in MONTHS
    return word.isdecimal() or vocabulary().english(trimmed(word)) in {*MONTHS, *WEEKDAYS}
