"""The grammar of staff commands: reads what was typed, or says what is wrong with it."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from bot.errors import Refusal
from bot.reports import filters
from bot.reports.query import CUTS, FORMS, Query, command_of, quoted
from bot.words.vocabulary import Spoken, vocabulary
from metrics.calendar_units import code, first_day, moved, read_code
from metrics.period_words import PHRASES
from metrics.periods import FuturePeriod, Period, ReversedPeriod, UnknownPeriod, parse_period

_PERIODS = vocabulary().spellings(PHRASES)
_MOST_TEXT = 2000
_LONG = 366  # days: an example is no longer, for not every command reads more
_TOKENS = re.compile(r"""([^\s=＝"]+)\s*[=＝]\s*(?:"([^"]*)"|“([^”]*)”|«([^»]*)»|(\S*))|(\S+)""")


def parse_query(
    text: str,
    *,
    today: date,
    zone: ZoneInfo,
    surveys: Collection[str],
    usual: Collection[str] = (),
) -> Query:
    """Read a staff command; a Refusal says what is wrong in words for whoever typed it.

    The surveys that are `usual` for the command are those that examples name.
    """
    reading = _Reading(command_of(text), today=today, zone=zone, surveys=surveys)
    if usual:
        reading.examples["survey"] = f"survey={quoted(min(usual))}"
    reading.take(_tokens(text[:_MOST_TEXT]))
    named = reading.pairs
    return Query(
        command=reading.command,
        period=reading.period(reading.words),
        survey=filters.known_survey(named, surveys, reading.bare),
        version=filters.number(named, "version", reading.start),
        filters={key: value for key, value in named.items() if key in CUTS},
        by=reading.by,
        choosing=reading.choosing,
        against=reading.other_period(),
        low="low" in reading.flags,
        metric=reading.metric,
        around=reading.around,
        plain="text" in reading.flags,
        after=filters.number(named, "after", reading.start),
        theme=named.get("theme"),
        settling=filters.days(named, "settling", reading.start),
        each=filters.days(named, "each", reading.start),
    )


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
    yield from _words(" ".join(run))


def _words(run: str) -> Iterator[_Token]:
    return (_Token(word) for word in vocabulary().english(run).split())


class _Reading:
    """What has been understood of a command so far."""

    def __init__(
        self, command: str, *, today: date, zone: ZoneInfo, surveys: Collection[str]
    ) -> None:
        self.command = command
        self.form = FORMS[command]
        self.surveys = surveys
        self.today = today
        self.zone = zone
        self.usual = "week" if self.form.shortest <= 7 else self.form.period
        self.start = f"/{command} {self.usual}"  # what every example begins with
        if self.form.around:
            self.start = f"/{command} before {today - timedelta(days=30)} after"
        self.bare = self.start  # the same for an example that names a survey itself
        self.examples = dict(filters.EXAMPLES)
        if surveys:
            self.examples["survey"] = f"survey={quoted(min(surveys))}"
        if surveys and self.form.around:
            self.start += f" survey={quoted(next(iter(surveys)))}"
        self.words: list[str] = []
        self.other: list[str] | None = None
        self.pairs: dict[str, str] = {}
        self.by: str | None = None
        self.choosing = False
        self.metric: str | None = None
        self.around: date | None = None
        self.flags: set[str] = set()

    def take(self, tokens: Iterator[_Token]) -> None:
        """Read every word."""
        for token in tokens:
            if token.value is not None:
                self._filter(token.word, token.value)
            elif not self._takes(token.word, tokens) and not self._names(token.word):
                (self.words if self.other is None else self.other).append(token.word)

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
        elif self.around is not None and found is not None and found[0] == "day":
            if found[1] < self.around:
                raise Refusal("staff.overlapping_periods", example=self.start)
            self._filter("settling", f"{(found[1] - self.around).days}d")
        else:
            return False
        return True

    def period(self, words: list[str]) -> Period:
        """Read the words that are left as a period."""
        if self.form.around and words:
            raise Refusal("staff.not_understood", word=Spoken(words[0]), example=self.start)
        text = " ".join(words) or self.form.period
        try:
            return parse_period(text, today=self.today, zone=self.zone, vocabulary=_PERIODS)
        except UnknownPeriod as unknown:
            raise self._not_a_period(unknown) from unknown

    def other_period(self) -> Period | None:
        """Read the period to compare with; it may not share days with the first."""
        if self.other is None:
            return None
        example = f"/{self.command} {self._two_months()}"
        if not self.other:
            raise Refusal("staff.nothing_to_compare", example=example)
        first, other = self.period(self.words), self.period(self.other)
        if first.since < other.until and other.since < first.until:
            raise Refusal("staff.overlapping_periods", example=example)
        return other

    def _filter(self, key: str, value: str) -> None:
        start = self.bare if key == "survey" else self.start
        example = f"{start} {self.examples.get(key, self.examples['touchpoint'])}"
        if key not in self.form.filters:
            offered = [name for name in self.form.filters if name != "after"]
            close = None if key in CUTS else vocabulary().nearest(key, offered)
            usual = "touchpoint" if "touchpoint" in offered else offered[0]
            start = self.bare if close == "survey" else self.start
            shown = f"{start} {self.examples[close or usual]}"
            raise _unknown_word(key, offered, shown)
        if not value:
            raise Refusal("staff.empty_filter", filter=Spoken(key), example=example)
        if key in self.pairs:
            raise Refusal("staff.filter_twice", filter=Spoken(key), example=example)
        self.pairs[key] = filters.canonical(key, value)

    def _by(self, token: _Token | None) -> None:
        if token is None:
            self.choosing = True
            return
        dimension, usual = token.word, self._usual_cut()
        if token.value is not None:
            example = f"{self.start} by {dimension if dimension in self.form.by else usual}"
            raise Refusal(
                "staff.not_understood",
                word=Spoken(f"{token.word}={token.value}"),
                example=example,
            )
        if dimension not in self.form.by:
            close = vocabulary().nearest(token.word, self.form.by) or usual
            example = f"{self.start} by {close}"
            raise _unknown_word(token.word, self.form.by, example)
        self.by = dimension

    def _around(self, token: _Token | None) -> None:
        """Read the day of a change; the days before it are compared with those after it."""
        found = read_code(token.word) if token is not None and token.value is None else None
        if found is None or found[0] != "day":
            raise Refusal("staff.no_day", word=token.word if token else "", example=self.start)
        self.around = found[1]

    def _not_a_period(self, unknown: UnknownPeriod) -> Refusal:
        example = f"/{self.command} {self._long_enough(unknown.example)}"
        if isinstance(unknown, FuturePeriod):
            return Refusal("staff.future_period", period=Spoken(unknown.word), example=example)
        if isinstance(unknown, ReversedPeriod):
            return Refusal("staff.reversed_period", period=Spoken(unknown.word), example=example)
        if unknown.word in self.form.filters:
            start = self.bare if unknown.word == "survey" else self.start
            example = f"{start} {self.examples[unknown.word]}"
            return Refusal("staff.filter_form", filter=Spoken(unknown.word), example=example)
        return self._unknown(unknown.word, unknown.nearest, example)

    def _unknown(self, word: str, nearest: str | None, example: str) -> Refusal:
        """Suggest a period, or another word of the grammar where that is nearer."""
        others = {
            "by": f"this week by {self._usual_cut()}",
            "vs": "this week vs last week" if self.form.shortest == 1 else self._two_months(),
            "low": "this week low",
        }
        meant = vocabulary().spellings(name for name in others if self._allows(name))
        meant |= {nearest: vocabulary().english(nearest)} if nearest else {}
        close = get_close_matches(word, sorted(meant), n=1)
        name = meant[close[0]] if close else nearest
        if name in others:
            example = f"/{self.command} {others[name]}"
        if name is None:
            return Refusal("staff.not_understood", word=Spoken(word), example=example)
        return Refusal("staff.unknown_word", word=word, nearest=Spoken(name), example=example)

    def _two_months(self) -> str:
        """Write two periods that can be compared: the month so far is short on its first days."""
        if self.form.shortest == 1:
            return "this month vs last month"
        last = moved("month", first_day("month", self.today), -1)
        return f"last month vs {code('month', moved('month', last, -1))}"

    def _long_enough(self, example: str) -> str:
        """Give the period of an example, in English, or the usual one where that is no good."""
        words = vocabulary().english(example)
        try:
            period = parse_period(words, today=self.today, zone=self.zone, vocabulary=_PERIODS)
        except UnknownPeriod:
            return self.usual
        return words if self.form.shortest <= period.days <= _LONG else self.usual

    def _usual_cut(self) -> str:
        return next((cut for cut in ("agent", *self.form.by) if cut in self.form.by), "")

    def _allows(self, name: str) -> bool:
        if name == "by":
            return bool(self.form.by)
        return self.form.against if name == "vs" else name in self.form.words


def _unknown_word(word: str, allowed: Collection[str], example: str) -> Refusal:
    close = None if word in CUTS else vocabulary().nearest(word, allowed)
    if close is None:
        names = [Spoken(name) for name in allowed]
        return Refusal("staff.not_one_of", word=Spoken(word), names=names, example=example)
    return Refusal("staff.unknown_word", word=word, nearest=Spoken(close), example=example)
