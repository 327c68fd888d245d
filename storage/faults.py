"""Why the database cannot be written, as one of a few words."""

import sqlite3
from typing import Literal, get_args

Fault = Literal["full", "locked", "readonly", "missing", "damaged", "broken"]
FAULTS: tuple[Fault, ...] = get_args(Fault)

_BY_CODE: dict[int, Fault] = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_CANTOPEN: "missing",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_PERM: "readonly",
    sqlite3.SQLITE_PROTOCOL: "locked",
    sqlite3.SQLITE_READONLY: "readonly",
}


def fault_of(error: BaseException) -> Fault:
    """Tell what is wrong by the error that SQLite gave, which the other one stands for."""
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return _BY_CODE.get(code & 0xFF, "broken") if isinstance(code, int) else "broken"
