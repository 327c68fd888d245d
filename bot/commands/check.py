"""`afterword check`: the settings in force, as TOML, with secrets starred."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from bot.commands.group_rights import troubles
from bot.commands.risks import recount_ahead, risks
from bot.logs import STARS, redact
from bot.settings.config import Config
from bot.surveys.fallbacks import Lacking, lacking
from bot.words.catalogues import Words

_TABLES = ("surveys", "text")  # what these hold has headings of its own


async def checked(config: Config, *, today: date) -> str:
    """Write the settings, with what the database and Telegram have to say about them."""
    found = [*await recount_ahead(config), *await troubles(config)]
    return "\n".join(settings_in_force(config, today=today, found=found))


def settings_in_force(config: Config, *, today: date, found: Sequence[str] = ()) -> Iterator[str]:
    """Write every setting as it could stand in the file, what is forgotten, and what is a risk.

    `found` is what was seen elsewhere than in the settings.
    """
    yield f"# {config.file}: no mistakes"
    yield f"# database: {config.database_path}"
    for forgotten in _forgotten(config):
        yield f"# note: {forgotten}"
    for risk in risks(config, today=today):
        yield f"# note: {risk}"
    yield from (f"# note: {each}" for each in found)
    for each in lacking(config, Words.load()):
        yield f"# note: {_lack(each)}"
    for name, section in config.model_dump(mode="json", by_alias=True).items():
        yield from _lists(name, section) if isinstance(section, list) else _table(name, section)


def _lack(lack: Lacking) -> str:
    """Say which words a language lacks, and what is said instead."""
    said = f"{', '.join(lack.words)} in {_written(lack.instead)}"
    return f"{lack.place} in {_written(lack.language)}: {said}"


def _written(language: str) -> str:
    """Write a language as the file does."""
    return language.replace("_", "-")


def _forgotten(config: Config) -> Iterator[str]:
    staff = config.staff
    if not (staff.admins or staff.analysts or staff.agents or staff.viewers or staff.chats):
        yield "nobody is listed in [staff], so nobody can see figures"
    if staff.alerts is None:
        yield "without alerts or chats in [staff] nobody is told of unhappy answers"
    if not config.sources:
        yield "no [[sources]], so no system can post interactions; `afterword key NAME` makes one"
    cadence = config.cadence
    if cadence.later_after < cadence.floor:
        yield 'later_after is shorter than floor, so who presses "later" is often not asked again'
    if cadence.cap.asks == 1 and cadence.cap.per > cadence.later_after:
        yield 'cap allows 1 ask, so who presses "later" is not asked again'


def _table(name: str, table: dict[str, Any]) -> Iterator[str]:
    inner = {key: value for key, value in table.items() if _has_heading(key, value, name)}
    if len(inner) < len(table) or not table:
        yield from ("", f"[{name}]")
    for key, value in table.items():
        if key not in inner and value is not None:
            yield f"{_key(key)} = {_inline(value)}"
    for key, value in inner.items():
        heading = f"{name}.{_key(key)}"
        yield from _lists(heading, value) if isinstance(value, list) else _table(heading, value)


def _lists(name: str, tables: list[dict[str, Any]]) -> Iterator[str]:
    for table in tables:
        yield from ("", f"[[{name}]]")
        yield from (f"{key} = {_inline(value)}" for key, value in table.items())


def _has_heading(key: str, value: object, name: str) -> bool:
    if isinstance(value, dict):
        return bool(value) and (key in _TABLES or name.rpartition(".")[2] in _TABLES)
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _inline(value: Any) -> str:  # noqa: ANN401 - whatever a setting can be
    if isinstance(value, dict):
        pairs = ", ".join(f"{_key(key)} = {_inline(each)}" for key, each in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_inline(each) for each in value)}]"
    return json.dumps(_without_secrets(value), ensure_ascii=False)


def _without_secrets(value: object) -> object:
    """Star what tells who calls in a URL: a name with its password, and all that is asked for."""
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        return value
    parts = urlsplit(value)
    host = parts.netloc.rpartition("@")[2]
    kept = parts._replace(
        netloc=f"{STARS}@{host}" if "@" in parts.netloc else host,
        query=STARS if parts.query else "",
        fragment="",
    )
    return redact(kept.geturl())


def _key(key: str) -> str:
    bare = key.replace("-", "").replace("_", "")
    return key if bare.isascii() and bare.isalnum() else json.dumps(key, ensure_ascii=False)
