"""How a JSON body is read: strictly, so that nothing is guessed and nothing is dropped."""

import json
import math
from typing import Any, NoReturn

from bot.http.problems import Problem


def read_json(body: bytes, *, depth: int) -> Any:  # noqa: ANN401 - JSON may be anything
    """Read a JSON text of RFC 8259 in UTF-8, or raise a problem that says what is wrong."""
    if not body:
        raise _broken("the body is empty")
    try:
        document = json.loads(
            body.decode(),
            parse_constant=_no_number,
            parse_float=_finite,
            object_pairs_hook=_no_twins,
        )
    except UnicodeDecodeError as error:
        raise _broken(f"the body is not UTF-8 (byte {error.start})") from None
    except json.JSONDecodeError as error:
        raise _broken(
            f"the body is not JSON: {error.msg} (line {error.lineno}, column {error.colno})"
        ) from None
    except RecursionError:
        raise _too_deep(depth) from None
    except ValueError:  # a whole number of thousands of digits
        raise _broken("a number in the body is too long") from None
    if _depth(document) > depth:
        raise _too_deep(depth)
    return document


def _broken(detail: str) -> Problem:
    return Problem(400, detail)


def _too_deep(depth: int) -> Problem:
    return _broken(f"the body is nested more than {depth} levels deep")


def _no_number(word: str) -> NoReturn:
    raise _broken(f"{word} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _broken("a number in the body is too large")
    return number


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _broken("a name stands twice in one object")
    return found


def _depth(document: object) -> int:
    level = 0
    present = [document]
    while present:
        level += any(isinstance(each, dict | list) for each in present)
        present = [inner for each in present for inner in _inside(each)]
    return level


def _inside(document: object) -> list[Any]:
    if isinstance(document, dict):
        return list(document.values())
    return document if isinstance(document, list) else []
