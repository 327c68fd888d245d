"""How settings read: the value of one, and what differs between two whole configurations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from bot.settings.config import Config
from bot.settings.wording import Reason
from bot.words.durations import duration
from bot.words.tables import shorten
from bot.words.voice import Voice

_MOST_UNITS = 120


ABSENT = object()  # stands for a table that one of the two configurations does not have


@dataclass(frozen=True)
class Difference:
    """One setting that is not the same in both."""

    place: tuple[str, ...]
    before: object
    after: object

    @property
    def name(self) -> str:
        """The setting as it would be typed."""
        return ".".join(self.place)


def differences(old: Config, new: Config) -> list[Difference]:
    """List what differs, in the order of the settings; the order of surveys is a setting too."""
    found = list(_between(old, new, ()))
    before = tuple(name for name in old.surveys if name in new.surveys)
    after = tuple(name for name in new.surveys if name in old.surveys)
    return [*found, *([Difference(("order",), before, after)] if before != after else [])]


def _between(old: object, new: object, place: tuple[str, ...]) -> Iterator[Difference]:
    if old == new:
        return
    before, after = _table(old), _table(new)
    if before is None or after is None:
        yield Difference(place, old, new)
        return
    for key in dict.fromkeys((*before, *after)):
        yield from _between(before.get(key, ABSENT), after.get(key, ABSENT), (*place, str(key)))


def _table(value: object) -> Mapping[str, object] | None:
    """See a setting as a table of settings, if it is one."""
    if isinstance(value, Config):
        sources = {each.name: each for each in value.sources}
        return {**_fields(value), "sources": sources}
    if isinstance(value, BaseModel):
        return _fields(value)
    return value if isinstance(value, Mapping) else None


def _fields(model: BaseModel) -> dict[str, Any]:
    fields = type(model).model_fields.items()
    return {field.alias or name: getattr(model, name) for name, field in fields}


def difference_words(voice: Voice, difference: Difference) -> str:
    """Say one difference: what it was and what it is."""
    head, *rest = difference.place
    if head in {"surveys", "sources"} and len(rest) == 1:
        change = "added" if difference.before == ABSENT else "removed"
        return voice.say(f"staff.reload.{head}_{change}", name=rest[0])
    if head == "sources":
        return voice.say("staff.reload.new_key", name=rest[0])
    before, after = (value_words(voice, each) for each in (difference.before, difference.after))
    if head == "order":
        return voice.say("staff.reload.order", before=before, after=after)
    if head == "surveys":
        setting = ".".join(rest[1:])
        return voice.say(
            "staff.reload.of_survey", name=rest[0], setting=setting, before=before, after=after
        )
    setting = ".".join(rest) if head == "cadence" else difference.name
    return voice.say("staff.reload.setting", setting=setting, before=before, after=after)


def value_words(voice: Voice, value: object) -> str:
    """Say the value of a setting as plain text, whatever it is; a long one is cut."""
    return shorten(_words(voice, value), _MOST_UNITS)


def _words(voice: Voice, value: object) -> str:
    if value in (None, "", (), ABSENT) or value == {}:
        return voice.plain("staff.value.none")
    if isinstance(value, bool):
        return voice.plain("staff.value.yes" if value else "staff.value.no")
    if isinstance(value, Reason):
        return f"{value.id} ({_words(voice, value.labels)})" if value.labels else value.id
    if isinstance(value, (BaseModel, Mapping)):
        inside = _fields(value) if isinstance(value, BaseModel) else value
        return ", ".join(f"{key} {_words(voice, each)}" for key, each in inside.items() if each)
    if isinstance(value, (tuple, list)):
        tables = any(isinstance(each, BaseModel) and type(each) is not Reason for each in value)
        joint = "; " if tables else ", "
        return joint.join(_words(voice, each) for each in value)
    return _single(voice, value)


def _single(voice: Voice, value: object) -> str:
    if isinstance(value, timedelta):
        return duration(voice, value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return voice.number(Decimal(f"{value:g}")) if isinstance(value, float) else str(value)
