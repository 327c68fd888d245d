"""What each field of an interaction may hold, and the words for what it may not."""

import re
import unicodedata
from datetime import UTC, datetime
from functools import partial
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import Field, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from bot.access import NOBODY
from bot.clock import CLOCKS_DIFFER
from bot.text.languages import normal_language

LARGEST_ID = 2**52 - 1  # Telegram promises no more than 52 bits
LONGEST_ID = 200
LONGEST_LABEL = 100
MOST_MESSAGES = 1_000_000_000
MOST_TAGS = 20
_TOUCHPOINT = "[a-z0-9_-]{1,32}"
_LANGUAGE = "[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,4}"
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,12})?"
)
_ZONE = re.compile("[Zz]|[+-][0-9]{2}:[0-9]{2}")
_EXAMPLE = "such as 2026-11-23T10:00:00Z"


def wrong(words: str) -> PydanticCustomError:
    """Say what is wrong with a field."""
    return PydanticCustomError("wrong", "{words}", {"words": words})


def usable_id(value: object) -> str | None:
    """Give back what can be the name of an interaction, and None for anything else."""
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_ID:
        return None
    return None if _has_controls(value) else value


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(each) in {"Cc", "Cs"} for each in text)


def _read_text(value: object, *, longest: int) -> str:
    if not isinstance(value, str):
        raise wrong("must be text, in quotes")
    if not value.strip():
        raise wrong("must not be empty")
    if len(value) > longest:
        raise wrong(f"must be at most {longest} characters")
    return value


def _read_plain(value: object, *, longest: int) -> str:
    text = _read_text(value, longest=longest)
    if _has_controls(text):
        raise wrong("must not contain control characters")
    return text


def _read_name(value: object) -> str | None:
    text = _read_text(value, longest=200)
    cleaned = "".join(" " if _has_controls(each) else each for each in text)
    return " ".join(cleaned.split()) or None


def _read_touchpoint(value: object) -> str:
    text = _read_text(value, longest=32)
    if not re.fullmatch(_TOUCHPOINT, text):
        raise wrong("must be made of a-z, 0-9, _ and -")
    return text


def _read_language(value: object) -> str | None:
    text = _read_text(value, longest=35)
    if not re.fullmatch(_LANGUAGE, text):
        raise wrong("must be a language code, such as en or zh-hans")
    return normal_language(text)


def _read_timezone(value: object) -> str:
    text = _read_text(value, longest=64)
    if text not in available_timezones():
        raise wrong("must be the name of a time zone, such as Europe/Berlin")
    return text


def _read_whole(value: object) -> int:
    if isinstance(value, bool):
        raise wrong("must be a whole number, not true or false")
    if isinstance(value, str):
        raise wrong("must be a whole number, without quotes")
    if not isinstance(value, int):
        raise wrong("must be a whole number")
    return value


def _read_telegram_id(value: object, info: ValidationInfo) -> int:
    number = _read_whole(value)
    if number < 0:
        raise wrong("this is a group; ask one person")
    if not 0 < number <= LARGEST_ID:
        raise wrong("is not the id of a Telegram user")
    if number in NOBODY or number == (info.context or {}).get("me"):
        raise wrong("this is a bot; ask one person")
    return number


def _read_messages(value: object) -> int:
    number = _read_whole(value)
    if number < 0:
        raise wrong("must not be below zero")
    if number > MOST_MESSAGES:
        raise wrong("is too large a number")
    return number


def _read_moment(value: object, info: ValidationInfo) -> datetime:
    if not isinstance(value, str):
        raise wrong(f"must be a date and time in quotes, {_EXAMPLE}")
    written = _DATE_TIME.match(value)
    zone = value[written.end() :] if written else ""
    if written and not zone:
        raise wrong(f"needs a time zone, {_EXAMPLE}")
    if not _ZONE.fullmatch(zone):
        raise wrong(f"must be a date and time, {_EXAMPLE}")
    try:
        moment = datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise wrong("there is no such date and time") from None
    if moment > (info.context or {})["now"] + CLOCKS_DIFFER:
        raise wrong("is in the future")
    return moment


_TEXT = {"type": "string", "minLength": 1}
_MOMENT_SCHEMA = {
    "type": "string",
    "format": "date-time",
    "description": "RFC 3339 with a zone; at most five minutes in the future.",
}

Id = Annotated[
    str,
    PlainValidator(partial(_read_plain, longest=LONGEST_ID)),
    WithJsonSchema({**_TEXT, "maxLength": LONGEST_ID}),
]
Label = Annotated[
    str,
    PlainValidator(partial(_read_plain, longest=LONGEST_LABEL)),
    WithJsonSchema({**_TEXT, "maxLength": LONGEST_LABEL}),
]
Name = Annotated[
    str | None, PlainValidator(_read_name), WithJsonSchema({**_TEXT, "maxLength": 200})
]
Touchpoint = Annotated[
    str,
    PlainValidator(_read_touchpoint),
    WithJsonSchema({"type": "string", "pattern": f"^{_TOUCHPOINT}$"}),
]
Language = Annotated[
    str | None,
    PlainValidator(_read_language),
    WithJsonSchema({"type": "string", "pattern": f"^{_LANGUAGE}$", "maxLength": 35}),
]
TimeZone = Annotated[
    str,
    PlainValidator(_read_timezone),
    WithJsonSchema({"type": "string", "maxLength": 64, "examples": ["Europe/Berlin"]}),
]
TelegramId = Annotated[
    int,
    PlainValidator(_read_telegram_id),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": LARGEST_ID}),
]
Messages = Annotated[
    int,
    PlainValidator(_read_messages),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": MOST_MESSAGES}),
]
Moment = Annotated[datetime, PlainValidator(_read_moment), WithJsonSchema(_MOMENT_SCHEMA)]
Tags = Annotated[dict[Label, Label], Field(max_length=MOST_TAGS)]
