"""What staff are told comes at least once: repeated when nobody knows whether it came."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from playground.faults import Fault
from storage import revisions
from tests.bot.staff_acts import write_past
from tests.bot.stage import ADMIN, BASE, BOB, STAFF, Stage, stage_of
from tests.bot.waiting import until

REPEAT = "♻️ This may be a repeat: nobody knows whether it came before.\n"
ALERT = "🔴 after-chat: 1 of 5"
ROW = """
SELECT state, repeats, message_id, error FROM deliveries
WHERE kind = 'alert' AND invitation_id IS NOT NULL
"""
FAULTS = {
    "reply lost": (Fault("lose_reply", "sendMessage"), 1),
    "server error": (Fault("error", "sendMessage", status=502, html=True), 0),
}


@pytest.fixture
async def unhappy(stage: Stage) -> Stage:
    """Bob has been asked, and is about to press the lowest score."""
    await stage.starts()
    await stage.ended()
    return stage


async def repeats(stage: Stage, *, within: timedelta = timedelta(minutes=11)) -> None:
    """Let what is to be sent again be sent again."""
    await stage.pass_time(within)


def row(stage: Stage) -> dict[str, Any]:
    (found,) = stage.rows(ROW)
    return found


def buttons(message: dict[str, Any]) -> list[dict[str, str]]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


async def press(stage: Stage, message: dict[str, Any], verb: str) -> str | None:
    data = next(each["callback_data"] for each in buttons(message) if verb in each["text"])
    number, chat = message["message_id"], message["chat"]["id"]
    return await stage.taps(ADMIN, data, message=number, chat=chat)


@pytest.mark.parametrize("name", FAULTS)
async def test_a_lost_alert_is_sent_again_and_says_so(unhappy: Stage, name: str) -> None:
    fault, arrived = FAULTS[name]
    unhappy.telegram.faults.add(fault)
    await unhappy.score(1)
    assert len(unhappy.from_bot(STAFF)) == arrived
    assert (await unhappy.health())["unknown"] == 0
    await repeats(unhappy)
    texts = unhappy.texts(STAFF)
    assert len(texts) == arrived + 1
    assert texts[-1].startswith(REPEAT + ALERT)
    assert (row(unhappy)["state"], row(unhappy)["repeats"]) == ("sent", 1)
    assert len(unhappy.rows("SELECT 1 FROM cases")) == 1
    await unhappy.restart()
    await repeats(unhappy)
    assert len(unhappy.from_bot(STAFF)) == arrived + 1, "it is known to have come"


async def test_after_three_repeats_it_has_failed_and_health_says_so(unhappy: Stage) -> None:
    unhappy.telegram.faults.add(Fault("error", "sendMessage", times=4, status=500))
    await unhappy.score(1)
    for number in range(1, 4):
        assert (row(unhappy)["state"], row(unhappy)["repeats"]) == ("planned", number)
        assert "waits" not in await unhappy.health()
        await repeats(unhappy)
    await repeats(unhappy)
    assert (row(unhappy)["state"], row(unhappy)["repeats"]) == ("failed", 3)
    assert row(unhappy)["error"].startswith("sent 4 times, and nobody knows whether it came: ")
    sends = [each for each in unhappy.telegram.calls if each.method == "sendMessage"]
    assert len([each for each in sends if str(each.parameters["chat_id"]) == str(STAFF)]) == 4
    health = await unhappy.health()
    assert row(unhappy)["error"] in health["waits"]["undelivered"]
    assert health["status"] == "degraded"


async def test_a_notice_to_an_admin_that_was_lost_too_often_is_given_up_too(unhappy: Stage) -> None:
    await unhappy.says(ADMIN, "/start")
    unhappy.telegram.faults.add(Fault("error", "sendMessage", times=99, status=500))
    await unhappy.score(1)
    for _ in range(9):
        await repeats(unhappy)
    sends = [each for each in unhappy.telegram.calls if each.method == "sendMessage"]
    told = [each.parameters["text"] for each in sends if "was not delivered" in str(each)]
    assert len(told) == 4


async def test_a_question_is_still_sent_once_at_most(stage: Stage) -> None:
    await stage.starts()
    stage.telegram.faults.add(Fault("lose_reply", "sendMessage"))
    await stage.ended()
    await repeats(stage)
    assert len(stage.questions()) == 1
    (found,) = stage.rows("SELECT state, repeats FROM deliveries WHERE kind = 'ask'")
    assert found == {"state": "unknown", "repeats": 0}


async def test_edits_go_to_the_newest_copy_which_shows_all_that_came_meanwhile(
    unhappy: Stage,
) -> None:
    unhappy.telegram.faults.add(Fault("lose_reply", "sendMessage"))
    await unhappy.score(1)
    await unhappy.says(BOB, "They lost my order")
    older = unhappy.texts(STAFF)[0]
    await repeats(unhappy)
    assert "They lost my order" in unhappy.texts(STAFF)[1]
    await unhappy.says(BOB, "and nobody called")
    first, second = unhappy.texts(STAFF)
    assert (first, "and nobody called" in second) == (older, True)
    assert second.startswith(REPEAT)
    assert row(unhappy)["message_id"] == unhappy.from_bot(STAFF)[1]["message_id"]


async def test_an_edit_of_the_older_copy_is_not_taken_for_one_of_the_newer(stage: Stage) -> None:
    """What was noted as shown belongs to a message, not to the row that has had two of them."""
    from storage.database import Database

    await stage.starts()
    await stage.ended()
    await stage.score(1)
    await stage.stop()
    number = row(stage)["message_id"]
    database = await Database.open(stage.config.database_path)

    async def unit(tx: Any) -> bool:
        await tx.run("UPDATE deliveries SET revision = 5 WHERE kind = 'alert'")
        (found,) = await tx.rows("SELECT id FROM deliveries WHERE kind = 'alert'")
        await revisions.mark_shown(tx, found["id"], message_id=number - 1, revision=5)
        return bool(await revisions.stale(tx, limit=5))

    assert await database.write(unit)
    await database.close()
    await stage.start()


async def test_a_press_on_the_older_copy_acts_and_turns_it_into_a_line(unhappy: Stage) -> None:
    unhappy.telegram.faults.add(Fault("lose_reply", "sendMessage"))
    await unhappy.score(1)
    await repeats(unhappy)
    older, _ = unhappy.from_bot(STAFF)
    assert await press(unhappy, older, "Take") == "Case #1 is yours"
    older, newest = unhappy.from_bot(STAFF)
    assert older["text"].startswith("This came twice. The newer copy is kept up to date.")
    assert buttons(older) == []
    assert "Alice" in newest["text"]
    assert len(unhappy.rows("SELECT 1 FROM case_steps WHERE step = 'taken'")) == 1
    await press(unhappy, newest, "Close")
    assert len(unhappy.from_bot(STAFF)) == 2


async def test_a_press_before_the_repeat_proves_that_it_came(unhappy: Stage) -> None:
    unhappy.telegram.faults.add(Fault("lose_reply", "sendMessage"))
    await unhappy.score(1)
    (alert,) = unhappy.from_bot(STAFF)
    assert await press(unhappy, alert, "Take") == "Case #1 is yours"
    (alert,) = unhappy.from_bot(STAFF)
    assert "Alice" in alert["text"]
    assert row(unhappy)["message_id"] == alert["message_id"]
    await repeats(unhappy)
    assert len(unhappy.from_bot(STAFF)) == 1


async def test_the_newer_of_two_lost_copies_is_the_one_that_is_kept(unhappy: Stage) -> None:
    unhappy.telegram.faults.add(Fault("lose_reply", "sendMessage", times=2))
    await unhappy.score(1)
    await unhappy.pass_time(timedelta(seconds=3))
    first, second = unhappy.from_bot(STAFF)
    await press(unhappy, first, "Take")
    await press(unhappy, second, "Close")
    first, second = unhappy.from_bot(STAFF)
    assert first["text"].startswith("This came twice.")
    assert "closed" in second["text"].lower()
    assert row(unhappy)["message_id"] == second["message_id"]
    await repeats(unhappy)
    assert len(unhappy.from_bot(STAFF)) == 2


async def test_a_note_in_reply_to_the_older_copy_is_kept(unhappy: Stage) -> None:
    unhappy.telegram.faults.add(Fault("lose_reply", "sendMessage"))
    await unhappy.score(1)
    await repeats(unhappy)
    older, newest = unhappy.from_bot(STAFF)
    await unhappy.says(ADMIN, "called back", chat_id=STAFF, reply_to=older["message_id"])
    await unhappy.says(ADMIN, "all is well", chat_id=STAFF, reply_to=newest["message_id"])
    notes = unhappy.rows("SELECT note FROM case_steps WHERE note IS NOT NULL ORDER BY id")
    assert [each["note"] for each in notes] == ["called back", "all is well"]


async def test_a_case_shown_by_a_command_is_no_copy_of_its_alert(unhappy: Stage) -> None:
    unhappy.telegram.faults.add(Fault("lose_reply", "sendMessage"))
    await unhappy.score(1)
    await repeats(unhappy)
    await unhappy.says(ADMIN, "/case 1", chat_id=STAFF)
    shown = unhappy.from_bot(STAFF)[-1]
    await press(unhappy, shown, "Take")
    assert unhappy.from_bot(STAFF)[-1]["text"].startswith("Case #1")


@pytest.mark.parametrize(
    ("kind", "chat", "leads"), [("supergroup", -1001234567, True), ("group", -567, False)]
)
async def test_the_line_leads_to_the_newest_where_messages_have_addresses(
    tmp_path: Path, kind: Any, chat: int, leads: bool
) -> None:
    base = BASE.replace("chats = [{staff}]", f"chats = [{{staff}}]\nalerts = {chat}")
    async with stage_of(tmp_path, base=base) as stage:
        stage.telegram.create_group("Alerts", chat_id=chat, members=(ADMIN,), kind=kind, now=0)
        await stage.starts()
        await stage.ended()
        stage.telegram.faults.add(Fault("lose_reply", "sendMessage"))
        await stage.score(1)
        await repeats(stage)
        older, newest = stage.from_bot(chat)
        await press(stage, older, "Take")
        link = f"https://t.me/c/1234567/{newest['message_id']}"
        assert stage.texts(chat)[0].endswith(f"\n{link}") == leads


@pytest.fixture
async def fallen(tmp_path: Path) -> AsyncIterator[Stage]:
    """A score has fallen, and the reply to the message about it is lost."""
    async with stage_of(tmp_path) as stage:
        await stage.stop()
        await write_past(stage, stage.clock())
        stage.clock.advance(timedelta(minutes=20))
        stage.telegram.faults.add(Fault("lose_reply", "sendMessage"))
        await stage.start()
        await until(lambda: len(stage.from_bot(STAFF)) == 1)
        await stage.settle()
        yield stage


async def test_an_alert_on_a_change_is_repeated_and_its_older_copy_acts(fallen: Stage) -> None:
    await repeats(fallen)
    older, newest = fallen.from_bot(STAFF)
    assert newest["text"] == REPEAT + older["text"]
    toast = await press(fallen, older, "normal")
    assert toast == "Taken as the new normal. What is usual is learnt anew."
    await until(lambda: "Alice took this as the new normal" in fallen.texts(STAFF)[1])
    assert fallen.texts(STAFF)[0].startswith("This came twice.")
