"""The grammar of staff commands: reads what was typed into a query, or into a mistake."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from bot.text import filters
from bot.text.query import CUTS, LENGTHS, Form, Query, command_of
from bot.words.vocabulary import vocabulary
from metrics.calendar_units import read_code
from metrics.period_words import PHRASES
from metrics.periods import FuturePeriod, Period, ReversedPeriod, UnknownPeriod, parse_period

_MOST_TEXT = 2000
_ENDS = ".!?,;…。！？，；\ufe0f\u200d"
_TOKENS = re.compile(r"""([^\s=＝"]+)\s*[=＝]\s*(?:"([^"]*)"|“([^”]*)”|«([^»]*)»|(\S*))|(\S+)""")

Kind = Literal[
    "cut_with_value",
    "early_answers",
    "empty_filter",
    "filter_form",
    "filter_twice",
    "future_period",
    "no_day",
    "no_days",
    "no_period",
    "not_a_number",
    "nothing_to_compare",
    "reversed_period",
    "shared_days",
    "stray_word",
    "unknown_cut",
    "unknown_filter",
    "unknown_survey",
]


@dataclass(frozen=True)
class Mistake:
    """The first thing in a command that cannot be read."""

    command: str
    form: Form
    kind: Kind
    word: str = ""  # the word that is wrong, or the filter whose value is
    value: str = ""
    nearest: str | None = None  # what may have been meant, in English
    period: str = ""  # one that could have stood there


def read_query(
    text: str, form: Form, *, today: date, zone: ZoneInfo, surveys: Collection[str]
) -> Query | Mistake:
    """Read a staff command of this form; what is wrong with it is a value too."""
    reading = _Reading(command_of(text), form, today=today, zone=zone, surveys=surveys)
    reading.take(_tokens(text[:_MOST_TEXT]))
    return reading.mistake or reading.result()


@cache  # the vocabulary that ships does not change
def period_words() -> Mapping[str, str]:
    """Give every way to write a word for a period, with the English one."""
    return vocabulary().spellings(PHRASES)


@dataclass(frozen=True)
class _Token:
    word: str
    value: str | None = None


def _tokens(text: str) -> Iterator[_Token]:
    """Read words, in English whatever they were typed in, and filters with their values."""
    rest = text.split(maxsplit=1)[1:]
    run: list[str] = []
    for match in _TOKENS.finditer(rest[0] if rest else ""):
        key, *values, word = match.groups()
        if key is None:
            run.append(word)
            continue
        *before, name = vocabulary().english(key).split() or [""]
        yield from _words(" ".join([*run, *before]))
        yield _Token(name, next((value for value in values if value is not None), "").strip())
        run = []
    yield from _words(" ".join([*run[:-1], *(_unmarked(word) for word in run[-1:])]))


def _unmarked(word: str) -> str:
    """Leave out what ends a sentence: a full stop, an exclamation mark, a smile."""
    while word and (word[-1] in _ENDS or unicodedata.category(word[-1]) in {"So", "Sk"}):
        word = word[:-1]
    return word


def _words(run: str) -> Iterator[_Token]:
    return (_Token(word) for word in vocabulary().english(run).split())


@dataclass
class _Reading:
    """What has been understood of a command so far."""

    command: str
    form: Form
    today: date
    zone: ZoneInfo
    surveys: Collection[str]
    mistake: Mistake | None = None
    words: list[str] = field(default_factory=list)
    other: list[str] | None = None
    pairs: dict[str, str] = field(default_factory=dict)
    by: str | None = None
    choosing: bool = False
    metric: str | None = None
    around: date | None = None
    flags: set[str] = field(default_factory=set)

    def _wrong(
        self, kind: Kind, word: str = "", *, value: str = "", nearest: str | None = None
    ) -> None:
        """Note what is wrong; only the first counts."""
        self.mistake = self.mistake or Mistake(
            self.command, self.form, kind, word, value=value, nearest=nearest
        )

    def take(self, tokens: Iterator[_Token]) -> None:
        """Read every word, up to the first that is wrong."""
        for token in tokens:
            if token.value is not None:
                self._filter(token.word, token.value)
            elif not self._takes(token.word, tokens) and not self._names(token.word):
                (self.words if self.other is None else self.other).append(token.word)
            if self.mistake is not None:
                return

    def result(self) -> Query | Mistake:
        """Put together what was read."""
        period = self._period(self.words)
        if isinstance(period, Mistake):
            return period
        query = Query(
            command=self.command,
            period=period,
            survey=self._survey(),
            version=self._number("version", filters.number),
            filters={key: value for key, value in self.pairs.items() if key in CUTS},
            by=self.by,
            choosing=self.choosing,
            against=self._against(period),
            low="low" in self.flags,
            metric=self.metric,
            around=self.around,
            plain="text" in self.flags,
            after=self._number("after", filters.number),
            theme=self.pairs.get("theme"),
            settling=self._number("settling", filters.days),
            each=self._number("each", filters.some_days),
            form=self.form,
        )
        return self.mistake or query

    def _takes(self, word: str, tokens: Iterator[_Token]) -> bool:
        """Read a word that opens a part of the command; False if it is none."""
        if word == "by" and self.form.by:
            self._by(next(tokens, None))
        elif word == "vs" and self.form.against:
            self.other = []
        elif word == "before" and self.form.around:
            self._around(next(tokens, None))
        else:
            return word == "after" and self.around is not None
        return True

    def _names(self, word: str) -> bool:
        """Read a word that stands for itself; False if it is none."""
        if word in self.form.words:
            self.flags.add(word)
        elif word in self.form.metrics and self.metric is None:
            self.metric = word
        else:
            return self.form.around and self._of_change(word)
        return True

    def _of_change(self, word: str) -> bool:
        """Read the bare name of a survey, or the day from which on answers come after a change."""
        found = read_code(word)
        if word in self.surveys:
            self._filter("survey", word)
        elif self.around is None or found is None or found[0] != "day":
            return False
        elif found[1] < self.around:
            self._wrong("early_answers", word)
        else:
            self._filter("settling", f"{(found[1] - self.around).days}d")
        return True

    def _filter(self, key: str, value: str) -> None:
        if key not in self.form.filters:
            near = None if key in CUTS else vocabulary().nearest(key, self.form.offered)
            self._wrong("unknown_filter", key, nearest=near)
        elif not value:
            self._wrong("empty_filter", key)
        elif key in self.pairs:
            self._wrong("filter_twice", key)
        else:
            self.pairs[key] = filters.canonical(key, value)

    def _by(self, token: _Token | None) -> None:
        if token is None:
            self.choosing = True
        elif token.value is not None:
            self._wrong("cut_with_value", token.word, value=token.value)
        elif token.word not in self.form.by:
            near = vocabulary().nearest(token.word, self.form.by)
            self._wrong("unknown_cut", token.word, nearest=near)
        else:
            self.by = token.word

    def _around(self, token: _Token | None) -> None:
        """Read the day of a change; the days before it are compared with those after it."""
        found = read_code(token.word) if token is not None and token.value is None else None
        if found is None or found[0] != "day":
            self._wrong("no_day", token.word if token else "")
        else:
            self.around = found[1]

    def _survey(self) -> str | None:
        """Find the survey that is named, whatever its capitals."""
        survey = self.pairs.get("survey")
        if survey is None or survey in self.surveys:
            return survey
        same = next((name for name in self.surveys if name.lower() == survey.lower()), None)
        if same is None:
            close = get_close_matches(survey, self.surveys, n=1, cutoff=0.4)
            self._wrong("unknown_survey", survey, nearest=next(iter(close), None))
        return same

    def _number(self, key: str, read: Callable[[str], int | None]) -> int | None:
        text = self.pairs.get(key)
        found = None if text is None else read(text)
        if text is not None and found is None:
            self._wrong("no_days" if key in LENGTHS else "not_a_number", key, value=text)
        return found

    def _against(self, first: Period) -> Period | None:
        """Read the period to compare with; it may not share days with the first."""
        if self.other is None:
            return None
        other = self._period(self.other) if self.other else None
        if other is None:
            self._wrong("nothing_to_compare")
        elif isinstance(other, Mistake):
            self.mistake = self.mistake or other
        elif first.since < other.until and other.since < first.until:
            self._wrong("shared_days")
        else:
            return other
        return None

    def _period(self, words: list[str]) -> Period | Mistake:
        """Read the words that are left as a period."""
        if self.form.around and words:
            return Mistake(self.command, self.form, "stray_word", words[0])
        text = " ".join(words) or self.form.period
        try:
            return parse_period(text, today=self.today, zone=self.zone, vocabulary=period_words())
        except UnknownPeriod as unknown:
            return self._no_period(unknown)

    def _no_period(self, unknown: UnknownPeriod) -> Mistake:
        kind: Kind = "no_period"
        if isinstance(unknown, FuturePeriod):
            kind = "future_period"
        elif isinstance(unknown, ReversedPeriod):
            kind = "reversed_period"
        elif unknown.word in self.form.filters:
            kind = "filter_form"
        near = _meant(self.form, unknown) if kind == "no_period" else None
        return Mistake(
            self.command, self.form, kind, unknown.word, nearest=near, period=unknown.example
        )


def _meant(form: Form, unknown: UnknownPeriod) -> str | None:
    """Find the period that was meant, or another word of the grammar where that is nearer."""
    others = {"by": bool(form.by), "vs": form.against, "low": "low" in form.words}
    meant = vocabulary().spellings(name for name, allowed in others.items() if allowed)
    meant |= {unknown.nearest: vocabulary().english(unknown.nearest)} if unknown.nearest else {}
    close = get_close_matches(unknown.word, sorted(meant), n=1)
    return meant[close[0]] if close else unknown.nearest
