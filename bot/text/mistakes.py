"""What can be wrong with a staff command, and what may have been meant."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache
from typing import Literal

from bot.text.named_days import MONTHS, WEEKDAYS
from bot.text.query import Form
from bot.words.vocabulary import vocabulary
from metrics.calendar_units import read_code
from metrics.period_words import PHRASES

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
    "no_start",
    "not_a_number",
    "nothing_to_compare",
    "reversed_period",
    "shared_days",
    "stray_word",
    "two_cuts",
    "two_days",
    "two_filters",
    "two_periods",
    "unknown_cut",
    "unknown_filter",
    "unknown_survey",
]

AHEAD = ("tomorrow", *(f"next {unit}" for unit in ("week", "month", "quarter", "year")))
_UNITS = {"{}d": "d", "{}w": "w", "{}mo": "mo", "{}qtr": "qtr", "{}yr": "yr"}
_COUNT = re.compile(r"([0-9]{1,4})-?([^\W\d_]*)")


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
    ways: tuple[str, ...] = ()  # how it could be read, where it could be read in several


@cache  # the vocabulary that ships does not change
def period_words() -> Mapping[str, str]:
    """Give every way to write a word for a period, with the English one."""
    return vocabulary().spellings((*PHRASES, *MONTHS, *WEEKDAYS))


def no_period(command: str, form: Form, words: Sequence[str], today: date) -> Mistake:
    """Say which of some words is wrong, and what was meant by it."""
    if words[0] in form.filters:
        return Mistake(command, form, "filter_form", words[0])
    if words[0] in AHEAD:
        unit = words[0].partition(" ")[2]
        return future(command, form, words[0], f"last {unit}" if unit else "yesterday")
    if words[0] == "to":
        return Mistake(command, form, "no_start", " ".join(words[:2]))
    counted = _COUNT.fullmatch(words[0])
    if counted is not None and int(counted[1]):
        return _miscounted(command, form, words, counted)
    example = f"since {today - timedelta(days=6)}"
    if words[0] == "since":
        return Mistake(command, form, "no_period", " ".join(words[:2]), period=example)
    word, near = _nearest(form, words)
    period = example if near == "since" else near or "week"
    return Mistake(command, form, "no_period", word, nearest=near, period=period)


def future(command: str, form: Form, word: str, period: str = "") -> Mistake:
    """Say that a period has not begun; one of the same unit that has could stand there."""
    found = read_code(word)
    if found is not None:
        period = "yesterday" if found[0] == "day" else f"last {found[0]}"
    return Mistake(command, form, "future_period", word, period=period or "yesterday")


def _miscounted(command: str, form: Form, words: Sequence[str], counted: re.Match[str]) -> Mistake:
    """Find the unit that was meant by a number: days where there is none, else never another."""
    named = counted[2] or next(iter(words[1:]), "")
    said = " ".join(words[: 1 if counted[2] or not named else 2])
    if named in MONTHS:  # that has no such day
        return Mistake(command, form, "no_period", said, period=named)
    unit = _unit_like(named) if named else "d"
    near = f"{int(counted[1])}{unit}" if unit else None
    return Mistake(command, form, "no_period", said, nearest=near, period=near or "week")


def _unit_like(word: str) -> str | None:
    spelled = {
        part: unit
        for spelling, unit in _spelled_units().items()
        for part in (spelling.replace("{}", "").split()[-1:] or [""])
    }
    close = get_close_matches(word, sorted(spelled), n=1, cutoff=0.65)
    return spelled[close[0]] if close else None


@cache
def _spelled_units() -> Mapping[str, str]:
    return {said: _UNITS[word] for said, word in vocabulary().spellings(_UNITS).items()}


def _nearest(form: Form, words: Sequence[str]) -> tuple[str, str | None]:
    """Try two words where they look like two, then the first alone."""
    phrases = {said: word for said, word in period_words().items() if "{" not in said}
    meant = {**phrases, **_others(form)}
    first, pair = words[0], " ".join(words[:2])
    doubles = [each for each in meant if " " in each]
    leaders = {each.split()[0] for each in doubles}
    if len(words) > 1 and get_close_matches(first, leaders, n=1, cutoff=0.7):
        close = get_close_matches(pair, doubles, n=1, cutoff=0.7)
        if close:
            return pair, meant[close[0]]
    if first in {"this", "last"}:
        return first, f"{first} week"
    close = get_close_matches(first, sorted(meant), n=1, cutoff=0.6)
    return first, meant[close[0]] if close else None


def _others(form: Form) -> Mapping[str, str]:
    others = {"by": bool(form.by), "vs": form.against, "low": "low" in form.words}
    found = vocabulary().spellings(name for name, allowed in others.items() if allowed)
    return {said: word for said, word in found.items() if " " not in said}
