"""The step to listening keeps cases with all that was done, and draws no old message anew."""

import sqlite3
from pathlib import Path

from storage.schema import migrate, migrations

NOW = 1_000


def test_cases_keep_their_steps_and_ended_prompts_are_forgotten(tmp_path: Path) -> None:
    steps = migrations()
    connection = sqlite3.connect(tmp_path / "old.db", isolation_level=None)
    migrate(connection, path=tmp_path / "old.db", steps=steps[:7])
    connection.executescript(f"""
        INSERT INTO versions VALUES (1, 'after-chat', 1, 'csat', 5, 0, NULL, '{{}}', 'f', 1);
        INSERT INTO updates VALUES (1, 1, {NOW}, NULL);
        INSERT INTO invitations (id, token, survey, version_id, state, language, decided_at,
            comment_until)
        VALUES (1, 'a', 'after-chat', 1, 'answered', 'en', 1, {NOW - 1}),
            (2, 'b', 'after-chat', 1, 'answered', 'en', 1, {NOW + 1});
        INSERT INTO cases VALUES (7, 'c', 1, 2, 'taken', 5, 900);
        INSERT INTO case_steps VALUES (1, 7, 'opened', 5, NULL, NULL, NULL),
            (2, 7, 'taken', 6, 900, 'calling', 31);
    """)
    migrate(connection, path=tmp_path / "old.db", steps=steps)
    prompts = connection.execute("SELECT id, comment_until FROM invitations").fetchall()
    assert prompts == [(1, None), (2, NOW + 1)]
    kept = "SELECT id, token, invitation_id, score, state, opened_at, held_by FROM cases"
    assert connection.execute(kept).fetchall() == [(7, "c", 1, 2, "taken", 5, 900)]
    joined = "SELECT step, note FROM case_steps JOIN cases ON cases.id = case_id"
    assert connection.execute(joined).fetchall() == [("opened", None), ("taken", "calling")]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
