"""A source's key in config.toml: put in by the fewest letters, and nothing else of it changed."""

import re
import tomllib
from pathlib import Path
from typing import Any

from bot.commands.whole_file import whole_file
from bot.errors import CannotRunError

_KEPT = 2  # keys of one source: the new one, and the one that its system still uses


def write_key(path: Path, name: str, digest: str) -> dict[str, Any] | None:
    """Add the digest of a source's new key to the file; gives the source if it was there before.

    The newest of its old keys stays good beside it. CannotRunError where the file cannot be read,
    written, or is not written in a way that can be added to.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        tables = tomllib.loads(text)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not TOML"
        raise CannotRunError(f"cannot read {path}: {why}") from error
    sources = tables.get("sources", [])
    if not _are_tables(sources):
        raise _too_daring(path, name)
    known = next((each for each in sources if each.get("name") == name), None)
    wanted = _wanted(tables, sources, name, digest)
    written = _added(text, name, digest) if known is None else _changed(text, known, digest)
    if written is None or _read(written) != wanted:
        raise _too_daring(path, name)
    with whole_file(path.resolve(), like=path) as file:  # a link stays one
        file.write(written.encode())
    return known


def _too_daring(path: Path, name: str) -> CannotRunError:
    return CannotRunError(
        f"{path} is written in a way that I do not dare to change: put the lines in by hand, "
        f"which `afterword key {name}` prints"
    )


def _are_tables(sources: object) -> bool:
    return isinstance(sources, list) and all(isinstance(each, dict) for each in sources)


def _wanted(
    tables: dict[str, Any], sources: list[dict[str, Any]], name: str, digest: str
) -> dict[str, Any]:
    if all(each.get("name") != name for each in sources):
        return {**tables, "sources": [*sources, {"name": name, "key_sha256": digest}]}
    return {
        **tables,
        "sources": [
            {**each, "key_sha256": _digests(each, digest)} if each.get("name") == name else each
            for each in sources
        ],
    }


def _digests(source: dict[str, Any], digest: str) -> list[str]:
    old = source.get("key_sha256", [])
    return [digest, *([old] if isinstance(old, str) else old)][:_KEPT]


def _added(text: str, name: str, digest: str) -> str:
    return f'{text.rstrip()}\n\n[[sources]]\nname = "{name}"\nkey_sha256 = "{digest}"\n'.lstrip()


def _changed(text: str, source: dict[str, Any], digest: str) -> str | None:
    old = source.get("key_sha256")
    if isinstance(old, str):
        literal = re.compile(rf'["\']{re.escape(old)}["\']')
    elif isinstance(old, list) and old and all(isinstance(one, str) for one in old):
        each = r"\s*,\s*".join(rf'["\']{re.escape(one)}["\']' for one in old)
        literal = re.compile(rf"\[\s*{each}\s*,?\s*\]")
    else:
        return None
    new = ", ".join(f'"{one}"' for one in _digests(source, digest))
    changed, count = literal.subn(f"[{new}]", text)
    return changed if count == 1 else None


def _read(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
