"""What is kept of people and of what they say: joined, shown, counted, or none of it."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from simulation.blank import blank
from storage import answers, asks, comments, customers, recount, shown, updates, versions
from storage.comments import Part
from storage.database import Database
from storage.invitations import Draft
from storage.transaction import Transaction
from storage.versions import Asked

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("UTC")
SPAN = {"survey": "care", "since": date(2026, 11, 16), "until": date(2026, 11, 17), "zone": ZONE}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(blank(tmp_path / "a.db"))
    yield opened
    await opened.close()


async def say(tx: Transaction, number: int, *, wording: str = "{}", test: bool = False) -> None:
    """Somebody new answers with a score, and with words after it."""
    question = Asked("care", "csat", 5, False, None, wording, fingerprint=wording)
    version = await versions.keep(tx, question, at=NOW)
    person = await customers.add_stranger(tx, name=f"P{number}", at=NOW)
    draft = Draft(f"t{number}", "care", version.id, person.id, "en", test=test)
    ask = await asks.add(tx, draft, "planned", at=NOW, zone=ZONE)
    ask = await asks.claim(tx, ask, at=NOW, zone=ZONE)
    ask = await asks.answer(tx, ask, at=NOW, zone=ZONE)
    answer = await answers.add(tx, ask, score=5, at=NOW, zone=ZONE)
    await comments.keep(tx, ask.id, Part(1, NOW, body=f"words {number}"))
    await answers.note_comment(tx, answer, zone=ZONE)


async def test_who_is_bound_to_themselves_stays_who_they_are(database: Database) -> None:
    async def unit(tx: Transaction) -> None:
        person = await customers.add_stranger(tx, name="Ada", at=NOW)
        await customers.add_ref(tx, source="desk", ref="C-1", customer_id=person.id)
        await customers.bind(tx, stranger=person.id, customer=person, zone=ZONE)
        assert await customers.find_by_ref(tx, source="desk", ref="C-1") == person

    await database.write(unit)


async def test_nobody_is_shown_nothing(database: Database) -> None:
    async def unit(tx: Transaction) -> object:
        await shown.note(tx, None, "question", at=NOW)
        return await tx.rows("SELECT * FROM shown")

    assert await database.write(unit) == []


async def test_a_test_answer_counts_for_nothing(database: Database) -> None:
    async def unit(tx: Transaction) -> object:
        await say(tx, 1, test=True)
        assert await recount.verify(tx, ZONE) == []
        return [await tx.rows(f"SELECT * FROM tally_{each}") for each in ("scores", "asks")]

    assert await database.write(unit) == [[], []]


async def test_words_can_be_read_of_one_version_alone(database: Database) -> None:
    async def unit(tx: Transaction) -> None:
        for number, wording in enumerate(("{}", "{}", '{"en": 1}')):
            await say(tx, number, wording=wording)
        for version, wanted in (("1", {"words 0", "words 1"}), ("2", {"words 2"}), ("3", set())):
            only = {"version": version}
            page = await comments.page(tx, filters=only, **SPAN)  # type: ignore[arg-type]
            assert {row.body for row in page} == wanted
            said = await comments.remarks(tx, filters=only, limit=9, **SPAN)  # type: ignore[arg-type]
            assert {remark.body for remark in said} == wanted

    await database.write(unit)


async def test_of_updates_those_that_came_are_known(database: Database) -> None:
    async def unit(tx: Transaction) -> None:
        await updates.record(tx, bot=1, ids=[5, 7], at=NOW)
        await updates.record_failure(tx, bot=1, update_id=9, at=NOW, error="x")
        assert await updates.known(tx, bot=1, ids=[5, 6, 9]) == {5, 9}
        assert await updates.known(tx, bot=2, ids=[5, 6, 9]) == set()
        assert await updates.known(tx, bot=1, ids=[]) == set()
        assert await updates.forget(tx, now=NOW + updates.KEPT + timedelta(seconds=1)) == 2
        assert await updates.known(tx, bot=1, ids=[5, 7, 9]) == {9}

    await database.write(unit)


async def test_a_person_who_must_be_there_and_is_not_is_a_mistake(database: Database) -> None:
    with pytest.raises(LookupError, match="Customer"):
        await database.read(lambda tx: customers.get(tx, 99))
