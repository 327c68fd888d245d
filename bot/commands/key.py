"""`afterword key`: a key for a system that posts interactions, and what the bot keeps of it."""

import hashlib
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.commands.key_file import write_key
from bot.settings.config import Config
from bot.settings.connections import SourceSection
from storage.database import Database
from storage.source_uses import last_uses


def new_key(name: str) -> list[str]:
    """Make a key of 256 bits, in these lines and nowhere else; BadParameter for a wrong name."""
    _checked(name)
    key, digest = made()
    return [
        *_shown(name, key),
        "These lines go into config.toml (--write puts them there); they do not tell the key:",
        "",
        "[[sources]]",
        f'name = "{name}"',
        f'key_sha256 = "{digest}"',
    ]


def new_key_in(path: Path, name: str) -> list[str]:
    """Make a key and write its digest into the settings; BadParameter for a wrong name."""
    _checked(name)
    key, digest = made()
    before = write_key(path, name, digest)
    beside = " The key that it had is good beside it, until the next new one." if before else ""
    lines = [
        *_shown(name, key),
        f"Its digest is in {path}.{beside} /reload, or a new start, takes it into use.",
    ]
    last = before.get("expires") if before else None
    if last is not None:
        lines.append(f"It is good until {last}: set a later day as `expires` if that is too soon.")
    return lines


def _checked(name: str) -> None:
    if not re.fullmatch(r"[\w.-]{1,64}", name, re.ASCII):
        raise click.BadParameter("at most 64 letters, digits, dots and -", param_hint="NAME")


def made() -> tuple[str, str]:
    """Make a key of 256 bits, and the digest that is kept of it."""
    key = secrets.token_urlsafe(32)
    return key, hashlib.sha256(key.encode()).hexdigest()


def _shown(name: str, key: str) -> list[str]:
    return [
        f"The key of {name}, shown this once. It goes into the header of each request:",
        "",
        f"Authorization: Bearer {key}",
        "",
    ]


async def list_keys(config: Config) -> list[str]:
    """Tell of each source what its keys are for, until when, and when it was last heard of."""
    if not config.sources:
        return ["No system may post yet: `afterword key NAME --write` makes a key for one."]
    uses: dict[str, datetime] = {}
    if config.database_path.exists():
        database = await Database.open_read_only(config.database_path)
        try:
            uses = await database.read(last_uses)
        finally:
            await database.close()
    return [", ".join(_told(each, uses.get(each.name))) for each in config.sources]


def _told(source: SourceSection, used: datetime | None) -> Iterator[str]:
    yield f"{source.name}: {' and '.join(source.scopes)}"
    yield f"{len(source.key_sha256)} keys" if len(source.key_sha256) > 1 else "one key"
    yield f"good until {source.expires}" if source.expires else "good for ever"
    if used is None:
        yield "not heard of yet"
    else:
        yield f"last heard of {used.astimezone(UTC):%Y-%m-%d %H:%M} UTC, give or take an hour"
