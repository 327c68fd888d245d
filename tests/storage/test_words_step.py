"""What stands in a database of before words without a score is there after the step, and more."""

import sqlite3
from pathlib import Path

from storage.schema import migrate, migrations

BEFORE = """
INSERT INTO versions
    (id, survey, number, metric, points, anonymous, wording, fingerprint, created_at)
VALUES (1, 'care', 1, 'csat', 5, 0, '{}', 'x', 0);
INSERT INTO invitations (id, token, survey, version_id, state, language, decided_at, answered_at)
VALUES (1, 'a', 'care', 1, 'answered', 'en', 1, 5), (2, 'b', 'care', 1, 'sent', 'en', 2, NULL),
    (3, 'c', 'care', 1, 'sent', 'en', 3, NULL);
INSERT INTO answers (id, invitation_id, survey, version_id, score, answered_at)
VALUES (1, 1, 'care', 1, 1, 5);
INSERT INTO comments (invitation_id, message_id, said_at, body)
VALUES (1, 1, 6, 'slow'), (2, 2, 8, 'late'), (2, 3, 7, 'edited late');
INSERT INTO cases (id, token, invitation_id, score, state, opened_at, held_by)
VALUES (4, 't', 1, 1, 'taken', 5, 902);
INSERT INTO case_steps (case_id, step, at) VALUES (4, 'opened', 5);
"""


def test_cases_stay_and_words_that_wait_for_a_score_are_found(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    connection = sqlite3.connect(path, isolation_level=None)
    steps = migrations()
    step = next(each for each in steps if each.name.endswith("_words_without_score.sql"))
    migrate(connection, path=path, steps=steps[: step.number - 1])
    connection.executescript(BEFORE)
    migrate(connection, path=path, steps=steps)
    said = connection.execute("SELECT words_at FROM invitations ORDER BY id").fetchall()
    assert said == [(None,), (7,), (None,)]
    kept = "SELECT id, token, invitation_id, score, state, opened_at, held_by FROM cases"
    assert connection.execute(kept).fetchall() == [(4, "t", 1, 1, "taken", 5, 902)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.execute(
        "INSERT INTO cases (token, invitation_id, state, opened_at) VALUES ('u', 2, 'open', 9)"
    )
    connection.execute("INSERT INTO case_steps (case_id, step, at) VALUES (5, 'opened', 9)")
    connection.close()
