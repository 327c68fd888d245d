"""What is risky though it works: who may read the token, who runs the bot, what it runs on."""

import os
import stat
from collections.abc import Iterator
from datetime import date

from bot.operating.checkup.findings import Finding
from bot.settings.config import Config
from storage.sqlite_version import RUNNING, Version, has_reset_fault


def look_at_dangers(config: Config, *, today: date, sqlite: Version = RUNNING) -> Iterator[Finding]:
    """Look at each."""
    yield from _readable(config)
    if os.geteuid() == 0:
        yield Finding("user", "look", "doctor.user.root")
    told = {"version": ".".join(map(str, sqlite))}
    if has_reset_fault(sqlite):
        yield Finding("sqlite", "look", "doctor.sqlite.fault", told)
    else:
        yield Finding("sqlite", "ok", "doctor.sqlite.fine", told)
    for source in config.sources:
        if source.ending(today) is not None:
            over = "doctor.keys.over" if source.is_over(today) else "doctor.keys.ending"
            told = {"source": source.name, "day": str(source.expires)}
            yield Finding("keys", "look", over, told, which=source.name)


def _readable(config: Config) -> Iterator[Finding]:
    """Look at the files that hold the token; others may be read by whoever likes to."""
    token = config.telegram.token.get_secret_value()
    for path in config.secret_files:
        if path.stat().st_mode & stat.S_IROTH and token in path.read_text("utf-8-sig"):
            told = {"path": str(path)}
            yield Finding("token file", "look", "doctor.token_file.readable", told)
