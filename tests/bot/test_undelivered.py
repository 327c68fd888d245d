"""What does not get through to staff: the admins read it once, and it is told as soon as it can."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from playground.faults import Fault
from tests.bot.people import WALL
from tests.bot.stage import ADMIN, BOB, CHARLIE, STAFF, Stage
from tests.bot.test_cases import unhappy

TRY_EVERY = timedelta(minutes=10)
OTHER = -100777


async def admin_starts(stage: Stage) -> None:
    await stage.says(ADMIN, "/start")


def notices(stage: Stage, user: int = ADMIN) -> list[str]:
    return [text for text in stage.texts(user) if text.startswith(("⚠️", "✅"))]


def put_out(stage: Stage, status: str = "kicked") -> None:
    stage.telegram.set_member(STAFF, stage.telegram.bot.id, status, by=ADMIN, now=WALL())


def bar(stage: Stage) -> None:
    stage.telegram.chats[STAFF].barred.add("text")


@pytest.mark.parametrize("how", ["kicked", "no rights"])
async def test_alerts_that_get_nowhere_reach_the_admins_once_and_are_told_when_it_is_back(
    stage: Stage, how: str
) -> None:
    await admin_starts(stage)
    put_out(stage) if how == "kicked" else bar(stage)
    await stage.settle()
    await two_are_unhappy(stage)
    (notice,) = notices(stage)
    assert str(STAFF) in notice
    assert ("kicked from" if how == "kicked" else "Not enough rights") in notice
    assert "/case 1, /case 2" in notice
    await stage.restart()
    await stage.settle()
    assert (len(notices(stage)), stage.from_bot(STAFF)) == (1, [])
    await comes_back(stage, how)
    await stage.until(lambda: len(stage.from_bot(STAFF)) == 2)
    await stage.until(lambda: len(notices(stage)) == 2)
    assert "again" in notices(stage)[-1]
    told = [text.splitlines()[1].partition(":")[0] for text in stage.texts(STAFF)]
    assert told == ["⚪ Case #1", "⚪ Case #2"]
    health = await stage.health()
    assert (health["status"], "waits" in health) == ("ok", False)


async def two_are_unhappy(stage: Stage) -> None:
    await unhappy(stage)
    await unhappy(stage, CHARLIE, "Charlie")
    await stage.until(lambda: notices(stage))
    await stage.settle()
    health = await stage.health()
    assert (health["status"], "undelivered" in health["waits"]) == ("degraded", True)


async def comes_back(stage: Stage, how: str) -> None:
    if how == "kicked":
        put_out(stage, "member")
        await stage.settle()
    else:
        stage.telegram.chats[STAFF].barred.clear()
        await stage.pass_time(TRY_EVERY)


async def test_an_admin_who_starts_the_bot_later_reads_it_too(stage: Stage) -> None:
    put_out(stage)
    await unhappy(stage)
    assert (await stage.health())["status"] == "degraded"
    await admin_starts(stage)
    await stage.until(lambda: notices(stage))


async def test_a_case_that_was_closed_meanwhile_is_not_told(stage: Stage) -> None:
    await admin_starts(stage)
    bar(stage)
    await unhappy(stage)
    await stage.until(lambda: notices(stage))
    await stage.says(ADMIN, "/case 1 close")
    stage.telegram.chats[STAFF].barred.clear()
    await stage.pass_time(TRY_EVERY)
    assert stage.from_bot(STAFF) == []
    await unhappy(stage, CHARLIE, "Charlie")
    await stage.until(lambda: len(stage.from_bot(STAFF)) == 1)
    await stage.until(lambda: len(notices(stage)) == 2)


async def test_another_group_for_the_alerts_is_told_what_waited(stage: Stage) -> None:
    await admin_starts(stage)
    put_out(stage)
    await unhappy(stage)
    await stage.until(lambda: notices(stage))
    stage.telegram.create_group("Other", chat_id=-100777, members=(ADMIN,), now=WALL())
    text = stage.config_file.read_text("utf-8")
    stage.config_file.write_text(text.replace(f"chats = [{STAFF}]", "chats = [-100777]"), "utf-8")
    await stage.says(ADMIN, "/reload")
    await stage.until(lambda: any("Case #1" in text for text in stage.texts(-100777)))


async def test_whoever_cannot_be_written_to_is_out_of_reach_whatever_call_says_so(
    stage: Stage,
) -> None:
    await stage.starts()
    await stage.ended("T-1")
    stage.telegram.deactivate(BOB)
    await stage.post("/v1/interactions/T-1/reopened")
    await stage.settle()
    (bob,) = stage.rows("SELECT unreachable_at FROM customers WHERE telegram_id = ?", BOB)
    assert bob["unreachable_at"] is not None


async def test_a_message_that_nobody_takes_is_told_of_once(stage: Stage) -> None:
    await admin_starts(stage)
    await unhappy(stage)
    assert len(stage.from_bot(STAFF)) == 1
    await stage.starts(CHARLIE, name="Charlie")
    await stage.ended(customer={"telegram_id": CHARLIE})
    stage.telegram.faults.add(Fault("error", "sendMessage", status=400))
    await stage.score(1, user=CHARLIE)
    await stage.until(lambda: notices(stage))
    await stage.settle()
    (notice,) = notices(stage)
    assert "was not delivered" in notice
    assert "/case 2" in notice
    assert (await stage.health())["status"] == "degraded"
    await unhappy(stage, 44, "Dora")
    await stage.until(lambda: len(stage.from_bot(STAFF)) == 2)
    await stage.pass_time(timedelta(seconds=2))
    assert len(notices(stage)) == 1
    assert (await stage.health())["status"] == "ok"


@pytest.mark.parametrize("error", ["sent 4 times", "Forbidden: bot was kicked from the group chat"])
async def test_what_came_before_a_message_failed_does_not_tell_that_all_is_well(
    stage: Stage, error: str
) -> None:
    """A newer message that was sent while an older one was being repeated proves nothing."""
    await admin_starts(stage)
    await unhappy(stage)
    await unhappy(stage, CHARLIE, "Charlie")
    assert len(stage.from_bot(STAFF)) == 2
    with closing(sqlite3.connect(stage.config.database_path)) as connection, connection:
        older = "(SELECT min(id) FROM deliveries WHERE kind = 'alert' AND chat_id = ?)"
        connection.execute(
            f"UPDATE deliveries SET state = 'failed', error = ? WHERE id = {older}", (error, STAFF)
        )
    await stage.post("/demo/clock", {"advance": "0s"})
    await stage.until(lambda: notices(stage))
    await stage.settle()
    (notice,) = notices(stage)
    assert "/case 1" in notice
    assert (await stage.health())["waits"]["undelivered"] == error
    await unhappy(stage, 44, "Dora")
    await stage.until(lambda: len(stage.from_bot(STAFF)) >= 3)
    await stage.pass_time(timedelta(seconds=2))
    assert "waits" not in await stage.health()


async def test_a_warning_waits_for_the_chat_of_its_own(stage: Stage) -> None:
    """What goes elsewhere than the alerts is not told in their chat instead."""
    own = f'\n[[warnings]]\ntouchpoint = "delivery"\nbelow = 0\nchat = {OTHER}\n'
    text = stage.config_file.read_text("utf-8")
    stage.config_file.write_text(text + own, "utf-8")
    await stage.restart()
    await admin_starts(stage)
    _fails(stage, "Bad Request: CHAT_WRITE_FORBIDDEN")
    await stage.until(lambda: notices(stage))
    await stage.pass_time(2 * TRY_EVERY)
    (kept,) = stage.rows("SELECT chat_id FROM deliveries WHERE dedupe = 'x'")
    assert kept["chat_id"] == OTHER
    assert stage.from_bot(STAFF) == []


def _fails(stage: Stage, error: str) -> None:
    """Leave a warning behind that did not get through."""
    with closing(sqlite3.connect(stage.config.database_path)) as connection, connection:
        connection.execute(
            """
            INSERT INTO deliveries (kind, dedupe, chat_id, body, state, due_at, error)
            VALUES ('alert', 'x', ?, '{"count": 1}', 'failed', 1, ?)
            """,
            (OTHER, error),
        )


@pytest.mark.parametrize("how", ["refused", "kicked"])
async def test_what_came_before_a_message_failed_does_not_tell_that_it_is_over(
    stage: Stage, how: str
) -> None:
    """The first alert waits to be repeated while a second one is told; then it fails."""
    await admin_starts(stage)
    await stage.starts()
    await stage.ended()
    stage.telegram.faults.add(Fault("error", "sendMessage", status=500, times=2))
    await stage.score(1)
    await stage.pass_time(timedelta(seconds=3))
    await unhappy(stage, CHARLIE, "Charlie")
    assert len(stage.from_bot(STAFF)) == 1
    if how == "refused":
        stage.telegram.faults.add(Fault("error", "sendMessage", status=400))
    else:
        put_out(stage)
    await stage.pass_time(timedelta(minutes=1))
    await stage.until(lambda: notices(stage))
    await stage.settle()
    (notice,) = notices(stage)
    assert "/case 1" in notice
    assert "/case 2" not in notice
    health = await stage.health()
    assert (health["status"], "undelivered" in health["waits"]) == ("degraded", True)
    failed = stage.rows("SELECT attempts FROM deliveries WHERE state = 'failed'")
    assert failed == [{"attempts": 3}], "it is not tried again at once"
