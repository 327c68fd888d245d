"""The time of day as people type it: 09:00, 9am, 9 pm, в 9, 9 утра, 9点, 下午6点半."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import time

from bot.words.vocabulary import vocabulary

_EARLY = "上午|早上|早晨|凌晨"
_LATE = "下午|晚上|傍晚"
_TIME = re.compile(
    rf"""(?P<before>{_EARLY}|{_LATE}|中午)?\s?
    (?P<hour>\d{{1,2}}|[一二两三四五六七八九十]{{1,3}}(?=\s?[点时]))
    (?:[:.](?P<minute>\d{{2}})|\s?(?P<sign>[点时])(?:(?P<half>半)|(?P<minutes>\d{{1,2}})分?)?[钟整]?)?
    (?:\s?(?P<unit>o'clock|часов|часа|час|ч|h)(?!\w))?
    (?:\s?(?P<after>a\.?m\.?|p\.?m\.?|утра|дня|вечера|ночи))?
    (?![\w:])""",
    re.VERBOSE,
)
_LATER = re.compile(rf"{_LATE}|p|дня|вечера")
_NOON = re.compile("中午")


@dataclass(frozen=True)
class ClockTime:
    """A time as it was typed, up to where; `at` is None where no clock shows it.

    A bare number may be something else.
    """

    at: time | None
    end: int
    bare: bool


def time_at(text: str, at: int) -> ClockTime | None:
    """Read a time of day from a place on; None if there is none."""
    match = _TIME.match(plain(text), at)
    if match is None:
        return None
    given = match["hour"]
    hour = int(given) if given.isdecimal() else vocabulary().number(given)
    minute = 30 if match["half"] else int(match["minute"] or match["minutes"] or 0)
    bare = not any(match[name] for name in ("before", "minute", "sign", "after", "unit"))
    if hour is None or hour > 23 or minute > 59:
        return ClockTime(None, match.end(), bare)
    return ClockTime(time(_of_day(hour, match), minute), match.end(), bare)


def _of_day(hour: int, match: re.Match[str]) -> int:
    said = match["before"] or match["after"]
    if said is None or _NOON.match(said) or hour > 12:
        return hour
    return hour % 12 + 12 * bool(_LATER.match(said))


def plain(text: str) -> str:
    """Write letters and digits in one form; each keeps its place."""
    forms = ((each, unicodedata.normalize("NFKC", each).casefold()) for each in text)
    return "".join(form if len(form) == 1 else each for each, form in forms)
