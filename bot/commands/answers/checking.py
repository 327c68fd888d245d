"""What each column of a file of answers may hold, and the words for what it may not."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from bot.access import NOBODY
from bot.asking.finding import TELEGRAM
from bot.clock import CLOCKS_DIFFER
from bot.commands.answers.records import Record
from bot.http.fields import LARGEST_ID, Id, Label, Language, Touchpoint
from bot.settings.config import Config
from bot.settings.mistakes import nearest
from metrics.catalogue import METRICS, Scale
from storage.exporting import noon_of
from storage.lines import COLUMNS, Line, name_of, person_of
from storage.versions import Version

REQUIRED = ("survey", "score", "answered_at")
EXAMPLE = "survey,score,answered_at"
_NUMBER = re.compile("-?[0-9]{1,9}")
_LONGEST_DATE = 10
_MOST_DIGITS = 18
_LONGEST_SHOWN = 40
_EARLIEST = 1970
_NOT_UTF8 = re.compile("[\udc80-\udcff]")  # a byte that was not decoded, as half a character


class ColumnMistake(NamedTuple):
    """What is wrong, and where; the column is empty where the whole line is meant."""

    line: int
    column: str
    words: str


class _WrongError(Exception):
    """One field is not as it should be."""


@dataclass(frozen=True)
class _Asked:
    """What a survey of the settings takes."""

    name: str
    scale: Scale
    anonymous: bool


def header_mistake(names: Sequence[str]) -> str | None:
    """Tell of a column that is not known, there twice or missing; None if all are right."""
    for name in names:
        if name not in COLUMNS:
            near = nearest(name, COLUMNS) or f"; there are {', '.join(COLUMNS)}"
            return f"no column is called {shown(name)}{near}"
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if twice:
        return f"{twice[0]}: the column is there twice"
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        columns = f"column{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
        return f"the first line must name the columns, such as {EXAMPLE}: missing {columns}"
    return None


class Checker:
    """Reads records into lines, by the settings in force."""

    def __init__(
        self,
        config: Config,
        versions: Mapping[str, Version],
        *,
        header: Sequence[str],
        now: datetime,
    ) -> None:
        self._header = tuple(header)
        self._zone = config.business.zone
        self._now = now
        self._surveys = {
            name: _Asked(name, METRICS[each.metric].scales[each.points], versions[name].anonymous)
            for name, each in config.surveys.items()
        }
        texts: dict[str, Callable[[str], str | None]] = {
            "customer": _customer, "reason": _label, "touchpoint": _touchpoint, "agent": _label,
            "language": _language, "channel": _label,
        }  # fmt: skip
        self._texts = {name: read for name, read in texts.items() if name in header}

    def is_anonymous(self, survey: str) -> bool:
        """Tell whether a survey keeps no names."""
        return self._surveys[survey].anonymous

    def line(self, record: Record) -> Line | list[ColumnMistake]:
        """Read a record, or tell everything that is wrong in it."""
        if record.fault is not None:
            return [ColumnMistake(record.line, "", record.fault)]
        if len(record.fields) != len(self._header):
            have, named = len(record.fields), len(self._header)
            words = f"fields: {have}, and the first line names {named} columns"
            return [ColumnMistake(record.line, "", words)]
        given = dict(zip(self._header, record.fields, strict=True))
        strange = [
            name for name, text in given.items() if not text.isascii() and _NOT_UTF8.search(text)
        ]
        if strange:
            words = 'not UTF-8: save the file as "CSV UTF-8"'
            return [ColumnMistake(record.line, name, words) for name in strange]
        return self._read(record.line, given)

    def _read(self, line: int, given: Mapping[str, str]) -> Line | list[ColumnMistake]:
        comment = given.get("comment", "")
        found: dict[str, Any] = {"comment": comment if comment.strip() else None}
        mistakes: list[ColumnMistake] = []
        steps: list[tuple[str, Callable[[str], object]]] = [
            ("survey", self._survey),
            ("score", lambda text: self._score(text, found)),
            ("answered_at", lambda text: self._moment(text, found)),
            *self._texts.items(),
        ]
        for column, read in steps:
            text = given[column].strip()
            try:
                found[column] = read(text) if text or column in REQUIRED else None
            except _WrongError as error:
                mistakes.append(ColumnMistake(line, column, str(error)))
        if mistakes:
            return mistakes
        return Line(**{**found, "survey": found["survey"].name})

    def _survey(self, text: str) -> _Asked:
        survey = self._surveys.get(text)
        if survey is None:
            near = nearest(text, self._surveys) or f"; there are {', '.join(self._surveys)}"
            raise _WrongError(f"no survey is called {shown(text)}{near}")
        return survey

    def _score(self, text: str, found: Mapping[str, Any]) -> int | None:
        survey: _Asked | None = found.get("survey")
        if not text and survey and survey.anonymous and found["comment"]:
            return None
        if not _NUMBER.fullmatch(text):
            raise _WrongError(f"{shown(text)} is no whole number" if text else "missing")
        if survey is not None and int(text) not in survey.scale:
            low, high = survey.scale.low, survey.scale.high
            raise _WrongError(
                f"{text} is not on the scale of {survey.name}, which goes from {low} to {high}"
            )
        return int(text)

    def _moment(self, text: str, found: Mapping[str, Any]) -> datetime:
        survey: _Asked | None = found.get("survey")
        try:
            moment, by_day = self._read_moment(text)
        except (ValueError, OverflowError):
            wrong = f"{shown(text)} is no time" if text else "missing"
            raise _WrongError(
                f"{wrong}; write it such as 2026-11-23T10:00:00Z or 2026-11-23"
            ) from None
        by_day = by_day or (survey is not None and survey.anonymous)
        if self._is_future(moment, by_day=by_day):
            raise _WrongError(f"{text} is in the future")
        if moment.year < _EARLIEST:
            raise _WrongError(f"{text} is before {_EARLIEST}")
        return moment

    def _is_future(self, moment: datetime, *, by_day: bool) -> bool:
        if not by_day:
            return moment > self._now + CLOCKS_DIFFER
        return moment.astimezone(self._zone).date() > self._now.astimezone(self._zone).date()

    def _read_moment(self, text: str) -> tuple[datetime, bool]:
        """Read a moment; a date alone means noon, and no offset means the business's zone."""
        if len(text) <= _LONGEST_DATE:
            return noon_of(date.fromisoformat(text), self._zone), True
        moment = datetime.fromisoformat(text.upper())
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self._zone)
        return moment.astimezone(UTC), False


def shown(text: str) -> str:
    """Show what was written: short, on one line, and safe for a terminal."""
    short = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
    plain = "".join(each if each.isprintable() else "\ufffd" for each in short)
    return json.dumps(plain, ensure_ascii=False)


def _reader(kind: Any) -> Callable[[str], str | None]:  # noqa: ANN401 - an annotated type
    """Read a text by the same rule as the field of an interaction."""
    adapter: TypeAdapter[str | None] = TypeAdapter(kind)

    @lru_cache(maxsize=4096)
    def read(text: str) -> str | None:
        try:
            return adapter.validate_python(text)
        except ValidationError as error:
            said = error.errors(include_url=False)[0]["msg"]
            raise _WrongError(f"{shown(text)} {said}") from None

    return read


_label = _reader(Label)
_touchpoint = _reader(Touchpoint)
_known_language = _reader(Language)
_id = _reader(Id)


def _language(text: str) -> str:
    language = _known_language(text)
    if language is None:
        raise _WrongError(f"{shown(text)} is not a language code, such as en or zh-hans")
    return language


def _customer(text: str) -> str | None:
    number = text.removeprefix(f"{TELEGRAM}:")
    is_number = number.isascii() and number.isdigit()
    if is_number and len(number) > _MOST_DIGITS:
        raise _WrongError(f"{shown(text)} is not the id of a Telegram user")
    person = person_of(number if is_number else text)
    if isinstance(person, int):
        if not 0 < person <= LARGEST_ID or person in NOBODY:
            raise _WrongError(f"{shown(text)} is not the id of a Telegram user")
        return str(person)
    source, ref = person
    if not ref.strip():
        raise _WrongError(f"{shown(text)} names nobody")
    return name_of(None, source=source, ref=_id(ref.strip()))
