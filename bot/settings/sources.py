"""Where settings come from besides the file: variables, and files that variables name."""

import json
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bot.settings.mistakes import Place

PREFIX = "AFTERWORD_"


def read_variables(
    environ: Mapping[str, str],
    *,
    sections: list[str],
) -> tuple[dict[Place, str], dict[Place, str]]:
    """Find the variables that are settings: by place, the plain ones and the `*_FILE` ones."""
    plain, files = {}, {}
    for variable in sorted(environ):
        words = variable.removeprefix(PREFIX).lower().split("__")
        if not variable.startswith(PREFIX) or (len(words) == 1 and words[0] not in sections):
            continue
        if words[-1].endswith("_file"):
            files[_place([*words[:-1], words[-1].removesuffix("_file")])] = variable
        else:
            plain[_place(words)] = variable
    return plain, files


def nested(given: Mapping[Place, Any]) -> dict[str, Any]:
    """Turn places and values into nested tables."""
    tables: dict[str, Any] = {}
    for place, value in sorted(given.items(), key=lambda each: len(each[0])):
        table = tables
        for part in place[:-1]:
            inner = table.setdefault(str(part), {})
            table = inner if isinstance(inner, dict) else {}
        table[str(place[-1])] = value
    return tables


def value_of(text: str) -> Any:  # noqa: ANN401 - lists and tables are any
    """Read a variable: lists and tables as TOML or JSON, all else as it stands."""
    if not text.startswith(("[", "{")):
        return text
    with suppress(ValueError):
        return tomllib.loads(f"value = {text}")["value"]
    with suppress(ValueError):
        return json.loads(text)
    return text


def _place(words: list[str]) -> Place:
    """Name the place; survey names have hyphens, which a variable's name cannot have."""
    if len(words) > 1 and words[0] == "surveys":
        words = [words[0], words[1].replace("_", "-"), *words[2:]]
    return tuple(words)
