"""The annoyance figure: who blocked, wrote /stop or said never within a day of an ask."""

from datetime import timedelta

import pytest

from bot.commands.tallies import verify_tallies
from storage.database import Database
from storage.recount import rebuild, verify
from tests.bot.stage import BOB, STAFF, VIEWER, Stage

HOUR = timedelta(hours=1)


async def figure(stage: Stage, command: str = "/responses") -> str:
    """The line about annoyance; empty if there is none."""
    await stage.says(VIEWER, command, chat_id=STAFF)
    lines = str(stage.from_bot(STAFF)[-1]["text"]).splitlines()
    return next((line for line in lines if line.startswith("Annoyed")), "")


async def ask(stage: Stage, *users: int) -> None:
    for user in users:
        await stage.starts(user, name=f"Customer {user}")
        await stage.ended(customer={"telegram_id": user})


def kept(stage: Stage) -> list[tuple[str, int]]:
    rows = stage.rows("SELECT kind, people FROM tally_annoyance ORDER BY kind")
    return [(row["kind"], row["people"]) for row in rows]


async def test_each_way_of_leaving_counts_for_the_ask(stage: Stage) -> None:
    """With few asks the counts alone, from five on the interval with them."""
    await ask(stage, 1001, 1002, 1003, 1004)
    assert await figure(stage) == "Annoyed within a day of an ask: nobody of 4"
    await stage.blocks(1001)
    await stage.says(1002, "/stop")
    await stage.does("never", user=1003)
    assert await figure(stage) == (
        "Annoyed within a day of an ask: 3 of 4 (1 blocked, 1 said never, 1 stopped)"
    )
    await ask(stage, 1005, 1006)
    assert await figure(stage) == (
        "Annoyed within a day of an ask: 3 of 6 (1 blocked, 1 said never, 1 stopped),"
        " anywhere from 12 % to 88 %"
    )
    assert await verify_tallies(stage.config)


async def test_a_person_counts_once_for_an_ask(stage: Stage) -> None:
    """Stopping twice, or stopping and then blocking, is one person annoyed."""
    await ask(stage, BOB)
    await stage.says(BOB, "/stop")
    await stage.says(BOB, "/stop")
    await stage.blocks()
    assert kept(stage) == [("stopped", 1)]
    assert [row["kind"] for row in stage.rows("SELECT kind FROM departures ORDER BY id")] == [
        "stopped",
        "blocked",
    ]


@pytest.mark.parametrize(("waited", "counted"), [(23 * HOUR, 1), (25 * HOUR, 0)])
async def test_a_day_after_the_ask_it_is_not_blamed(
    stage: Stage, waited: timedelta, counted: int
) -> None:
    await ask(stage, BOB)
    await stage.pass_time(waited)
    await stage.says(BOB, "/stop")
    assert sum(people for _, people in kept(stage)) == counted
    assert len(stage.rows("SELECT * FROM departures")) == 1


async def test_nobody_is_annoyed_by_what_was_not_asked(stage: Stage) -> None:
    """Without an ask, or with a test question only, leaving says nothing about a survey."""
    await stage.starts()
    await stage.blocks()
    await stage.says(VIEWER, "/start")
    await stage.says(VIEWER, "/stop")
    assert kept(stage) == []


async def test_it_is_a_figure_of_the_survey_as_a_whole(stage: Stage) -> None:
    await ask(stage, BOB)
    await stage.says(BOB, "/stop")
    assert await figure(stage, "/responses survey=after-chat")
    assert not await figure(stage, "/responses by agent")
    assert not await figure(stage, "/responses agent=anna")


async def test_it_is_proved_and_made_anew_from_the_rows(stage: Stage) -> None:
    await ask(stage, BOB)
    await stage.does("never")
    await stage.stop()
    zone = stage.config.business.zone
    database = await Database.open(stage.config.database_path)
    try:
        await database.write(lambda tx: tx.run("UPDATE tally_annoyance SET people = 7"))
        [difference] = await database.read(lambda tx: verify(tx, zone))
        assert (difference.cell[-2:], difference.stored) == (("never", "annoyed"), 7)
        await database.write(lambda tx: rebuild(tx, zone))
        assert await database.read(lambda tx: verify(tx, zone)) == []
    finally:
        await database.close()
    assert kept(stage) == [("never", 1)]
