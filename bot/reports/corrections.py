"""What is said of a mistake in a staff command: its words, and an example that works."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.errors import Refusal
from bot.reports.examples import Examples
from bot.text.grammar import read_query
from bot.text.known import Known
from bot.text.misreadings import Kind, Mistake
from bot.text.named_days import MONTHS
from bot.text.query import CUTS, Form, Query, is_typable, quoted
from bot.words.vocabulary import Spoken
from metrics.calendar_units import read_code
from metrics.periods import Period

Values = Mapping[str, Sequence[str]]  # by dimension


def parse_query(
    text: str,
    form: Form,
    *,
    today: date,
    zone: ZoneInfo,
    surveys: Collection[str],
    usual: Collection[str] = (),
    known: Known | None = None,
    values: Values | None = None,
    shown_as: str | None = None,
) -> Query:
    """Read a command of this form; a Refusal says what is wrong in words for whoever typed it.

    Examples name the surveys that are `usual` for the command and the `values` known of them, and
    are `shown_as` another command where this one has nothing to show.
    """
    read = read_query(text, form, today=today, zone=zone, surveys=surveys, known=known)
    if isinstance(read, Mistake):
        read = replace(read, command=shown_as or read.command)
        raise corrected(
            read, today=today, zone=zone, surveys=surveys, usual=usual, values=values or {}
        )
    return read


def corrected(
    mistake: Mistake,
    *,
    today: date,
    zone: ZoneInfo,
    surveys: Collection[str],
    usual: Collection[str] = (),
    values: Values | None = None,
) -> Refusal:
    """Say what is wrong with a command, and how it could be written."""
    named, about = tuple(surveys), tuple(usual)
    shown = Examples(
        mistake.command, mistake.form, today, zone, named, about, _period, values or {}
    )
    return _SAYS[mistake.kind](mistake, shown)


def _period(words: str, shown: Examples) -> Period | None:
    """Read a period for an example."""
    form = Form(period=shown.form.period)
    text = f"/{shown.command} {words}"
    read = read_query(text, form, today=shown.today, zone=shown.zone, surveys=())
    return read.period if isinstance(read, Query) else None


_Says = Callable[[Mistake, Examples], Refusal]


def _say(key: str, example: Callable[[Examples], str]) -> _Says:
    return lambda _, shown: Refusal(key, example=example(shown))


def _of_filter(key: str) -> _Says:
    def say(mistake: Mistake, shown: Examples) -> Refusal:
        filtered, example = Spoken(mistake.word), shown.filter(mistake.word)
        return Refusal(key, filter=filtered, value=mistake.value, example=example)

    return say


def _of_time(key: str) -> _Says:
    def say(mistake: Mistake, shown: Examples) -> Refusal:
        return Refusal(key, period=Spoken(mistake.word), example=shown.lasting(mistake.period))

    return say


def _no_day(mistake: Mistake, shown: Examples) -> Refusal:
    return Refusal("staff.no_day", word=mistake.word, example=shown.start())


def _no_such_day(mistake: Mistake, shown: Examples) -> Refusal:
    month = next((word for word in mistake.word.split() if word in MONTHS), "week")
    example = shown.start() if mistake.form.around else shown.lasting(month)
    return Refusal("staff.no_such_day", period=Spoken(mistake.word), example=example)


def _stray(mistake: Mistake, shown: Examples) -> Refusal:
    return Refusal("staff.not_understood", word=Spoken(mistake.word), example=shown.start())


def _cut_with_value(mistake: Mistake, shown: Examples) -> Refusal:
    word = Spoken(f"{mistake.word}={mistake.value}")
    filtered = mistake.word in shown.form.offered and is_typable(mistake.value)
    example = f"{shown.start()} {mistake.word}={quoted(mistake.value)}"
    return Refusal(
        "staff.not_understood", word=word, example=example if filtered else shown.by(mistake.word)
    )


def _unknown_cut(mistake: Mistake, shown: Examples) -> Refusal:
    return _none_of(mistake, shown.form.by, shown.by(mistake.nearest))


def _unknown_filter(mistake: Mistake, shown: Examples) -> Refusal:
    offered = shown.form.offered
    if not offered:
        return _stray(mistake, shown)
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


def _unknown_survey(mistake: Mistake, shown: Examples) -> Refusal:
    names = list(shown.usual or shown.surveys)
    close = mistake.nearest if mistake.nearest in names else min(names, default=None)
    example = shown.survey(close) if close else shown.bare()
    return Refusal("staff.unknown_survey", survey=mistake.word, names=names, example=example)


def _two_cuts(mistake: Mistake, shown: Examples) -> Refusal:
    first, second = Spoken(mistake.word), Spoken(mistake.value)
    return Refusal("staff.two_cuts", first=first, second=second, example=shown.by(mistake.value))


def _two_days(mistake: Mistake, shown: Examples) -> Refusal:
    days = list(mistake.ways)
    example = shown.start() if mistake.form.around else shown.lasting(days[0])
    return Refusal("staff.two_days", word=mistake.word, ways=days, example=example)


def _two_filters(mistake: Mistake, shown: Examples) -> Refusal:
    ways = [Spoken(f"{key}={quoted(mistake.value)}") for key in mistake.ways]
    example = f"{shown.bare()} {ways[0]}"
    return Refusal("staff.two_filters", word=mistake.word, ways=ways, example=example)


def _two_periods(mistake: Mistake, shown: Examples) -> Refusal:
    first, second = sorted((mistake.value, mistake.word))
    both = read_code(first) and read_code(second)
    example = shown.range(first, second) if both else shown.lasting(mistake.value)
    word = Spoken(mistake.word)
    return Refusal("staff.two_periods", first=Spoken(mistake.value), word=word, example=example)


def _no_start(mistake: Mistake, shown: Examples) -> Refusal:
    return Refusal("staff.no_start", period=Spoken(mistake.word), example=shown.range())


def _shared_days(mistake: Mistake, shown: Examples) -> Refusal:
    unit = mistake.word.rpartition(" ")[2]
    return Refusal("staff.overlapping_periods", example=shown.two_periods(unit))


def _no_period(mistake: Mistake, shown: Examples) -> Refusal:
    example = shown.of_word(mistake.nearest, mistake.period)
    if mistake.nearest is None:
        return Refusal("staff.not_understood", word=Spoken(mistake.word), example=example)
    return _nearest(mistake, mistake.nearest, example)


_SAYS: Mapping[Kind, _Says] = {
    "cut_with_value": _cut_with_value,
    "early_answers": _say("staff.overlapping_periods", Examples.start),
    "empty_filter": _of_filter("staff.empty_filter"),
    "filter_form": _of_filter("staff.filter_form"),
    "filter_twice": _of_filter("staff.filter_twice"),
    "future_period": _of_time("staff.future_period"),
    "no_day": _no_day,
    "no_days": _of_filter("staff.no_days"),
    "no_period": _no_period,
    "no_start": _no_start,
    "no_such_day": _no_such_day,
    "not_a_number": _of_filter("staff.not_a_number"),
    "nothing_to_compare": _say("staff.nothing_to_compare", Examples.two_periods),
    "reversed_period": _of_time("staff.reversed_period"),
    "shared_days": _shared_days,
    "stray_word": _stray,
    "two_cuts": _two_cuts,
    "two_days": _two_days,
    "two_filters": _two_filters,
    "two_periods": _two_periods,
    "unknown_cut": _unknown_cut,
    "unknown_filter": _unknown_filter,
    "unknown_survey": _unknown_survey,
}
