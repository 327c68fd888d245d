"""What all sections of the configuration share: strictness, durations, times, languages, URLs."""

import re
from datetime import time, timedelta
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from bot.text.languages import normal_language

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(\d{1,8})([smhd])")
_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_LONGEST = timedelta(days=3650)


class Section(BaseModel):
    """A table of the file: unknown keys are mistakes, and no error repeats what was written."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        allow_inf_nan=False,
    )


def _read_duration(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError('a duration is written "0s", "10m", "24h" or "7d"')
    seconds = int(found.group(1)) * _UNITS[found.group(2)]
    if seconds > _LONGEST.total_seconds():
        raise ValueError(f'a duration is at most "{_LONGEST.days}d"')
    return timedelta(seconds=seconds)


def duration_text(value: timedelta) -> str:
    """Write a duration as it is written in the file."""
    seconds = int(value.total_seconds())
    for unit in "dhm":
        count, rest = divmod(seconds, _UNITS[unit])
        if count and not rest and (unit, count) != ("d", 1):  # a day is written "24h"
            return f"{count}{unit}"
    return f"{seconds}s"


def _read_time_of_day(value: object) -> object:
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0, tzinfo=None)
    found = _TIME_OF_DAY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError('a time of day is written "21:00"')
    return time(int(found.group(1)), int(found.group(2)))


def _read_language(value: object) -> object:
    code = normal_language(value) if isinstance(value, str) else None
    if code is None:
        raise ValueError('a language is written "en", "ru" or "zh-Hans"')
    return code


def check_url(value: str) -> str:
    """Write a URL without a slash at the end; ValueError if it cannot be called."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError('a URL is written "https://host" or "https://host/path"')
    return value.rstrip("/")


def shaped(pattern: str, words: str) -> AfterValidator:
    """Check the shape of a text, in our words; what was written is not repeated."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value, re.ASCII):
            raise ValueError(words)
        return value

    return AfterValidator(check)


Duration = Annotated[
    timedelta,
    BeforeValidator(_read_duration),
    PlainSerializer(duration_text, return_type=str),
]
TimeOfDay = Annotated[
    time,
    BeforeValidator(_read_time_of_day),
    PlainSerializer(lambda value: f"{value:%H:%M}", return_type=str),
]
Language = Annotated[str, BeforeValidator(_read_language)]
Url = Annotated[str, AfterValidator(check_url)]
