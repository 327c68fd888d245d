"""Every statement of the storage package is planned against the schema, and scans no table."""

import importlib
import pkgutil
import re
import sqlite3
from collections.abc import Iterator, Mapping

import pytest

import storage
from storage.clamping import _EVER

_INDEXED = {"updates", "unplaced", "case_steps"}  # by the moment
MAY_SCAN: Mapping[str, str] = {  # why reading the whole table is right
    "actions._LEFT": "the few that were not carried out when the bot ended",
    "chats._ALL": "one row for each group that moved",
    **dict.fromkeys(
        (
            "clamping._ANSWERS",
            "clamping._ASKS",
            "clamping._COUNTED",
            "clamping._ENDS",
            *(
                f"clamping._HAPPENED[{table}]"
                for table in _EVER.keys() - {"updates", "unplaced", "case_steps"}
            ),
        ),
        "only when the clock is known to have been wrong",
    ),
    "departures._ALL": "the tallies are proved from every row",
    "departures._STORED": "the tallies are proved from every row",
    "examining._TABLES": "the names of all tables are wanted",
    "former_answers._ANSWERS": "once, at the first start with portions",
    "former_answers._CLEAR_ANSWERS": "once, at the first start with portions",
    "former_answers._SURVEYS": "one row for each version of a question",
    "former_answers._WORDS": "once, at the first start with portions",
    "pool_keys._NAMED": "one row for each question that has anonymous answers waiting",
    "pools._ALL": "one row for each question that has anonymous answers waiting",
    "pools._OVER": "one row for each question that has anonymous answers waiting",
    "portions._ALL": "the tallies are proved from every row",
    "restoring._NAMED": "once for each look at a backup",
    "source_uses._ALL": "one row for each source",
    "recount._ROWS": "once, where everything is about to be counted anew",
    "recount._STORED_ASKS": "the tallies are proved from every row",
    "recount._STORED_SCORES": "the tallies are proved from every row",
    "recount._STORED_SKIPS": "the tallies are proved from every row",
    "repeating._STORED": "the tallies are proved from every row",
    "totals._ANSWERS": "one row for each version of a question",
    "totals._ASKS": "one row for each version of a question",
    "versions._ALL": "one row for each version of a question",
    "versions._LATEST": "one row for each version of a question",
}

_STATEMENT = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|REPLACE)\b", re.IGNORECASE)
_NAMED_PARTS = re.compile(
    r"(\w+)\s*(?:\([^()]*\))?\s+AS\s+(?:NOT\s+)?(?:MATERIALIZED\s+)?\(", re.IGNORECASE
)
_SCAN = re.compile(r"SCAN (\w+)(.*)")
_INDEX = re.compile(r" USING (?:COVERING )?INDEX (\S+)")


_PARTIAL_INDEXES = """
SELECT i.name FROM sqlite_master AS t, pragma_index_list(t.name) AS i
WHERE t.type = 'table' AND i.partial
"""


class _Nothing(dict[str, None]):
    def __missing__(self, key: str) -> None:
        return None


def statements() -> Iterator[tuple[str, str]]:
    for module in pkgutil.iter_modules(storage.__path__):
        if module.ispkg:
            continue
        for name, value in vars(importlib.import_module(f"storage.{module.name}")).items():
            if not (name.startswith("_") and name.isupper()):
                continue
            named = value.items() if isinstance(value, Mapping) else [("", value)]
            for key, sql in named:
                if isinstance(sql, str) and _STATEMENT.match(sql):
                    yield f"{module.name}.{name}" + (f"[{key}]" if key else ""), sql


def scanned(connection: sqlite3.Connection, sql: str) -> list[str]:
    """The steps that read a whole table; a partial index holds only the rows that are wanted."""
    holes = (None,) * sql.count("?") if "?" in sql else _Nothing()
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", holes)]
    parts = {match[1].lower() for match in _NAMED_PARTS.finditer(sql)}
    partial = {row[0] for row in connection.execute(_PARTIAL_INDEXES)}
    return [
        step[0]
        for step in filter(None, map(_SCAN.fullmatch, plan))
        if step[1].lower() not in parts
        and not step[1].isdigit()
        and step[1] != "CONSTANT"
        and " VIRTUAL TABLE" not in step[2]
        and not ((index := _INDEX.match(step[2])) and index[1] in partial)
    ]


@pytest.mark.parametrize(
    ("name", "sql"), [pytest.param(*pair, id=pair[0]) for pair in statements()]
)
def test_a_statement_fits_the_schema_and_scans_no_table(
    schema: sqlite3.Connection, name: str, sql: str
) -> None:
    scans = scanned(schema, sql)
    assert not scans or name in MAY_SCAN, f"{name}: {scans}"


def test_what_may_scan_exists_and_does(schema: sqlite3.Connection) -> None:
    known = dict(statements())
    for name in MAY_SCAN:
        assert scanned(schema, known[name]), f"{name} no longer scans: take it off the list"


def test_a_scan_is_seen() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, word TEXT)")
    assert scanned(connection, "SELECT n FROM t WHERE word = :word")
    assert scanned(connection, "SELECT a.n FROM t AS a WHERE a.word = ?")
    connection.execute("CREATE INDEX few ON t (n) WHERE word IS NULL")
    assert scanned(connection, "SELECT n FROM t ORDER BY n")
    assert not scanned(connection, "SELECT n FROM t WHERE word IS NULL")
    assert not scanned(connection, "SELECT word FROM t WHERE n = :n")
    assert not scanned(connection, "WITH x AS (SELECT 1 AS n) SELECT * FROM x")
    assert not scanned(connection, "INSERT INTO t VALUES (:n, :word)")
    assert not scanned(connection, "INSERT INTO t SELECT value, 'x' FROM json_each(:all)")
    connection.close()
