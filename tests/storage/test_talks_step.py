"""The step to talks keeps every message and every step of a case, with all that is known."""

import sqlite3
from contextlib import closing
from pathlib import Path

from storage.schema import migrate, migrations

BEFORE = """
INSERT INTO versions
    (id, survey, number, metric, points, anonymous, wording, fingerprint, created_at)
VALUES (1, 'care', 1, 'csat', 5, 0, '{}', 'x', 0);
INSERT INTO invitations (id, token, survey, version_id, state, language, decided_at, answered_at)
VALUES (1, 'a', 'care', 1, 'answered', 'en', 1, 5);
INSERT INTO cases (id, token, invitation_id, score, state, opened_at, held_by)
VALUES (4, 't', 1, 1, 'taken', 5, 902);
INSERT INTO case_steps (id, case_id, step, at, actor, note, message_id, media, file_id)
VALUES (8, 4, 'opened', 5, NULL, NULL, NULL, NULL, NULL),
    (9, 4, 'note', 6, 900, 'calling', 31, 'photo', 'f');
INSERT INTO deliveries (id, kind, dedupe, invitation_id, survey, chat_id, thread_id, body, state,
    due_at, counted_at, lease_until, attempts, message_id, revision, shown, error, repeats)
VALUES (7, 'alert', 'alert:1', 1, 'care', -5, 3, '{"x": 1}', 'failed', 11, 12, 13, 2, 14, 5, 4,
    'no', 1);
INSERT INTO undelivered (delivery_id) VALUES (7);
"""
READ = (
    "SELECT * FROM deliveries",
    "SELECT * FROM case_steps ORDER BY id",
    "SELECT * FROM undelivered",
)


def test_messages_and_steps_stay_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        steps = migrations()
        step = next(each for each in steps if each.name.endswith("_talks.sql"))
        migrate(connection, path=path, steps=steps[: step.number - 1])
        connection.executescript(BEFORE)
        before = [connection.execute(sql).fetchall() for sql in READ]
        migrate(connection, path=path, steps=steps)
        assert [connection.execute(sql).fetchall() for sql in READ] == before
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute(
            "INSERT INTO deliveries (kind, dedupe, chat_id, state, due_at)"
            " VALUES ('reply', 'reply:1', 42, 'planned', 1)"
        )
