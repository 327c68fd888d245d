"""A database of before there were pairs: they are counted at the first start, by local days."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from bot.running.state import keep_state
from bot.settings.config import load
from storage import meta, repeating
from storage.database import Database
from storage.moments import to_micros
from storage.schema import migrate, migrations
from tests.bot.town import SETTINGS

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
LATE = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # half past midnight in Berlin
BEFORE = """
INSERT INTO versions
    (id, survey, number, metric, points, anonymous, wording, fingerprint, created_at)
VALUES (1, 'care', 1, 'csat', 5, 0, '{{}}', 'x', 0);
INSERT INTO customers (id, telegram_id, first_seen_at) VALUES (1, 42, 0), (2, 43, 0);
INSERT INTO invitations (id, token, survey, version_id, customer_id, state, language, decided_at)
VALUES (1, 'a', 'care', 1, 1, 'answered', 'en', 0), (2, 'b', 'care', 1, 1, 'answered', 'en', 0),
    (3, 'c', 'care', 1, 2, 'answered', 'en', 0);
INSERT INTO answers (invitation_id, customer_id, survey, version_id, score, answered_at, agent)
VALUES (1, 1, 'care', 1, 5, {early}, 'ann'), (2, 1, 'care', 1, 4, {late}, 'bob'),
    (3, 2, 'care', 1, 4, {late}, 'bob');
INSERT INTO meta (key, value) VALUES ('zone', 'Europe/Berlin');
"""


async def test_pairs_of_before_are_counted_at_the_first_start(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(SETTINGS, "utf-8")
    config, steps = load(file, {}), migrations()
    step = next(each for each in steps if each.name.endswith("_answer_pairs.sql"))
    connection = sqlite3.connect(config.database_path, isolation_level=None)
    migrate(connection, path=config.database_path, steps=steps[: step.number - 1])
    early, late = (to_micros(each) for each in (datetime(2026, 11, 1, tzinfo=UTC), LATE))
    connection.executescript(BEFORE.format(early=early, late=late))
    connection.close()
    database = await Database.open(config.database_path)
    try:
        await keep_state(database, config, now=NOW)
        stored = await database.read(repeating.stored)
        assert stored == {
            ("care", "total", "", "2026-11-21", 1, "2026-11-01", 1): [1, 2, 1, 1, 0],
        }
        assert await database.read(lambda tx: meta.find(tx, repeating.UNCOUNTED)) is None
    finally:
        await database.close()
