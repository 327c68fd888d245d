"""Commands that work here: with the metrics, surveys and values that there are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.text.query import Form, is_typable, quoted
from bot.words.vocabulary import vocabulary
from metrics.calendar_units import code, first_day, moved
from metrics.periods import Period

_LONG = 366  # days: an example is no longer, for not every command reads more
_LONGEST_VALUE = 40
_FIXED = {"settling": "7d", "each": "14d", "visit": "1", "version": "1", "after": "1"}
_UNITS = ("week", "month", "quarter", "year")
_PLACES = ("touchpoint", "channel", "language", "agent", "reason")


@dataclass(frozen=True)
class Examples:
    """Writes commands of one form that work.

    `usual` are the surveys that the command is about, `values` what is known of them by dimension.
    `reads` reads a period; None if it is none.
    """

    command: str
    form: Form
    today: date
    zone: ZoneInfo
    surveys: Sequence[str]
    usual: Sequence[str]
    reads: Callable[[str, "Examples"], Period | None]
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def bare(self) -> str:
        """Write what an example begins with that names a survey itself."""
        if self.form.around:
            return f"/{self.command} before {self.today - timedelta(days=30)} after"
        return self.period(self._week)

    def start(self) -> str:
        """Write what every other example begins with."""
        named = self.form.around and self.surveys
        return f"{self.bare()} survey={quoted(self.surveys[0])}" if named else self.bare()

    @property
    def _week(self) -> str:
        return "week" if self.form.shortest <= 7 else self.form.period

    @property
    def usual_cut(self) -> str:
        """Name a dimension to cut by."""
        return next((cut for cut in ("agent", *self.form.by) if cut in self.form.by), "")

    def period(self, period: str) -> str:
        """Ask for one period."""
        return f"/{self.command} {period}"

    def by(self, cut: str | None) -> str:
        """Cut by something."""
        return f"{self.start()} by {cut if cut in self.form.by else self.usual_cut}"

    def filter(self, key: str | None) -> str:
        """Filter by a value that there is; by another dimension, or not at all, where none is."""
        wanted = [each for each in (key, *_PLACES) if each in self.form.filters]
        for each in wanted:
            if each == "survey" and (named := self.usual or self.surveys):
                return self.survey(min(named))
            value = _FIXED.get(each or "") or next(self._values(each or ""), None)
            if value is not None:
                return f"{self.start()} {each}={quoted(value)}"
        return self.start()

    def _values(self, key: str) -> Iterator[str]:
        known = self.values.get(key, ())
        return (each for each in known if each and is_typable(each) and len(each) <= _LONGEST_VALUE)

    def survey(self, name: str) -> str:
        """Name a survey."""
        return f"{self.bare()} survey={quoted(name)}"

    def two_periods(self, unit: str = "month") -> str:
        """Give two that can be compared: the month so far is short on its first days."""
        if self.form.shortest == 1:
            unit = unit if unit in _UNITS else "month"
            return self.period(f"this {unit} vs last {unit}")
        last = moved("month", first_day("month", self.today), -1)
        return self.period(f"last month vs {code('month', moved('month', last, -1))}")

    def range(self, first: str = "", last: str = "") -> str:
        """Give a range of days."""
        default = f"{self.today - timedelta(days=max(self.form.shortest, 14) - 1)}..{self.today}"
        return self.lasting(f"{first}..{last}" if first else default)

    def of_word(self, word: str | None, period: str) -> str:
        """Show a word of the grammar, or else a period."""
        if word == "vs" and self.form.shortest > 1:
            return self.two_periods()
        if word in self.form.filters:
            return self.filter(word)
        shown = {"by": f"by {self.usual_cut}", "vs": "vs last week", "low": "low"}
        return self.period(f"this week {shown[word]}") if word in shown else self.lasting(period)

    def lasting(self, example: str) -> str:
        """Show a period, in English, or the usual one where that is no good."""
        words = vocabulary().english(example)
        period = self.reads(words, self)
        fits = period is not None and self.form.shortest <= period.days <= _LONG
        return self.period(words if fits else self._week)
