"""What the doctor packs for whoever helps: no secret, no words of anybody, nobody's name."""

import json
import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import distributions
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from bot.commands.doctor.printed import report
from bot.commands.whole_file import whole_file
from bot.logs import redact
from bot.operating.checkup.findings import Finding
from bot.settings.config import Config
from bot.words.catalogues import Words
from bot.words.voice import Voice
from storage.errors import StorageError
from storage.examining import examine
from storage.sqlite_version import VERSION

_SHOWN = ("cadence", "reports", "retention", "http", "watch")  # settings that name nobody
_SAFE = {"sqlite", "zones", "drawing", "privacy"}  # of these the words name nobody
_OF_SURVEYS = ("metric", "scale", "about", "delay", "expires", "repeat", "sample", "anonymous")


async def pack(config: Config, findings: Sequence[Finding], target: Path) -> None:
    """Write the bundle; CannotRunError where it cannot be written."""
    parts = {
        "report.txt": report(Voice(Words.load()), [_nameless(each) for each in findings]),
        "settings.json": json.dumps(_settings(config), indent=2),
        "versions.txt": "\n".join(_versions()),
        "tables.txt": await _tables(config),
    }
    with whole_file(target) as file, ZipFile(file, "w", ZIP_DEFLATED) as bundle:
        for name, words in parts.items():
            bundle.writestr(name, redact(words) + "\n")


def _nameless(finding: Finding) -> Finding:
    """Keep which sentence was said; what fills it may be names, ids and folders."""
    if finding.level == "ok" and finding.name in _SAFE:
        return finding
    return Finding(finding.name, finding.level, "doctor.unsaid", {"said": finding.key})


def _settings(config: Config) -> dict[str, object]:
    whole = config.model_dump(mode="json", by_alias=True)
    surveys = whole["surveys"].values()
    return {
        **{name: whole[name] for name in _SHOWN},
        "timezone": whole["business"]["timezone"],
        "mode": whole["telegram"]["mode"],
        "sources": len(whole["sources"]),
        "admins": len(whole["staff"]["admins"]),
        "chats": len(whole["staff"]["chats"]),
        "surveys": [{name: each.get(name) for name in _OF_SURVEYS} for each in surveys],
    }


def _versions() -> Iterator[str]:
    yield f"Python {platform.python_version()}, SQLite {VERSION}, {platform.system()}"
    yield from sorted({f"{each.name} {each.version}" for each in distributions()})


async def _tables(config: Config) -> str:
    try:
        seen = await examine(config.database_path)
    except StorageError as error:
        return str(type(error).__name__)
    lines = [f"{name} {count}" for name, count in seen.rows.items()]
    return "\n".join([f"schema {seen.schema}", *lines])
