"""What a rehearsal reads of the past: from which interaction on, and what had become of asks."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.blank import blank
from storage import answers, asks, customers, interactions, replay, versions
from storage.database import Database
from storage.interactions import Interaction
from storage.invitations import Draft
from storage.replay import Before
from storage.transaction import Transaction
from storage.versions import Asked

BEGAN = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("UTC")
HOUR = timedelta(hours=1)
QUESTION = Asked("care", "csat", 5, anonymous=False, continues=None, wording="{}", fingerprint="f")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(blank(tmp_path / "a.db"))
    yield opened
    await opened.close()


async def come_in(tx: Transaction, hours: list[tuple[int, bool]]) -> dict[int, datetime]:
    """Let interactions come in at these hours; those that are not kept leave a hole in the ids."""
    await tx.run("DELETE FROM interactions")
    person = await customers.add_stranger(tx, name="Ada", at=BEGAN)
    kept = {}
    for number, (hour, keep) in enumerate(sorted(hours)):
        told = Interaction(str(number), "support", closed_at=BEGAN)
        at = BEGAN + hour * HOUR
        values = {"source": "desk", "customer_id": person.id, "visit": 1}
        found = await interactions.add(tx, told, at=at, **values)  # type: ignore[arg-type]
        if keep:
            kept[found] = at
        else:
            # its id is not given again, as the next one is there before it goes
            await interactions.add(
                tx,
                Interaction(f"{number}b", "support", closed_at=BEGAN),
                at=at,
                **values,  # type: ignore[arg-type]
            )
            await tx.run("DELETE FROM interactions WHERE id = :id", {"id": found})
            kept[found + 1] = at
    return kept


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=12), st.integers(-3, 45))
async def test_halving_finds_the_first_that_may_count(
    database: Database, hours: list[tuple[int, bool]], since: int
) -> None:
    kept = await database.write(lambda tx: come_in(tx, hours))
    start = BEGAN + since * HOUR
    found = await database.read(lambda tx: replay.span(tx, since=start, until=start + HOUR))
    assert found.last == max(kept, default=0)
    early = {number for number in kept if number <= found.after}
    needed = {number for number, at in kept.items() if at >= start - HOUR}
    assert not early & needed, "none is missed"
    assert len(kept.keys() - early - needed) <= 1, "and at most the very last one read in vain"


async def test_the_newest_answers_before_a_moment(database: Database) -> None:
    async def unit(tx: Transaction) -> list[datetime]:
        version = await versions.keep(tx, QUESTION, at=BEGAN)
        person = await customers.add_stranger(tx, name="Ada", at=BEGAN)
        for hour in range(6):
            at = BEGAN + hour * HOUR
            draft = Draft(f"t{hour}", "care", version.id, person.id, "en", test=hour == 3)
            ask = await asks.add(tx, draft, "planned", at=at, zone=ZONE)
            ask = await asks.claim(tx, ask, at=at, zone=ZONE)
            ask = await asks.answer(tx, ask, at=at, zone=ZONE)
            await answers.add(tx, ask, score=4, at=at, zone=ZONE)
        return await replay.newest(tx, "care", earlier=BEGAN + 5 * HOUR, limit=2)

    assert await database.write(unit) == [BEGAN + 4 * HOUR, BEGAN + 2 * HOUR], "and no test"


@pytest.mark.parametrize(
    ("kind", "again", "expires", "answered", "ends"),
    [
        ("ask", False, 2, None, [(2, None)]),
        ("ask", False, 2, 1, [(1, 1)]),
        ("ask", False, 2, 3, [(2, None), (3, 3)]),
        ("ask", False, None, None, []),
        ("ask", False, None, 1, [(1, 1)]),
        ("ask", True, 2, None, []),
        ("again", True, 2, None, [(2, None)]),
    ],
)
def test_what_becomes_of_an_ask_of_before(
    *,
    kind: str,
    again: bool,
    expires: int | None,
    answered: int | None,
    ends: list[tuple[int, int | None]],
) -> None:
    def moment(hours: int | None) -> datetime | None:
        return None if hours is None else BEGAN + hours * HOUR

    score = None if answered is None else 4
    before = Before(1, "care", kind, BEGAN, moment(answered), again, moment(expires), score)
    assert before.ends == [(moment(at), moment(by)) for at, by in ends]
