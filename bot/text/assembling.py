"""What has been understood of a staff command, and how it is put together into a query."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from bot.text import filters
from bot.text.known import Known
from bot.text.lexing import Token
from bot.text.misreadings import Kind, Mistake, future, no_period
from bot.text.query import CUTS, LENGTHS, Form, Query
from metrics.calendar_units import first_day, moved
from metrics.periods import (
    ROLLING,
    FuturePeriod,
    Period,
    ReversedPeriod,
    UnknownPeriod,
    parse_period,
)

EARLIER = ("last", "previous", "last-but-one")  # said of a period that is named beside them


@dataclass
class Parts:
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

    def wrong(
        self, kind: Kind, word: str = "", *, value: str = "", nearest: str | None = None
    ) -> None:
        """Note what is wrong; only the first counts."""
        self.mistake = self.mistake or Mistake(
            self.command, self.form, kind, word, value=value, nearest=nearest
        )

    def wrong_ways(self, kind: Kind, token: Token) -> None:
        """Note what can be read in several ways."""
        ways = token.keys or (token.value, token.other)
        self.wrong(kind, token.word, value=token.value)
        if self.mistake is not None and self.mistake.kind == kind:
            self.mistake = replace(self.mistake, ways=ways)

    def _stray(self) -> Mistake:
        if self.form.around:
            return Mistake(self.command, self.form, "stray_word", self.words[0])
        return no_period(self.command, self.form, self.words, self.today)

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
        return f"this {unit}" if which == "last" and unit else self.form.period

    def _survey(self) -> str | None:
        """Find the survey that is named, whatever its capitals."""
        survey = self.pairs.get("survey")
        if survey is None or survey in self.surveys:
            return survey
        same = next((name for name in self.surveys if name.lower() == survey.lower()), None)
        if same is None:
            close = get_close_matches(survey, self.surveys, n=1, cutoff=0.4)
            self.wrong("unknown_survey", survey, nearest=next(iter(close), None))
        return same

    def _number(self, key: str, read: Callable[[str], int | None]) -> int | None:
        text = self.pairs.get(key)
        found = None if text is None else read(text)
        if text is not None and found is None:
            self.wrong("no_days" if key in LENGTHS else "not_a_number", key, value=text)
        return found

    def _against(self, first: Period) -> Period | None:
        """Read the period to compare with; it may not share days with the first."""
        if not self.comparing:
            return None
        other = self._earlier(first) or (self._period(self.other) if self.other else None)
        if other is None:
            self.wrong("nothing_to_compare")
        elif isinstance(other, Mistake):
            self.mistake = self.mistake or other
        elif first.since < other.until and other.since < first.until:
            self.wrong("shared_days", self.period or self.form.period)
        else:
            return other
        return None

    def _earlier(self, first: Period) -> Period | None:
        """Give what "vs the previous one" says: the whole one before the first, or before that."""
        if self.other not in EARLIER:
            return None
        named = "previous" if self.other == "last" else self.other
        if named == "previous" or first.unit is None:
            return replace(first.shifted(-1 if named == "previous" else -2), name=named)
        begun = moved(first.unit, first_day(first.unit, self.today), -2)
        return replace(
            first, since=begun, until=moved(first.unit, begun, 1), name=named, so_far=False
        )

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
