"""The values that filters take: how each is read, and written as it is stored."""

import re

from bot.text.languages import language_named, normal_language
from bot.words.vocabulary import normal, vocabulary
from storage.dimensions import visit_text

_CASE = re.compile(r"[#№]?(\d{1,15})(?:号|-?й|-?го)?[:,.;：，。、!！]?", re.ASCII)


def canonical(key: str, value: str) -> str:
    """Write a value as it is stored."""
    if key == "language":
        return normal_language(value) or normal_language(language_named(value)) or value
    number = value.removesuffix("+")
    if key == "visit" and number.isascii() and number.isdecimal():
        return visit_text(int(number))
    return value


def number(text: str) -> int | None:
    """Read a number, like `3` or `v3`; None if it is none."""
    found = re.fullmatch(r"v?(\d{1,15})", normal(text), re.ASCII)
    return int(found[1]) if found else None


def case_number(word: str) -> int | None:
    """Read the number of a case as people write it, like `#17`, `№17` or `17号`; else None."""
    found = _CASE.fullmatch(word)
    return int(found[1]) if found else None


def days(text: str) -> int | None:
    """Read a number of days, like `7` or `7d`; None if it is none."""
    found = re.fullmatch(r"(\d{1,4})d?", vocabulary().english(text), re.ASCII)
    return int(found[1]) if found else None


def some_days(text: str) -> int | None:
    """Read a number of days that is not nought."""
    return days(text) or None
