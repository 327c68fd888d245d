"""`afterword rehearse`: what other settings would have done with the interactions on record."""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import click
from pydantic import TypeAdapter, ValidationError
from rich.console import Console

from bot.commands.bar import bar
from bot.commands.using import using
from bot.errors import CannotRunError
from bot.rehearsal.rehearsing import Wish, rehearse
from bot.rehearsal.words import document, tables
from bot.settings.config import Config, load
from bot.settings.credentials import NAME, handed_settings
from bot.settings.sections import Duration
from storage.database import Database

WIDTH = 140  # where nobody looks at a terminal


@dataclass(frozen=True)
class RehearsalWords:
    """What was typed."""

    path: Path
    since: str
    database: Path | None
    current: Path | None
    seed: int
    as_json: bool


async def rehearse_in(words: RehearsalWords, environ: Mapping[str, str], *, now: datetime) -> str:
    """Rehearse the settings, and lay out what was found; CannotRunError without a database."""
    new = load(words.path, environ, speaks=False)
    path = words.database or new.database_path
    current = _in_force(words, path, environ)
    wish = Wish(
        new=new,
        current=load(current, environ, speaks=False) if current else None,
        since=_moment(words.since, new, now=now),
        now=now,
        seed=words.seed,
    )
    if not path.exists():
        raise CannotRunError(f"{path}: there is no such database; name it with --database")
    async with using(Database.open_read_only(path)) as database:
        with bar() as shown:
            task = shown.add_task("rehearsing", total=1.0)
            told = await rehearse(
                database, wish, progress=lambda done: shown.update(task, completed=done)
            )
    if words.as_json:
        return json.dumps(document(told), ensure_ascii=False, indent=2)
    console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    with console.capture() as captured:
        for part in tables(told):
            console.print(part)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def _in_force(words: RehearsalWords, database: Path, environ: Mapping[str, str]) -> Path | None:
    """Find the configuration in force: the one named, the service's, or one by the database."""
    handed = handed_settings(environ)
    path = words.current or handed or database.absolute().with_name(NAME)
    if words.current is None and not path.exists():
        return None
    return None if path.resolve() == words.path.resolve() else path


def _moment(since: str, config: Config, *, now: datetime) -> datetime:
    for each in _readings(since, config, now=now):
        if each < now:
            return each
    raise click.BadParameter('write "30d", "12h" or a day like "2026-11-01"', param_hint="--since")


def _readings(since: str, config: Config, *, now: datetime) -> Iterator[datetime]:
    try:
        yield now - TypeAdapter(Duration).validate_python(since)
    except ValidationError:
        try:
            day = date.fromisoformat(since)
        except ValueError:
            return
        yield datetime.combine(day, time(), config.business.zone).astimezone(now.tzinfo)
