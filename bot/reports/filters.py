"""The values that filters take: how they are written, and what is said of those that cannot be."""

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches

from bot.errors import Refusal
from bot.reports.query import quoted
from bot.words.catalogues import normal_language
from bot.words.vocabulary import Spoken, normal, vocabulary
from storage.dimensions import visit_text

EXAMPLES = {
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


def canonical(key: str, value: str) -> str:
    """Write a value as it is stored."""
    if key == "language":
        return normal_language(value) or value
    number = value.removesuffix("+")
    if key == "visit" and number.isascii() and number.isdecimal():
        return visit_text(int(number))
    return value


def known_survey(named: Mapping[str, str], surveys: Collection[str], start: str) -> str | None:
    """Find the survey that is named, whatever its capitals; `start` begins the example."""
    survey = named.get("survey")
    if survey is None or survey in surveys:
        return survey
    same = next((name for name in surveys if name.lower() == survey.lower()), None)
    if same is not None:
        return same
    close = get_close_matches(survey, surveys, n=1, cutoff=0.4) or sorted(surveys)[:1]
    example = f"{start} survey={quoted(close[0])}" if close else start
    names = list(surveys)
    raise Refusal("staff.unknown_survey", survey=survey, names=names, example=example)


def number(named: Mapping[str, str], key: str, start: str) -> int | None:
    """Read a value that is a number; None where there is none."""
    text = named.get(key)
    if text is None:
        return None
    found = re.fullmatch(r"v?(\d{1,15})", normal(text), re.ASCII)
    if found is None:
        example = f"{start} {EXAMPLES[key]}"
        raise Refusal("staff.not_a_number", filter=Spoken(key), value=text, example=example)
    return int(found[1])


def days(named: Mapping[str, str], key: str, start: str) -> int | None:
    """Read a value that is a number of days; None where there is none."""
    text = named.get(key)
    if text is None:
        return None
    found = re.fullmatch(r"(\d{1,4})d?", vocabulary().english(text), re.ASCII)
    if found is None or (key == "each" and not int(found[1])):
        example = f"{start} {EXAMPLES[key]}"
        raise Refusal("staff.no_days", filter=Spoken(key), value=text, example=example)
    return int(found[1])
