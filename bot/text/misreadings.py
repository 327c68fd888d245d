"""What can be wrong with a staff command, and what may have been meant."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache
from typing import Literal

from bot.text.named_days import AHEAD, MONTHS, WEEKDAYS
from bot.text.query import Form
from bot.words.vocabulary import vocabulary
from metrics.calendar_units import read_code
from metrics.periods import PHRASES

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
    "no_such_day",
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

_LEAST = 4  # letters of a name that may have been meant
_UNITS = {"{}d": "d", "{}w": "w", "{}mo": "mo", "{}qtr": "qtr", "{}yr": "yr"}
_DAYS = re.compile(r"([0-9]{1,2})-([0-9]{1,2})(?:th)?")
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


def no_period(command: str, form: Form, words: Sequence[str], today: date) -> Mistake:
    """Say which of some words is wrong, and what was meant by it."""
    wrong = Mistake(command, form, "no_period", words[0], period="week")
    if words[0] in form.filters:
        return replace(wrong, kind="filter_form")
    if words[0] == "to":
        return replace(wrong, kind="no_start", word=" ".join(words[:2]))
    if words[0] in AHEAD:
        unit = words[0].partition(" ")[2]
        return replace(wrong, kind="future_period", period=f"last {unit}" if unit else "yesterday")
    return _of_time(wrong, words, today) or _of_words(wrong, words, today)


def _of_time(wrong: Mistake, words: Sequence[str], today: date) -> Mistake | None:
    """Say what is wrong with a number; None if there is none."""
    if (hours := _hours(words)) is not None:
        return replace(wrong, word=hours, period="today")
    days = _DAYS.fullmatch(words[0])
    if days is not None:
        return replace(wrong, period=f"{days[1]}-{days[2]} {MONTHS[today.month - 1]}")
    counted = _COUNT.fullmatch(words[0])
    return _miscounted(wrong, words, counted) if counted is not None and int(counted[1]) else None


def _of_words(wrong: Mistake, words: Sequence[str], today: date) -> Mistake:
    example = f"since {today - timedelta(days=6)}"
    if words[0] == "since":
        return replace(wrong, word=" ".join(words[:2]), period=example)
    word, near = _nearest(wrong.form, words)
    return replace(
        wrong, word=word, nearest=near, period=example if near == "since" else near or "week"
    )


def _hours(words: Sequence[str]) -> str | None:
    """Find what counts hours, of which no period is made."""
    for at, word in enumerate(words[:3], start=1):
        counted = _COUNT.fullmatch(word)
        if vocabulary().english(counted[2] if counted and counted[2] else word) == "hours":
            return " ".join(words[:at])
    return None


def future(command: str, form: Form, word: str, period: str = "") -> Mistake:
    """Say that a period has not begun; one of the same unit that has could stand there."""
    found = read_code(word)
    if found is not None:
        period = "yesterday" if found[0] == "day" else f"last {found[0]}"
    return Mistake(command, form, "future_period", word, period=period or "yesterday")


def _miscounted(wrong: Mistake, words: Sequence[str], counted: re.Match[str]) -> Mistake:
    """Find the unit that was meant by a number: days where there is none, else never another."""
    named = counted[2] or next(iter(words[1:]), "")
    said = " ".join(words[: 1 if counted[2] or not named else 2])
    unit = _unit_like(named) if named else "d"
    near = f"{int(counted[1])}{unit}" if unit else None
    return replace(wrong, word=said, nearest=near, period=near or "week")


def _unit_like(word: str) -> str | None:
    spelled = {
        part: unit
        for spelling, unit in _spelled_units().items()
        for part in (spelling.replace("{}", "").split()[-1:] or [""])
    }
    close = get_close_matches(word, sorted(spelled), n=1, cutoff=0.65)
    return spelled[close[0]] if close else None


@cache  # the vocabulary that ships does not change
def _spelled_units() -> Mapping[str, str]:
    return {said: _UNITS[word] for said, word in vocabulary().spellings(_UNITS).items()}


def _nearest(form: Form, words: Sequence[str]) -> tuple[str, str | None]:
    """Try two words where they look like two, then the first alone."""
    phrases = vocabulary().spellings(PHRASES)
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
    if close:
        return first, meant[close[0]]
    names = {said: word for said, word in _names().items() if len(said) >= _LEAST}
    close = get_close_matches(first, sorted(names), n=1, cutoff=0.75)
    return first, names[close[0]] if close else None


@cache  # nor do these
def _names() -> Mapping[str, str]:
    """Give every way to write a month or a weekday."""
    return vocabulary().spellings((*MONTHS, *WEEKDAYS))


def _others(form: Form) -> Mapping[str, str]:
    others = {"by": bool(form.by), "vs": form.against, "low": "low" in form.words}
    others |= dict.fromkeys(form.offered, True)
    found = vocabulary().spellings(name for name, allowed in others.items() if allowed)
    return {said: word for said, word in found.items() if " " not in said}
