"""The grammar of staff commands: reads what was typed, or says what is wrong with it."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from bot.errors import Refusal
from bot.query import CUTS, FORMS, Query, command_of, quoted
from bot.words import normal_language
from metrics.calendar_units import read_code
from metrics.periods import FuturePeriod, Period, ReversedPeriod, UnknownPeriod, parse_period

EXAMPLES = {
    "survey": "survey=after-chat",
    "touchpoint": "touchpoint=support",
    "agent": "agent=anna",
    "language": "lang=ru",
    "channel": "channel=chat",
    "reason": "reason=speed",
    "version": "version=1",
    "after": "after=1",
}
_ALIASES = {"lang": "language"}
_MOST_TEXT = 2000
_TOKENS = re.compile(r"""([^\s="]+)\s*=\s*(?:"([^"]*)"|“([^”]*)”|«([^»]*)»|(\S*))|(\S+)""")


def parse_query(text: str, *, today: date, zone: ZoneInfo, surveys: Collection[str]) -> Query:
    """Read a staff command; a Refusal says what is wrong in words for whoever typed it."""
    reading = _Reading(command_of(text), today=today, zone=zone, surveys=surveys)
    reading.take(_tokens(text[:_MOST_TEXT]))
    named = reading.pairs
    return Query(
        command=reading.command,
        period=reading.period(reading.words),
        survey=_known_survey(named, surveys, reading.command),
        version=_number(named, "version", reading.command),
        filters={key: value for key, value in named.items() if key in CUTS},
        by=reading.by,
        choosing=reading.choosing,
        against=reading.other_period(),
        low="low" in reading.flags,
        metric=reading.metric,
        around=reading.around,
        plain="text" in reading.flags,
        after=_number(named, "after", reading.command),
    )


@dataclass(frozen=True)
class _Token:
    word: str
    value: str | None = None


def _tokens(text: str) -> Iterator[_Token]:
    rest = text.split(maxsplit=1)[1:]
    for match in _TOKENS.finditer(rest[0] if rest else ""):
        key, *values, word = match.groups()
        if key is None:
            yield _Token(word.lower())
        else:
            yield _Token(key.lower(), next((v for v in values if v is not None), "").strip())


class _Reading:
    """What has been understood of a command so far."""

    def __init__(
        self, command: str, *, today: date, zone: ZoneInfo, surveys: Collection[str]
    ) -> None:
        self.command = command
        self.form = FORMS[command]
        self.today = today
        self.zone = zone
        self.examples = dict(EXAMPLES)
        if surveys:
            self.examples["survey"] = f"survey={quoted(min(surveys))}"
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
            return False
        return True

    def period(self, words: list[str]) -> Period:
        """Read the words that are left as a period."""
        text = " ".join(words) or "week"
        try:
            return parse_period(text, today=self.today, zone=self.zone)
        except UnknownPeriod as unknown:
            raise self._not_a_period(unknown) from unknown

    def other_period(self) -> Period | None:
        """Read the period to compare with; it may not share days with the first."""
        if self.other is None:
            return None
        example = f"/{self.command} this month vs last month"
        if not self.other:
            raise Refusal("staff.nothing_to_compare", example=example)
        first, other = self.period(self.words), self.period(self.other)
        if first.since < other.until and other.since < first.until:
            raise Refusal("staff.overlapping_periods", example=example)
        return other

    def _filter(self, key: str, value: str) -> None:
        key = _ALIASES.get(key, key)
        example = f"/{self.command} week {self.examples.get(key, self.examples['touchpoint'])}"
        if key not in self.form.filters:
            offered = [name for name in self.form.filters if name != "after"]
            close = [] if key in CUTS else get_close_matches(key, offered, n=1, cutoff=0.6)
            shown = f"/{self.command} week {self.examples[close[0] if close else 'touchpoint']}"
            raise _unknown_word(key, offered, shown)
        if not value:
            raise Refusal("staff.empty_filter", filter=key, example=example)
        if key in self.pairs:
            raise Refusal("staff.filter_twice", filter=key, example=example)
        self.pairs[key] = (normal_language(value) or value) if key == "language" else value

    def _by(self, token: _Token | None) -> None:
        if token is None:
            self.choosing = True
            return
        dimension = _ALIASES.get(token.word, token.word)
        if token.value is not None:
            example = f"/{self.command} week by {dimension}"
            raise Refusal(
                "staff.not_understood", word=f"{token.word}={token.value}", example=example
            )
        if dimension not in self.form.by:
            close = get_close_matches(token.word, self.form.by, n=1, cutoff=0.6) or ["agent"]
            example = f"/{self.command} week by {close[0]}"
            raise _unknown_word(token.word, self.form.by, example)
        self.by = dimension

    def _around(self, token: _Token | None) -> None:
        """Read the day of a change; the days before it are compared with those after it."""
        example = f"/{self.command} before {self.today - timedelta(days=30)} after"
        found = read_code(token.word) if token is not None and token.value is None else None
        if found is None or found[0] != "day":
            raise Refusal("staff.no_day", word=token.word if token else "", example=example)
        self.around = found[1]

    def _not_a_period(self, unknown: UnknownPeriod) -> Refusal:
        example = f"/{self.command} {unknown.example}"
        if isinstance(unknown, FuturePeriod):
            return Refusal("staff.future_period", period=unknown.word, example=example)
        if isinstance(unknown, ReversedPeriod):
            return Refusal("staff.reversed_period", period=unknown.word, example=example)
        if unknown.word in self.form.filters:
            example = f"/{self.command} week {self.examples[unknown.word]}"
            return Refusal("staff.filter_form", filter=unknown.word, example=example)
        return self._unknown(unknown.word, unknown.nearest, example)

    def _unknown(self, word: str, nearest: str | None, example: str) -> Refusal:
        """Suggest a period, or another word of the grammar where that is nearer."""
        others = {"by": "by agent", "vs": "vs last week", "low": "low"}
        allowed = [name for name in others if self._allows(name)]
        close = get_close_matches(word, [*allowed, *([nearest] if nearest else [])], n=1)
        if close and close[0] in others:
            example = f"/{self.command} this week {others[close[0]]}"
            return Refusal("staff.unknown_word", word=word, nearest=close[0], example=example)
        if nearest is None:
            return Refusal("staff.not_understood", word=word, example=example)
        return Refusal("staff.unknown_word", word=word, nearest=nearest, example=example)

    def _allows(self, name: str) -> bool:
        if name == "by":
            return bool(self.form.by)
        return self.form.against if name == "vs" else name in self.form.words


def _unknown_word(word: str, allowed: Collection[str], example: str) -> Refusal:
    close = get_close_matches(word, allowed, n=1, cutoff=0.6)
    if not close or word in CUTS:
        names = ", ".join(allowed)
        return Refusal("staff.not_one_of", word=word, names=names, example=example)
    return Refusal("staff.unknown_word", word=word, nearest=close[0], example=example)


def _known_survey(named: Mapping[str, str], surveys: Collection[str], command: str) -> str | None:
    survey = named.get("survey")
    if survey is None or survey in surveys:
        return survey
    same = next((name for name in surveys if name.lower() == survey.lower()), None)
    if same is not None:
        return same
    close = get_close_matches(survey, surveys, n=1, cutoff=0.4) or sorted(surveys)[:1]
    example = f"/{command} week survey={quoted(close[0])}" if close else f"/{command} week"
    names = ", ".join(surveys)
    raise Refusal("staff.unknown_survey", survey=survey, names=names, example=example)


def _number(named: Mapping[str, str], key: str, command: str) -> int | None:
    text = named.get(key)
    if text is None:
        return None
    found = re.fullmatch(r"v?(\d{1,15})", text, re.ASCII | re.IGNORECASE)
    if found is None:
        example = f"/{command} week {EXAMPLES[key]}"
        raise Refusal("staff.not_a_number", filter=key, value=text, example=example)
    return int(found[1])
