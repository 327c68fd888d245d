"""What is wrong in a configuration, said so that it can be mended: where, what, the right key."""

import difflib
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

Place = tuple[str | int, ...]
_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_INSTANCE = re.compile(r" or instance of \w+$")
_HOW_TO_GIVE = "set AFTERWORD_TELEGRAM__TOKEN, or AFTERWORD_TELEGRAM__TOKEN_FILE to a file with it"
_PLAIN_WORDS = {
    "Input should be": "should be",
    "a valid dictionary": "a table",
    "a valid tuple": "a list",
}


class ConfigError(Exception):
    """Every mistake that was found, one a line."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        """Keep the mistakes in the order in which they should be read."""
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def read_toml(path: Path, text: str) -> dict[str, Any]:
    """Parse TOML, or raise ConfigError with the line at which that is impossible."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        line = found.group(1) if found else None
        reason = _LINE.sub("", str(error))
        last = len(text.rstrip().splitlines())
        raise ConfigError([f"{path}:{line or max(last, 1)}: not TOML: {reason}"]) from None


def mistakes(
    error: "ValidationError",
    *,
    model: "type[BaseModel]",
    path: Path,
    text: str,
    outside: Mapping[Place, str],
) -> list[str]:
    """Say each error with its place: a variable of the environment, or a line of the file."""
    statements = list(_statements(text))
    found = []
    for each in error.errors(include_url=False, include_input=False, include_context=False):
        if each["type"] == "default_factory_not_called":
            continue  # only the consequence of another mistake
        place = tuple(part for part in each["loc"] if part != "[key]")
        in_file = bool(statements) and _has(statements[-1][1], place)
        variable = _variable(place, outside, below=not in_file)
        line = 0 if variable else _line_of(place, statements)
        where = variable or (f"{path}:{line}" if line else str(path))
        said = _said(each["type"], each["msg"], place, model)
        found.append((not variable, line, f"{where}: {dotted(place)}: {said}"))
    return [words for _, _, words in sorted(found, key=lambda each: each[:2])]


def dotted(place: Place) -> str:
    """Write a place as it could be typed: `surveys.recommend.follow_up[0].scores`."""
    words = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return words.removeprefix(".") or "settings"


def nearest(word: str, choices: Collection[str]) -> str:
    """Say which of the choices was probably meant, or nothing."""
    by_lower = {choice.lower(): choice for choice in choices}
    close = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return f', did you mean "{by_lower[close[0]]}"?' if close else ""


def _said(kind: str, message: str, place: Place, model: "type[BaseModel]") -> str:
    if kind == "extra_forbidden":
        return "unknown key" + _right_key(place, model)
    if kind == "missing":
        return f"missing: {_HOW_TO_GIVE}" if place == ("telegram", "token") else "missing"
    message = _INSTANCE.sub("", message.removeprefix("Value error, "))
    for theirs, ours in _PLAIN_WORDS.items():
        message = message.replace(theirs, ours)
    return message[:1].lower() + message[1:]


def _right_key(place: Place, model: "type[BaseModel]") -> str:
    *table, key = place
    known = _fields(_model_at(tuple(table), model))
    close = nearest(str(key), known)
    if close:
        return close
    for section in _fields(model):
        keys = _fields(_model_at((section,), model))
        if str(key) in keys:
            return f", it belongs in [{section}]"
        if not table and nearest(str(key), keys):
            return f"{nearest(str(key), keys)} It belongs in [{section}]"
    return f": there are {', '.join(known)}" if known else ""


def _fields(model: "type[BaseModel] | None") -> dict[str, Any]:
    """List the fields of a table by the keys that are written."""
    fields = model.model_fields.items() if model else ()
    return {field.alias or name: field for name, field in fields}


def _model_at(place: Place, model: "type[BaseModel]") -> "type[BaseModel] | None":
    """Follow a place through the models to the one that holds its keys."""
    kind: Any = model
    for part in place:
        if hasattr(kind, "model_fields"):
            fields = _fields(kind)
            if part not in fields:
                return None
            kind = _inside(fields[str(part)].annotation)
        else:
            kind = _inside(get_args(kind)[-1] if get_origin(kind) is dict else get_args(kind)[0])
    return kind if hasattr(kind, "model_fields") else None


def _inside(kind: Any) -> Any:  # noqa: ANN401 - an annotation may be anything
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def _variable(place: Place, outside: Mapping[Place, str], *, below: bool) -> str | None:
    """Name the variable that gave a value at this place or above it; or below it, if asked."""
    for length in range(len(place), 0, -1):
        if place[:length] in outside:
            return outside[place[:length]]
    inner = (name for other, name in outside.items() if other[: len(place)] == place)
    return next(inner, None) if below else None


def _statements(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Read statement by statement: the line that each begins on, and all that is said so far."""
    lines = text.splitlines(keepends=True)
    begun = 0
    for end, line in enumerate(lines, start=1):
        if begun == 0 and (not line.strip() or line.lstrip().startswith("#")):
            continue
        begun = begun or end
        try:
            yield begun, tomllib.loads("".join(lines[:end]))
        except tomllib.TOMLDecodeError:
            continue
        begun = 0


def _line_of(place: Place, statements: list[tuple[int, dict[str, Any]]]) -> int:
    """Find the line that says this place first; of what is missing, the line of its table."""
    for length in range(len(place), 0, -1):
        for line, said in statements:
            if _has(said, place[:length]):
                return line
    return 0


def _has(said: Any, place: Place) -> bool:  # noqa: ANN401 - parsed TOML may be anything
    for part in place:
        if isinstance(said, dict) and part in said:
            said = said[str(part)]
        elif isinstance(said, list) and isinstance(part, int) and part < len(said):
            said = said[part]
        else:
            return False
    return True
