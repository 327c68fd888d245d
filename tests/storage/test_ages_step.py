"""Asks of before are counted by their age from the first start on, those taken back as well."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from bot.running.state import keep_state
from bot.settings.config import load
from storage import recount
from storage.database import Database
from storage.schema import migrate, migrations
from tests.settings import ENVIRON, SHORTEST

HOUR = 3_600_000_000
BEFORE = f"""
INSERT INTO versions
    (id, survey, number, metric, points, anonymous, wording, fingerprint, created_at)
VALUES (1, 'care', 1, 'csat', 5, 0, '{{}}', 'x', 0), (2, 'team', 1, 'enps', 11, 1, '{{}}', 'y', 0);
INSERT INTO customers (id, first_seen_at) VALUES (1, 1);
INSERT INTO interactions (id, source, external_id, customer_id, touchpoint, closed_at, visit,
    received_at, reply, reopened_at)
VALUES (1, 'helpdesk', 'T-1', 1, 'support', 1, 1, 1, '{{}}', {8 * HOUR});
INSERT INTO invitations (id, token, survey, version_id, interaction_id, state, language, decided_at,
    asked_at, delivered_at, answered_at)
VALUES (1, 'a', 'care', 1, NULL, 'answered', 'en', 1, {HOUR}, {HOUR}, {3 * HOUR}),
    (2, 'b', 'care', 1, 1, 'withdrawn', 'en', 1, {HOUR}, {HOUR}, NULL),
    (3, 'c', 'care', 1, NULL, 'withdrawn', 'en', 1, {HOUR}, {HOUR}, NULL),
    (4, 'd', 'team', 2, NULL, 'withdrawn', 'en', 1, {HOUR}, {HOUR}, NULL);
INSERT INTO tally_asks
    (survey, dimension, value, day, version, asked, delivered, answered, withdrawn)
VALUES ('care', 'total', '', '1970-01-01', 1, 3, 3, 1, 2),
    ('team', 'total', '', '1970-01-01', 1, 1, 1, 0, 0);
INSERT INTO meta (key, value) VALUES ('zone', 'UTC');
"""


async def test_what_stood_there_has_its_ages_after_a_start(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    connection = sqlite3.connect(path, isolation_level=None)
    steps = migrations()
    step = next(each for each in steps if each.name.endswith("_ages_of_asks.sql"))
    migrate(connection, path=path, steps=steps[: step.number - 1])
    connection.executescript(BEFORE)
    connection.close()
    (tmp_path / "config.toml").write_text(SHORTEST)
    config = load(tmp_path / "config.toml", ENVIRON)
    database = await Database.open(path)
    await keep_state(database, config, now=datetime(2026, 11, 20, tzinfo=UTC))
    assert await database.read(lambda tx: recount.verify(tx, config.business.zone)) == []
    [counted] = await database.read(
        lambda tx: tx.rows(
            "SELECT answered_6h, withdrawn_1h, withdrawn_1d FROM tally_asks"
            " WHERE survey = 'care' AND dimension = 'total'"
        )
    )
    moments = await database.read(lambda tx: tx.rows("SELECT withdrawn_at FROM invitations"))
    await database.close()
    assert dict(counted) == {"answered_6h": 1, "withdrawn_1h": 1, "withdrawn_1d": 1}
    assert [row["withdrawn_at"] for row in moments] == [None, 8 * HOUR, HOUR, None]
