"""How long a rehearsal of many interactions takes, compared with only reading them.

AFTERWORD_BENCH_INTERACTIONS is how many there are, five for each person (default 100,000).
"""

import asyncio
import os
import sqlite3
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.past import stride
from benchmarks.running import opened, seconds
from bot.rehearsal.rehearsing import PAGE, Wish, rehearse
from bot.settings.config import Config, load
from storage import replay
from storage.database import Database
from storage.moments import to_micros

NOW = datetime(2026, 11, 16, tzinfo=UTC)
LASTED = timedelta(days=30)
EACH = 5  # interactions of one person
_CONFIG = """
[telegram]
token = "4242424242:a-token-that-is-never-used"
[storage]
url = "sqlite:///bench.db"
[cadence]
gap = "{gap}"
[surveys.recommend]
metric = "nps"
touchpoints = ["support", "checkout"]
sample = 0.5
[surveys.after-chat]
metric = "csat"
touchpoints = ["support"]
[surveys.checkout]
metric = "stars"
touchpoints = ["checkout"]
"""
_NUMBERS = """
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :last)
"""
_CUSTOMERS = f"""
INSERT INTO customers (id, telegram_id, name, first_seen_at, started_at)
{_NUMBERS} SELECT n, 1000000000 + n, 'Customer ' || n, :began, :began FROM numbers
"""  # noqa: S608 - put together from constants alone
_INTERACTIONS = f"""
INSERT INTO interactions (id, source, external_id, customer_id, touchpoint, agent, channel,
    closed_at, messages, visit, received_at, reply)
{_NUMBERS}
SELECT n, 'bench', 'T-' || n, 1 + n * :stride % :people, iif(n % 3, 'support', 'checkout'),
    'agent-' || n % 50, 'chat', :began + n * :step, n % 20, 1 + n / :people, :began + n * :step,
    '{{"interaction": "T", "decisions": []}}'
FROM numbers
"""  # noqa: S608 - put together from constants alone


async def measure() -> list[Figure]:
    """Rehearse a change of the gap, alone and side by side with what it was."""
    interactions = int(os.environ.get("AFTERWORD_BENCH_INTERACTIONS", "100000"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        await build(folder / "bench.db", interactions=interactions)
        new, current = _config(folder, "3d"), _config(folder, "7d")
        async with opened(Database.open_read_only(folder / "bench.db")) as database:
            reading = await seconds(_read(database))
            both = await seconds(rehearse(database, _wish(new, current)))
            alone = await seconds(rehearse(database, _wish(new, None)))
    return [
        Figure(f"reading {interactions:,} interactions", reading, "s"),
        Figure("rehearsing them, one configuration", alone, "s"),
        Figure("rehearsing them, side by side with another", both, "s"),
        Figure("one configuration to reading", alone / reading, "times"),
        Figure("side by side to reading", both / reading, "times"),
    ]


async def build(path: Path, *, interactions: int) -> None:
    """Write the interactions of a month."""
    database = await Database.open(path)
    await database.close()
    await asyncio.to_thread(_fill, path, interactions)


def _fill(path: Path, interactions: int) -> None:
    people = max(1, interactions // EACH)
    values = {
        "began": to_micros(NOW - LASTED),
        "people": people,
        "stride": stride(people),
        "step": LASTED // timedelta(microseconds=1) // (interactions + 1),
    }
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute(_CUSTOMERS, {**values, "last": people})
    connection.execute(_INTERACTIONS, {**values, "last": interactions})
    connection.commit()
    connection.close()


async def _read(database: Database) -> None:
    span = await database.read(lambda tx: replay.span(tx, since=NOW - LASTED, until=NOW))
    after = span.after
    while found := await _page(database, span, after):
        after = found[-1].id


async def _page(database: Database, span: replay.Span, after: int) -> list[replay.Recorded]:
    return await database.read(lambda tx: replay.page(tx, span, after=after, limit=PAGE))


def _wish(new: Config, current: Config | None) -> Wish:
    return Wish(new=new, current=current, since=NOW - LASTED, now=NOW)


def _config(folder: Path, gap: str) -> Config:
    path = folder / f"gap-{gap}.toml"
    path.write_text(_CONFIG.format(gap=gap), "utf-8")
    return load(path)
