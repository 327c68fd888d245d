"""A record comes back from the database as it was written."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.rows import columns_of, read_row

COLUMNS = {
    "id": "INTEGER NOT NULL",
    "kind": "TEXT NOT NULL",
    "said": "TEXT",
    "share": "REAL NOT NULL",
    "opened_at": "INTEGER NOT NULL",
    "closed_at": "INTEGER",
    "day": "TEXT NOT NULL",
    "until": "TEXT",
    "at": "TEXT NOT NULL",
    "open": "INTEGER NOT NULL",
    "again": "INTEGER",
    "tags": "TEXT NOT NULL",
    "body": "TEXT",
}


@dataclass(frozen=True)
class Kept:
    id: int
    kind: Literal["one", "other"]
    said: str | None
    share: float
    opened_at: datetime
    closed_at: datetime | None
    day: date
    until: date | None
    at: time
    open: bool
    again: bool | None
    tags: Mapping[str, str]
    body: dict[str, int] | None


moments = st.datetimes(timezones=st.just(UTC))
words = st.text(st.characters(codec="utf-8"))
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
records = st.builds(
    Kept, st.integers(-(2**63), 2**63 - 1), st.sampled_from(("one", "other")), st.none() | words,
    st.floats(allow_nan=False), moments, st.none() | moments, st.dates(), st.none() | st.dates(),
    times, st.booleans(), st.none() | st.booleans(), st.dictionaries(words, words),
    st.none() | st.dictionaries(words, st.integers(0, 9)),
)  # fmt: skip


def through_the_database(record: Kept) -> Mapping[str, object]:
    connection = sqlite3.connect(":memory:")
    columns = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
    connection.execute(f"CREATE TABLE kept ({columns}) STRICT")
    holes = ", ".join(f":{name}" for name in COLUMNS)
    connection.execute(f"INSERT INTO kept VALUES ({holes})", columns_of(record))
    [row] = connection.execute("SELECT * FROM kept").fetchall()
    connection.close()
    return dict(zip(COLUMNS, row, strict=True))


@given(records)
def test_a_record_comes_back_as_it_was(record: Kept) -> None:
    back = read_row(Kept, through_the_database(record))
    assert back == record
    for name, value in vars(record).items():
        assert type(getattr(back, name)) is type(value), name


@given(records)
def test_a_row_may_have_more_columns_than_the_record(record: Kept) -> None:
    assert read_row(Kept, {"number": 1, **columns_of(record), "more": 2}) == record


@given(records)
def test_a_row_without_a_column_of_the_record_is_a_mistake(record: Kept) -> None:
    row = columns_of(record)
    del row["until"]
    with pytest.raises(KeyError, match="until"):
        read_row(Kept, row)
