"""How a row becomes a record and a record a row: moments, days, flags and JSON, by annotation."""

import json
from collections.abc import Callable, Mapping
from dataclasses import Field
from datetime import date, datetime, time
from functools import cache
from types import NoneType
from typing import Any, ClassVar, Protocol, TypeVar, get_args, get_origin, get_type_hints

from storage.moments import from_micros, to_micros
from storage.transaction import Params, Row, Transaction


class Record(Protocol):
    """A dataclass whose fields are named as the columns that they are read from."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


T = TypeVar("T", bound=Record)
Value = TypeVar("Value")

_Read = Callable[[Any], object]
_READ: dict[object, _Read] = {
    datetime: from_micros,
    date: date.fromisoformat,
    time: time.fromisoformat,
    bool: bool,
    Mapping: json.loads,
    dict: json.loads,
}


async def read_all(tx: Transaction, kind: type[T], sql: str, params: Params = ()) -> list[T]:
    """Read every row of a statement as a record."""
    return [read_row(kind, row) for row in await tx.rows(sql, params)]


async def read_one(tx: Transaction, kind: type[T], sql: str, params: Params = ()) -> T | None:
    """Read the first row of a statement as a record, if there is one."""
    row = await tx.row(sql, params)
    return read_row(kind, row) if row is not None else None


async def read_known(tx: Transaction, kind: type[T], sql: str, params: Params = ()) -> T:
    """Read a row that is known to be there, or was just written; LookupError otherwise."""
    found = await read_one(tx, kind, sql, params)
    if found is None:
        raise LookupError(kind.__name__, params)
    return found


async def read_value(
    tx: Transaction, kind: type[Value], sql: str, params: Params = ()
) -> Value | None:
    """Read the one column of the first row; None if there is no row, or nothing in it."""
    value = next(iter((await tx.row(sql, params) or {}).values()), None)
    read: Callable[[Any], Any] = _READ.get(kind, kind)
    return None if value is None else read(value)


def read_row(kind: type[T], row: Row) -> T:
    """Read a row as a record."""
    names, stored_otherwise = _plan(kind)
    values = [row[name] for name in names]
    for place, read in stored_otherwise:
        if values[place] is not None:
            values[place] = read(values[place])
    return kind(*values)


@cache
def _plan(kind: type[Record]) -> tuple[list[str], list[tuple[int, _Read]]]:
    """Tell what is read for a record and what is stored as something else, once for all rows."""
    hints, names = get_type_hints(kind), list(kind.__dataclass_fields__)
    types = [_stored_type(hints[name]) for name in names]
    return names, [(at, _READ[each]) for at, each in enumerate(types) if each in _READ]


def _stored_type(hint: object) -> object:
    """Name the type, of what may be missing without None, and without arguments."""
    given = get_args(hint)
    if len(given) == 2 and NoneType in given:
        hint = next(each for each in given if each is not NoneType)
    return get_origin(hint) or hint


def columns_of(record: Record) -> dict[str, object]:
    """Write the fields of a record as they are stored."""
    return {name: stored(getattr(record, name)) for name in record.__dataclass_fields__}


def stored(value: object) -> object:
    """Write one value as it is stored."""
    if value is None or isinstance(value, (str, int)):  # as most are
        return int(value) if isinstance(value, bool) else value
    match value:
        case datetime():
            return to_micros(value)
        case time():
            return value.isoformat("minutes")
        case date():
            return value.isoformat()
        case Mapping():
            return json.dumps(value, ensure_ascii=False)
    return value
