"""A database with a year of answers to one question, and the daily counts that go with them."""

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import system_clock
from storage.database import Database
from storage.moments import to_micros

DAYS = 365
_DIMENSIONS = ("touchpoint", "agent", "language", "channel", "visit")
_FAST = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144;"
_VERSION = """
INSERT INTO versions (id, survey, number, metric, points, anonymous, wording, fingerprint,
    created_at)
VALUES (1, 'recommend', 1, 'nps', 11, 0, '{}', '', 0)
"""
_NUMBERS = """
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :answers)
"""
_SHARED = """
    CASE n % 3 WHEN 0 THEN 'support' WHEN 1 THEN 'checkout' ELSE 'onboarding' END,
    printf('agent-%02d', n * 7919 % 50), iif(n % 2, 'chat', 'phone'),
    CASE n % 5 WHEN 0 THEN 'ru' WHEN 1 THEN 'zh_Hans' ELSE 'en' END, 1 + n % 4
"""
_INVITATIONS = f"""
INSERT INTO invitations (id, token, survey, version_id, state, decided_at, asked_at,
    delivered_at, answered_at, touchpoint, agent, channel, language, visit)
{_NUMBERS}
SELECT n, printf('%016x', n), 'recommend', 1, 'answered', :began + n * :step,
    :began + n * :step, :began + n * :step, :began + n * :step, {_SHARED} FROM numbers
"""  # noqa: S608 - put together from constants alone
_ANSWERS = f"""
INSERT INTO answers (id, invitation_id, survey, version_id, score, answered_at, touchpoint,
    agent, channel, language, visit)
{_NUMBERS}
SELECT n, n, 'recommend', 1, 10 - min(10, abs(n * 2654435761 % 97) / 9), :began + n * :step,
    {_SHARED} FROM numbers
"""  # noqa: S608 - put together from constants alone
_SCORES = ", ".join(f"sum(score = {score})" for score in range(11))
_NAMES = ", ".join(f"s{score}" for score in range(11))
_DAY = "date(answered_at / 1000000, 'unixepoch')"
_COUNT_SCORES = f"""
INSERT INTO tally_scores (survey, dimension, value, day, version, {_NAMES})
SELECT survey, '{{dimension}}', {{value}}, {_DAY}, 1, {_SCORES} FROM answers
GROUP BY 1, 3, 4
"""  # noqa: S608 - put together from constants alone
_COUNT_ASKS = f"""
INSERT INTO tally_asks (survey, dimension, value, day, version, asked, delivered, answered,
    answered_1h)
SELECT survey, '{{dimension}}', {{value}}, {_DAY}, 1, count(*), count(*), count(*), count(*)
FROM answers
GROUP BY 1, 3, 4
"""  # noqa: S608 - put together from constants alone


async def build(path: Path, *, answers: int) -> None:
    """Write so many answers, the last of them today, with the days of UTC."""
    database = await Database.open(path)
    await database.close()
    await asyncio.to_thread(_fill, path, answers, system_clock())


def _fill(path: Path, answers: int, now: datetime) -> None:
    began = now.astimezone(UTC) - timedelta(days=DAYS)
    values = {
        "answers": answers,
        "began": to_micros(began),
        "step": timedelta(days=DAYS) // timedelta(microseconds=1) // answers,
    }
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(_FAST)
    for sql in (_VERSION, _INVITATIONS, _ANSWERS):
        connection.execute(sql, values if ":" in sql else ())
    for dimension in ("total", *_DIMENSIONS):
        value = {"total": "''", "visit": "printf('%02d', visit)"}.get(dimension, dimension)
        for sql in (_COUNT_SCORES, _COUNT_ASKS):
            connection.execute(sql.format(dimension=dimension, value=value))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
