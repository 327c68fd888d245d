"""Anonymous answers of before become whole portions at the first start, and the rest waits."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from storage import former_answers, recount
from storage.database import Database
from storage.schema import migrate, migrations
from tests.bot.unsealed import scores, words

ZONE = ZoneInfo("UTC")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
BEFORE = """
INSERT INTO versions
    (id, survey, number, metric, points, anonymous, wording, fingerprint, created_at)
VALUES (1, 'team', 1, 'enps', 11, 1, '{}', 'x', 0), (2, 'care', 1, 'csat', 5, 0, '{}', 'y', 0);
INSERT INTO invitations
    (id, token, survey, version_id, state, gate, language, decided_at, asked_at, answered_at)
VALUES (1, 'a', 'team', 1, 'answered', NULL, 'en', 1, 1, 5),
    (2, 'b', 'team', 1, 'answered', 'cannot_say', 'en', 1, 1, 5),
    (3, 'c', 'care', 2, 'answered', 'cannot_say', 'en', 1, 1, 5);
INSERT INTO tally_asks (survey, dimension, value, day, version, asked, delivered, answered, expired,
    unknown, cannot_say)
VALUES ('team', 'total', '', '1970-01-01', 1, 2, 1, 1, 0, 1, 1),
    ('care', 'total', '', '1970-01-01', 1, 1, 1, 0, 0, 0, 1);
INSERT INTO tally_scores (survey, dimension, value, day, version, s3)
VALUES ('team', 'total', '', '2026-11-16', 1, 3), ('care', 'total', '', '2026-11-16', 1, 3);
"""
# Three, then a day of seven that was whole alone, then two more that made five of the three; two.
GIVEN = [("14", 3), ("15", 7), ("16", 2), ("17", 2)]


def of_before(path: Path, given: Sequence[tuple[str, int]] = GIVEN) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    steps = migrations()
    step = next(each for each in steps if each.name.endswith("_sealed_pools.sql"))
    migrate(connection, path=path, steps=steps[: step.number - 1])
    connection.executescript(BEFORE)
    number = 0
    for day, people in given:
        for score in range(people):
            connection.execute(
                "INSERT INTO anonymous_answers (id, survey, version_id, score, day)"
                " VALUES (?, 'team', 1, ?, ?)",
                (f"id{number}", score, f"2026-11-{day}"),
            )
            connection.execute(
                "INSERT INTO anonymous_comments VALUES (?, 'team', ?, ?)",
                (f"id{number}", f"2026-11-{day}", f"{day}: {score}"),
            )
            number += 1
    connection.close()


def rows(path: Path, sql: str) -> Sequence[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


async def test_whole_days_that_were_shown_together_become_portions(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    of_before(path)
    database = await Database.open(path)
    for _ in range(2):  # the second start finds nothing to do
        await database.write(lambda tx: former_answers.settle(tx, at=NOW, zone=ZONE))
        assert rows(path, "SELECT day, s0, s1, s2, s6 FROM portions ORDER BY day") == [
            ("2026-11-15", 1, 1, 1, 1),
            ("2026-11-16", 2, 2, 1, 0),
        ]
        assert scores(path) == [0, 1], "fewer than five wait for others"
        for table in ("former_answers", "former_comments"):
            assert rows(path, f"SELECT * FROM {table}") == []
    shown = rows(path, "SELECT day, count(*) FROM anonymous_comments GROUP BY day")
    assert shown == [("2026-11-15", 10)], "ten had answered by then"
    assert len(words(path)) == 4
    tallied = rows(path, "SELECT survey, day, s3 FROM tally_scores WHERE s3 > 0 ORDER BY survey")
    assert tallied == [("care", "2026-11-16", 3), ("team", "2026-11-15", 1)]
    differ = await database.read(lambda tx: recount.verify(tx, ZONE))
    assert [each for each in differ if each.cell[:2] == ("team", "total")] == []
    await database.close()


async def test_where_all_was_shown_nothing_waits(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    of_before(path, [("15", 10)])
    database = await Database.open(path)
    await database.write(lambda tx: former_answers.settle(tx, at=NOW, zone=ZONE))
    await database.close()
    assert rows(path, "SELECT day, s0, s9 FROM portions") == [("2026-11-15", 1, 1)]
    assert rows(path, "SELECT day, count(*) FROM anonymous_comments") == [("2026-11-15", 10)]
    assert (scores(path), words(path)) == ([], [])


def test_asks_of_before_no_longer_tell_who_answered(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    of_before(path)
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, path=path, steps=migrations())
    connection.close()
    asked = rows(path, "SELECT id, gate, answered_at FROM invitations ORDER BY id")
    assert asked == [(1, None, None), (2, None, None), (3, "cannot_say", 5)]
    names = "asked, delivered, answered, unknown, cannot_say"
    assert rows(path, f"SELECT {names} FROM tally_asks ORDER BY survey") == [
        (1, 1, 0, 0, 1),
        (2, 2, 0, 0, 0),
    ]
    assert rows(path, "PRAGMA foreign_key_check") == []
