"""The grammar of staff commands: reads what was typed into a query, or into a mistake."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from bot.text import filters
from bot.text.known import Known
from bot.text.lexing import Lexer, Token
from bot.text.mistakes import Kind, Mistake, future, no_period
from bot.text.query import CUTS, LENGTHS, Form, Query, command_of
from bot.text.spacing import SPACE
from bot.words.vocabulary import vocabulary
from metrics.calendar_units import read_code
from metrics.period_words import ROLLING
from metrics.periods import FuturePeriod, Period, ReversedPeriod, UnknownPeriod, parse_period


def read_query(
    text: str,
    form: Form,
    *,
    today: date,
    zone: ZoneInfo,
    surveys: Collection[str],
    known: Known | None = None,
) -> Query | Mistake:
    """Read a staff command of this form; what is wrong with it is a value too."""
    head, *rest = SPACE.sub(" ", text.lstrip(), count=1).split(" ", maxsplit=1) or [""]
    values = (known or Known()).also("survey", surveys).only(form.filters)
    lexer = Lexer(today, values, zone.key, reserved=frozenset((*form.metrics, *form.words)))
    reading = _Reading(
        command_of(head), form, today=today, zone=zone, surveys=surveys, known=values
    )
    reading.take(lexer.tokens(rest[0] if rest else ""))
    return reading.mistake or reading.result()


@dataclass
class _Reading:
    """What has been understood of a command so far."""

    command: str
    form: Form
    today: date
    zone: ZoneInfo
    surveys: Collection[str]
    known: Known
    mistake: Mistake | None = None
    words: list[str] = field(default_factory=list)  # that nobody knows
    period: str | None = None
    comparing: bool = False
    other: str | None = None
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

    def take(self, tokens: Iterator[Token]) -> None:
        """Read every part, up to the first that is wrong."""
        for token in tokens:
            if token.sort == "filter":
                self._filter(token.word, token.value)
            elif token.sort == "values":
                self._wrong_ways("two_filters", token)
            elif token.sort == "period":
                self._span(token)
            elif not self._takes(token.word, tokens) and not self._names(token.word):
                self.words.append(token.word)
            if self.mistake is not None:
                return

    def _wrong_ways(self, kind: Kind, token: Token) -> None:
        """Note what can be read in several ways."""
        ways = token.keys or (token.value, token.other)
        self._wrong(kind, token.word, value=token.value)
        if self.mistake is not None and self.mistake.kind == kind:
            self.mistake = replace(self.mistake, ways=ways)

    def result(self) -> Query | Mistake:
        """Put together what was read."""
        if self.words:
            return self._stray()
        if self.period in ROLLING and self.other == f"last {self.period}":
            self.period = f"this {self.period}"  # "week vs last week" shares days in no plain sense
        period = self._period(self.period or self._usual())
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
        return self.mistake or _forward(query)

    def _usual(self) -> str:
        """Give what no period means; beside "last week" it is this week."""
        which, _, unit = (self.other or "").partition(" ")
        return f"this {unit}" if which == "last" else self.form.period

    def _stray(self) -> Mistake:
        if self.form.around:
            return Mistake(self.command, self.form, "stray_word", self.words[0])
        return no_period(self.command, self.form, self.words, self.today)

    def _span(self, token: Token) -> None:
        """Read a period: the first, or the one to compare with."""
        if token.other:
            self._wrong_ways("two_days", token)
        elif self.form.around:
            self._day(token.value, token.word)
        elif self.words:
            self.words.append(token.word)  # what is not understood before it comes first
        elif self.comparing and self.other is None:
            self.other = token.value
        elif self.period is None and not self.comparing:
            self.period = token.value
        else:
            self._wrong("two_periods", token.word, value=self.other or self.period or "")

    def _takes(self, word: str, tokens: Iterator[Token]) -> bool:
        """Read a word that opens a part of the command; False if it is none."""
        if word == "by" and self.form.by:
            self._by(next(tokens, None))
        elif word == "vs" and self.form.against:
            self.comparing = True
        elif word == "before" and self.form.around:
            self._before(next(tokens, None), tokens)
        else:
            return word == "after" and self.form.around and self.around is not None
        return True

    def _names(self, word: str) -> bool:
        """Read a word that stands for itself; False if it is none."""
        if word in self.form.words:
            self.flags.add(word)
        elif word in self.form.metrics and self.metric is None:
            self.metric = word
        elif self.by is not None and word in self.form.by:
            self._wrong("two_cuts", self.by, value=word)
        else:
            return False
        return True

    def _before(self, token: Token | None, tokens: Iterator[Token]) -> None:
        """Read the day of a change: "before 1 november after", "before and after 1 november"."""
        if token is not None and token.word == "after":
            token = next(tokens, None)
        if token is None or token.sort != "period" or token.other:
            self._wrong("no_day", token.word if token else "")
        else:
            self._day(token.value, token.word)

    def _day(self, text: str, word: str) -> None:
        """Read the day of a change, or after it the one from which on answers come after it."""
        found = read_code(text)
        if found is None or found[0] != "day":
            self._wrong("no_day" if self.around is None else "stray_word", word)
        elif self.around is None:
            self.around = found[1]
        elif found[1] < self.around:
            self._wrong("early_answers", word)
        else:
            self._filter("settling", f"{(found[1] - self.around).days}d")

    def _filter(self, key: str, value: str) -> None:
        if key not in self.form.filters:
            near = None if key in CUTS else vocabulary().nearest(key, self.form.offered)
            self._wrong("unknown_filter", key, nearest=near)
        elif not value:
            self._wrong("empty_filter", key)
        elif key in self.pairs:
            self._wrong("filter_twice", key)
        else:
            called = self.known.value(key, value)
            self.pairs[key] = self.known.value(key, filters.canonical(key, called))

    def _by(self, token: Token | None) -> None:
        if token is None:
            self.choosing = True
        elif token.sort == "period":
            self._wrong("no_start", token.word)
        elif token.sort != "word":
            self._wrong("cut_with_value", token.word, value=token.value)
        elif token.word not in self.form.by:
            near = vocabulary().nearest(token.word, self.form.by)
            self._wrong("unknown_cut", token.word, nearest=near)
        elif self.by not in {None, token.word}:
            self._wrong("two_cuts", self.by or "", value=token.word)
        else:
            self.by = token.word

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
        if not self.comparing:
            return None
        other = self._period(self.other) if self.other else None
        if other is None:
            self._wrong("nothing_to_compare")
        elif isinstance(other, Mistake):
            self.mistake = self.mistake or other
        elif first.since < other.until and other.since < first.until:
            self._wrong("shared_days", self.period or self.form.period)
        else:
            return other
        return None

    def _period(self, text: str) -> Period | Mistake:
        try:
            return parse_period(text, today=self.today, zone=self.zone)
        except UnknownPeriod as unknown:
            return self._no_period(unknown)

    def _no_period(self, unknown: UnknownPeriod) -> Mistake:
        if isinstance(unknown, FuturePeriod):
            return future(self.command, self.form, unknown.word)
        kind: Kind = "reversed_period" if isinstance(unknown, ReversedPeriod) else "no_period"
        return Mistake(self.command, self.form, kind, unknown.word, period=unknown.example)


def _forward(query: Query) -> Query:
    """Read two periods forward in time: the later one is compared with the earlier."""
    if query.against is None or query.against.since < query.period.since:
        return query
    return replace(query, period=query.against, against=query.period)
