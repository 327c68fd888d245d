"""What is said of a mistake in a staff command: its words, and an example that works."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from bot.errors import Refusal
from bot.text.grammar import Kind, Mistake, period_words, read_query
from bot.text.query import CUTS, Form, Query, is_typable, quoted
from bot.words.tables import shorten
from bot.words.vocabulary import Spoken, vocabulary
from metrics.calendar_units import code, first_day, moved
from metrics.periods import UnknownPeriod, parse_period

_MOST_NAMES = 8
_LONGEST_NAME = 40
_LONG = 366  # days: an example is no longer, for not every command reads more
_FILTERS = {
    "survey": "survey=after-chat",
    "touchpoint": "touchpoint=support",
    "agent": "agent=anna",
    "language": "lang=ru",
    "channel": "channel=chat",
    "reason": "reason=speed",
    "visit": "visit=1",
    "version": "version=1",
    "after": "after=1",
    "theme": "theme=delivery",
    "settling": "settling=7d",
    "each": "each=14d",
}


def parse_query(
    text: str,
    form: Form,
    *,
    today: date,
    zone: ZoneInfo,
    surveys: Collection[str],
    usual: Collection[str] = (),
) -> Query:
    """Read a command of this form; a Refusal says what is wrong in words for whoever typed it.

    The surveys that are `usual` for the command are those that examples name.
    """
    read = read_query(text, form, today=today, zone=zone, surveys=surveys)
    if isinstance(read, Mistake):
        raise corrected(read, today=today, zone=zone, surveys=surveys, usual=usual)
    return read


def corrected(
    mistake: Mistake,
    *,
    today: date,
    zone: ZoneInfo,
    surveys: Collection[str],
    usual: Collection[str] = (),
) -> Refusal:
    """Say what is wrong with a command, and how it could be written."""
    shown = _Examples(mistake.command, mistake.form, today, zone, tuple(surveys), tuple(usual))
    return _SAYS[mistake.kind](mistake, shown)


@dataclass(frozen=True)
class _Examples:
    """Commands that work, with the surveys that there are."""

    command: str
    form: Form
    today: date
    zone: ZoneInfo
    surveys: Sequence[str]
    usual: Sequence[str]

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
        return next((cut for cut in ("agent", *self.form.by) if cut in self.form.by), "")

    def period(self, period: str) -> str:
        return f"/{self.command} {period}"

    def by(self, cut: str | None) -> str:
        return f"{self.start()} by {cut if cut in self.form.by else self.usual_cut}"

    def filter(self, key: str) -> str:
        named = self.usual or self.surveys
        if key == "survey" and named:
            return self.survey(min(named))
        return f"{self.bare() if key == 'survey' else self.start()} {_FILTERS[key]}"

    def survey(self, name: str) -> str:
        return f"{self.bare()} survey={quoted(name)}"

    def two_periods(self) -> str:
        """Give two that can be compared: the month so far is short on its first days."""
        if self.form.shortest == 1:
            return self.period("this month vs last month")
        last = moved("month", first_day("month", self.today), -1)
        return self.period(f"last month vs {code('month', moved('month', last, -1))}")

    def of_word(self, word: str | None, period: str) -> str:
        """Show a word of the grammar, or else a period."""
        if word == "vs" and self.form.shortest > 1:
            return self.two_periods()
        shown = {"by": f"by {self.usual_cut}", "vs": "vs last week", "low": "low"}
        return self.period(f"this week {shown[word]}") if word in shown else self.lasting(period)

    def lasting(self, example: str) -> str:
        """Show a period, in English, or the usual one where that is no good."""
        words = vocabulary().english(example)
        try:
            period = parse_period(
                words, today=self.today, zone=self.zone, vocabulary=period_words()
            )
        except UnknownPeriod:
            return self.period(self._week)
        fits = self.form.shortest <= period.days <= _LONG
        return self.period(words if fits else self._week)


_Says = Callable[[Mistake, _Examples], Refusal]


def _say(key: str, example: Callable[[_Examples], str]) -> _Says:
    return lambda _, shown: Refusal(key, example=example(shown))


def _of_filter(key: str) -> _Says:
    def say(mistake: Mistake, shown: _Examples) -> Refusal:
        filtered, example = Spoken(mistake.word), shown.filter(mistake.word)
        return Refusal(key, filter=filtered, value=mistake.value, example=example)

    return say


def _of_time(key: str) -> _Says:
    def say(mistake: Mistake, shown: _Examples) -> Refusal:
        return Refusal(key, period=Spoken(mistake.word), example=shown.lasting(mistake.period))

    return say


def _no_day(mistake: Mistake, shown: _Examples) -> Refusal:
    return Refusal("staff.no_day", word=mistake.word, example=shown.start())


def _stray(mistake: Mistake, shown: _Examples) -> Refusal:
    return Refusal("staff.not_understood", word=Spoken(mistake.word), example=shown.start())


def _cut_with_value(mistake: Mistake, shown: _Examples) -> Refusal:
    word = Spoken(f"{mistake.word}={mistake.value}")
    return Refusal("staff.not_understood", word=word, example=shown.by(mistake.word))


def _unknown_cut(mistake: Mistake, shown: _Examples) -> Refusal:
    return _none_of(mistake, shown.form.by, shown.by(mistake.nearest))


def _unknown_filter(mistake: Mistake, shown: _Examples) -> Refusal:
    offered = shown.form.offered
    usual = "touchpoint" if "touchpoint" in offered else offered[0]
    return _none_of(mistake, offered, shown.filter(mistake.nearest or usual))


def _none_of(mistake: Mistake, allowed: Sequence[str], example: str) -> Refusal:
    """Name the nearest word, or all where none is near or the word is right elsewhere."""
    if mistake.nearest is None or mistake.word in CUTS:
        names = [Spoken(name) for name in allowed]
        word = Spoken(mistake.word)
        return Refusal("staff.not_one_of", word=word, names=names, example=example)
    return _nearest(mistake, mistake.nearest, example)


def _nearest(mistake: Mistake, nearest: str, example: str) -> Refusal:
    word = mistake.word
    return Refusal("staff.unknown_word", word=word, nearest=Spoken(nearest), example=example)


def _unknown_survey(mistake: Mistake, shown: _Examples) -> Refusal:
    names = list(shown.surveys)
    close = mistake.nearest or min(names, default=None)
    example = shown.survey(close) if close else shown.bare()
    return Refusal("staff.unknown_survey", survey=mistake.word, names=names, example=example)


def _no_period(mistake: Mistake, shown: _Examples) -> Refusal:
    example = shown.of_word(mistake.nearest, mistake.period)
    if mistake.nearest is None:
        return Refusal("staff.not_understood", word=Spoken(mistake.word), example=example)
    return _nearest(mistake, mistake.nearest, example)


_SAYS: Mapping[Kind, _Says] = {
    "cut_with_value": _cut_with_value,
    "early_answers": _say("staff.overlapping_periods", _Examples.start),
    "empty_filter": _of_filter("staff.empty_filter"),
    "filter_form": _of_filter("staff.filter_form"),
    "filter_twice": _of_filter("staff.filter_twice"),
    "future_period": _of_time("staff.future_period"),
    "no_day": _no_day,
    "no_days": _of_filter("staff.no_days"),
    "no_period": _no_period,
    "not_a_number": _of_filter("staff.not_a_number"),
    "nothing_to_compare": _say("staff.nothing_to_compare", _Examples.two_periods),
    "reversed_period": _of_time("staff.reversed_period"),
    "shared_days": _say("staff.overlapping_periods", _Examples.two_periods),
    "stray_word": _stray,
    "unknown_cut": _unknown_cut,
    "unknown_filter": _unknown_filter,
    "unknown_survey": _unknown_survey,
}


def unknown_value(query: Query, key: str, value: str, *, seen: set[str]) -> Refusal:
    """Say that a value is unknown, and which ones there are."""
    known = sorted(seen, key=str.casefold)
    typable = [name for name in known if is_typable(name) and len(name) <= _LONGEST_NAME]
    close = get_close_matches(value, typable, n=1, cutoff=0.5) or typable[:1]
    chosen = {key: close[0]} if close else {}
    asked = query if query.form.around else Query(query.command, query.period)
    example = replace(asked, filters=chosen).text()
    names = [shorten(name, _LONGEST_NAME) for name in known[:_MOST_NAMES]]
    names += ["…"] if len(known) > _MOST_NAMES else []
    return Refusal(
        "staff.unknown_value", filter=Spoken(key), value=value, known=names, example=example
    )
