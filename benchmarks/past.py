"""A database with a long past: many people, and ten asks behind each of them."""

import asyncio
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.database import Database
from storage.moments import to_micros

ASKS_EACH = 10
BEGAN = datetime(2023, 1, 2, tzinfo=UTC)
LASTED = timedelta(days=1_200)
BYTES_EACH = 7_000  # of disk for one person's past, with its indexes and room to sort them
SURVEYS = ("recommend", "after-chat")
_AT_ONCE = 500_000
_GOLDEN = 0.6180339887  # neighbours in time are far apart as people

_FAST = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -524288;
PRAGMA temp_store = FILE;
"""
_VERSION = """
INSERT INTO versions (id, survey, number, metric, points, anonymous, wording, fingerprint,
    created_at)
VALUES (?, ?, 1, 'csat', 5, 0, '{}', '', 0)
"""
_NUMBERS = """
WITH RECURSIVE numbers (n) AS (
    SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n < :last
)
"""
_CUSTOMERS = f"""
INSERT INTO customers (id, telegram_id, name, telegram_language, first_seen_at, started_at)
{_NUMBERS}
SELECT n, 1000000000 + n, 'Customer ' || n, 'en', :began, :began FROM numbers
"""  # noqa: S608 - put together from constants alone
_INVITATIONS = f"""
INSERT INTO invitations (id, token, survey, version_id, customer_id, state, trace, touchpoint,
    agent, channel, language, visit, decided_at, asked_at, delivered_at, answered_at, expires_at)
{_NUMBERS}
SELECT n, printf('%016x', n), iif(n % 2, 'recommend', 'after-chat'), 2 - n % 2,
    1 + n * :stride % :people, iif(n % 3, 'expired', 'answered'), '[{{"gate": "floor"}}]',
    'support', 'agent-' || n % 50, 'chat', 'en', 1 + n / :people, :began + n * :step,
    :began + n * :step, :began + n * :step, iif(n % 3, NULL, :began + n * :step + 60000000),
    :began + n * :step
FROM numbers
"""  # noqa: S608 - put together from constants alone
_DELIVERIES = f"""
INSERT INTO deliveries (id, kind, dedupe, invitation_id, customer_id, survey, chat_id, state,
    due_at, counted_at, attempts, message_id)
{_NUMBERS}
SELECT n, 'ask', printf('ask:%09d', n), n, 1 + n * :stride % :people,
    iif(n % 2, 'recommend', 'after-chat'), 1000000001 + n * :stride % :people, 'sent',
    :began + n * :step, :began + n * :step, 1, n / :people + 1
FROM numbers
"""  # noqa: S608 - put together from constants alone
_ANSWERS = f"""
INSERT INTO answers (id, invitation_id, customer_id, survey, version_id, score, answered_at,
    touchpoint, agent, channel, language, visit)
{_NUMBERS}
SELECT n, n * 3, 1 + n * 3 * :stride % :people, iif(n % 2, 'recommend', 'after-chat'), 2 - n % 2,
    1 + n % 5, :began + n * 3 * :step + 60000000, 'support', 'agent-' || n % 50, 'chat', 'en',
    1 + n * 3 / :people
FROM numbers
"""  # noqa: S608 - put together from constants alone
_DAYS = f"""
{_NUMBERS}
INSERT INTO {{table}} (survey, dimension, value, day, version, {{columns}})
SELECT survey, 'total', '', date(:began / 1000000, 'unixepoch', '+' || n || ' days'), 1, {{each}}
FROM numbers, (SELECT 'recommend' AS survey UNION ALL SELECT 'after-chat')
"""  # noqa: S608 - put together from constants alone
_ASKS_BY_DAY = _DAYS.format(
    table="tally_asks",
    columns="asked, delivered, answered, expired, answered_1h",
    each=":daily, :daily, :daily / 3, :daily - :daily / 3, :daily / 3",
)
_SCORES_BY_DAY = _DAYS.format(
    table="tally_scores",
    columns="s1, s2, s3, s4, s5",
    each=":daily / 15, :daily / 15, :daily / 15, :daily / 15, :daily / 15",
)
_INDEXES = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"


def stride(people: int) -> int:
    """Give the step from one person to the next in time."""
    return int(people * _GOLDEN) | 1


async def build(path: Path, *, people: int) -> None:
    """Write the whole past, unless the file is there already."""
    if await asyncio.to_thread(path.exists):
        return
    unfinished = path.with_name(path.name + ".unfinished")
    _clear(unfinished)
    database = await Database.open(unfinished)
    await database.close()
    await asyncio.to_thread(_fill, unfinished, people)
    unfinished.rename(path)
    _clear(unfinished)


def _clear(path: Path) -> None:
    """Remove a database and all that stands beside it."""
    for rest in path.parent.glob(path.name + "*"):
        rest.unlink()


def _fill(path: Path, people: int) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(_FAST)
    indexes = connection.execute(_INDEXES).fetchall()
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    for number, survey in enumerate(SURVEYS, 1):
        connection.execute(_VERSION, (number, survey))
    asks = people * ASKS_EACH
    values = {
        "began": to_micros(BEGAN),
        "people": people,
        "stride": stride(people),
        "step": LASTED // timedelta(microseconds=1) // asks,
        "daily": asks // len(SURVEYS) // LASTED.days,
    }
    for what, sql, rows in (
        ("people", _CUSTOMERS, people),
        ("invitations", _INVITATIONS, asks),
        ("deliveries", _DELIVERIES, asks),
        ("answers", _ANSWERS, asks // 3),
        ("days of asks", _ASKS_BY_DAY, LASTED.days),
        ("days of scores", _SCORES_BY_DAY, LASTED.days),
    ):
        for first, last in _spans(rows):
            with _told(f"{what}, {last:,} of {rows:,}"):
                connection.execute("BEGIN")
                connection.execute(sql, {**values, "first": first, "last": last})
                connection.execute("COMMIT")
    for name, sql in indexes:
        with _told(f"index {name}"):
            connection.execute(sql)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def _spans(rows: int) -> Iterator[tuple[int, int]]:
    for first in range(1, rows + 1, _AT_ONCE):
        yield first, min(first + _AT_ONCE - 1, rows)


@contextmanager
def _told(what: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    tell(f"{what} ({time.perf_counter() - started:.1f} s)")


def tell(what: str) -> None:
    """Show how far it is, on one line."""
    end = "" if sys.stderr.isatty() else "\n"
    print(f"\r\x1b[K{what}" if not end else what, end=end, file=sys.stderr, flush=True)


def make_cold(path: Path) -> None:
    """Let the system forget the file, where it can be told to: what is read comes from disk."""
    if not hasattr(os, "posix_fadvise"):
        return
    for each in (path, path.with_name(path.name + "-wal")):
        if each.exists():
            with each.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
