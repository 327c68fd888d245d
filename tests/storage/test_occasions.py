"""Reports on interactions read one index, and of it the period alone; and they count right."""

import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.blank import blank
from storage import interactions, occasions
from storage.database import Database
from storage.interactions import Interaction
from storage.schema import migrate, migrations
from storage.transaction import Transaction

START = datetime(2026, 11, 1, tzinfo=UTC)
DAY = timedelta(days=1)
READ: Mapping[str, Mapping[str, str]] = {
    "waits": occasions._WAITS,
    "spans": occasions._SPANS,
    "returned": {"": occasions._RETURNED},
    "contacts": occasions._CONTACTS,
    "seen": occasions._SEEN,
}
COVERED = (
    "SEARCH interactions USING COVERING INDEX interactions#closed (closed_at>? AND closed_at<?)"
)


class _Nothing(dict[str, None]):
    def __missing__(self, key: str) -> None:
        return None


@pytest.mark.parametrize(("name", "by"), [(name, by) for name, cuts in READ.items() for by in cuts])
def test_a_period_is_read_from_the_index_alone(name: str, by: str) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, path=Path("memory"), steps=migrations())
    plan = connection.execute(f"EXPLAIN QUERY PLAN {READ[name][by]}", _Nothing())
    steps = [row[3] for row in plan if "interactions" in row[3]]
    assert steps
    assert set(steps) == {COVERED}
    connection.close()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(blank(tmp_path / "a.db"))
    yield opened
    await opened.close()


Visit = tuple[int, int, int | None, str]  # customer, hour it ended, minutes to a reply, channel
VISITS = st.lists(
    st.tuples(
        st.integers(1, 6),
        st.integers(0, 20 * 24 - 1),
        st.integers(-3, 300) | st.none(),
        st.sampled_from(["chat", "email"]),
    ),
    max_size=25,
)


async def fill(database: Database, visits: list[Visit]) -> None:
    async def unit(tx: Transaction) -> None:
        await tx.run("DELETE FROM interactions")
        await tx.run("INSERT OR IGNORE INTO customers (id, first_seen_at) "
                     "SELECT value, 0 FROM json_each('[1,2,3,4,5,6]')")  # fmt: skip
        for number, (customer, hour, minutes, channel) in enumerate(visits):
            closed = START + timedelta(hours=hour)
            opened = closed - timedelta(hours=9)
            reply = None if minutes is None else opened + timedelta(minutes=minutes)
            told = Interaction(
                external_id=str(number),
                touchpoint="support",
                closed_at=closed,
                channel=channel,
                opened_at=opened,
                first_reply_at=reply,
            )
            await interactions.add(
                tx, told, source="helpdesk", customer_id=customer, visit=1, at=closed
            )

    await database.write(unit)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(visits=VISITS)
async def test_what_is_counted_in_sql_is_counted_by_hand(
    database: Database, visits: list[Visit]
) -> None:
    await fill(database, visits)
    now, before = (START + 10 * DAY, START + 20 * DAY), (START, START + 10 * DAY)
    here = [visit for visit in visits if visit[1] >= 240]

    async def read(tx: Transaction) -> None:
        waits = await occasions.waits(tx, now, filters={"channel": "chat"})
        assert Counter({each.seconds: each.count for each in waits}) == Counter(
            None if minutes is None else max(0, minutes * 60)
            for _, _, minutes, channel in here
            if channel == "chat"
        )
        returned = await occasions.returned(tx, now, before=before, filters={})
        earlier = {visit[0] for visit in visits if visit[1] < 240}
        present = {visit[0] for visit in here}
        found = (returned.before, returned.now, returned.both)
        assert found == (len(earlier), len(present), len(earlier & present))
        days = [(START + at * DAY, START + (at + 1) * DAY) for at in range(20)]
        rows = await occasions.contacts(tx, days, touchpoints=["support"], by="channel")
        assert {(each.place, each.value): (each.gross, each.net) for each in rows} == {
            (day, channel): (len(group), len({customer for customer, _, _, _ in group}))
            for day in range(20)
            for channel in ("chat", "email")
            if (group := [v for v in visits if v[1] // 24 == day and v[3] == channel])
        }
        assert not await occasions.contacts(tx, days, touchpoints=["sales"])

    await database.read(read)
