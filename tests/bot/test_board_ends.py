"""Who may make a board and stop it, and what ends it: its message, its chat, a lost right."""

import signal
from pathlib import Path

import pytest

from tests.bot.board_acts import answers, board, reasons, shown, stop_of, turns
from tests.bot.process import process_of
from tests.bot.stage import ADMIN, STAFF, VIEWER, Stage, stage_of
from tests.bot.waiting import now_s, until

WRONG = {
    "/board": "There is no board in this chat. For example: /board nps week",
    "/board nsp week": 'I do not know the report "nsp": did you mean "nps"?',
    "/board health": '"health" is not a report; there are nps, csat, ',
    "/board nps wek": 'I do not know "wek": did you mean "week"?',
    "/board ces week": "No survey ",
    "/board enps week": 'This needs the role "analyst"',
}


async def test_the_seventh_board_of_a_chat_is_refused(stage: Stage) -> None:
    for days in range(7):
        await board(stage, f"csat {days + 1}d")
    assert stage.texts(STAFF)[-1] == (
        "This chat has 6 boards already: stop one of them first. For example: /board"
    )


async def test_two_boards_asked_for_at_once_do_not_become_seven(stage: Stage) -> None:
    for days in range(5):
        await board(stage, f"csat {days + 1}d")
    for user, period in ((ADMIN, "month"), (VIEWER, "year")):
        stage.telegram.say(user, f"/board csat {period}", chat_id=STAFF, now=now_s())
    await stage.settle()
    assert len(stage.rows("SELECT 1 FROM boards WHERE message_id > 0")) == 6
    assert stage.texts(STAFF)[-1].startswith("This chat has 6 boards already")


async def test_a_board_of_what_cannot_be_told_is_not_kept(stage: Stage) -> None:
    await stage.says(VIEWER, "/board ces week", chat_id=STAFF)
    assert stage.texts(STAFF)[-1].startswith("No survey ")
    for table in ("boards", "actions"):
        assert stage.rows(f"SELECT 1 FROM {table}") == []


async def test_a_board_is_stopped_by_its_maker_or_an_agent_and_by_nobody_else(
    tmp_path: Path,
) -> None:
    async with stage_of(tmp_path, staff="") as stage:
        stage.join(902, name="Walter")
        stage.telegram.chats[STAFF].members[902] = "member"
        first, second = await board(stage), await board(stage, "csat month")
        assert await stage.taps(902, stop_of(stage, first), message=first, chat=STAFF) == (
            "Only Vera, who made it, and agents or above can stop it (900)."
        )
        toast = await stage.taps(VIEWER, stop_of(stage, first), message=first, chat=STAFF)
        assert toast == "Stopped. This message no longer changes."
        assert "reply_markup" not in stage.telegram.chats[STAFF].messages[first].body
        await stage.says(ADMIN, "/board", chat_id=STAFF)
        listed = stage.from_bot(STAFF)[-1]
        assert "1. /csat month, since 16 Nov" in listed["text"]
        data = listed["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        await stage.taps(ADMIN, data, message=listed["message_id"], chat=STAFF)
        assert "There is no board in this chat." in shown(stage, listed["message_id"])
        assert "reply_markup" not in stage.telegram.chats[STAFF].messages[second].body
        assert reasons(stage) == ["stopped", "stopped"]
        again = await stage.taps(ADMIN, data, message=listed["message_id"], chat=STAFF)
        assert again == "This button is too old. Please type the command again."


async def test_a_board_whose_message_was_deleted_ends(stage: Stage) -> None:
    message = await board(stage)
    del stage.telegram.chats[STAFF].messages[message]
    await answers(stage, 5)
    await turns(stage, 31)
    await until(lambda: reasons(stage) != [])
    assert "message to edit not found" in reasons(stage)[0].lower()
    assert stage.rows("SELECT 1 FROM boards") == []


async def test_a_board_ends_where_the_bot_was_removed(stage: Stage) -> None:
    await board(stage)
    stage.telegram.chats[STAFF].bot_status = "kicked"
    await answers(stage, 5)
    await turns(stage, 31)
    await until(lambda: stage.rows("SELECT 1 FROM boards") == [])
    assert len(reasons(stage)) == 1


async def test_a_board_ends_where_figures_may_no_longer_be_seen(stage: Stage) -> None:
    message = await board(stage)
    before = shown(stage, message)
    text = stage.config_file.read_text("utf-8")
    stage.config_file.write_text(text.replace(f"chats = [{STAFF}]", "chats = []"), "utf-8")
    await stage.restart()
    await answers(stage, 5)
    await turns(stage, 31)
    await until(lambda: reasons(stage) == ["no longer allowed"])
    assert shown(stage, message) == before


@pytest.mark.parametrize("told", [True, False])
async def test_a_board_follows_a_group_that_became_a_supergroup_once(
    stage: Stage, *, told: bool
) -> None:
    message = await board(stage)
    stage.telegram.chats[STAFF].kind = "group"
    new = stage.telegram.migrate(STAFF, now=now_s())
    if not told:
        stage.telegram.updates.clear()
    await stage.settle()
    await answers(stage, 5)
    await turns(stage, 31)
    await turns(stage, 31)
    await until(lambda: len(stage.from_bot(new.id)) == 1)
    await answers(stage, 4, first=1500)
    await turns(stage, 31)
    (anew,) = stage.from_bot(new.id)
    await until(lambda: "2 answers" in shown(stage, anew["message_id"], new.id))
    await stage.taps(
        VIEWER,
        stop_of(stage, anew["message_id"], new.id),
        message=anew["message_id"],
        chat=new.id,
    )
    assert stage.rows("SELECT 1 FROM boards") == []
    assert message not in {each["message_id"] for each in stage.from_bot(new.id)}


async def test_a_kill_between_sending_and_keeping_loses_the_board_at_most(tmp_path: Path) -> None:
    async with process_of(tmp_path) as process:
        await process.start()
        kill = lambda event: process.signal(signal.SIGKILL) if event["kind"] == "message" else None  # noqa: E731
        process.telegram.say(ADMIN, "/board csat week", chat_id=STAFF, now=now_s())
        process.telegram.listeners.append(kill)
        await process.ended()
        process.telegram.listeners.remove(kill)
        assert len(process.from_bot(STAFF)) == 1
        await process.start()
        await process.settle()
        assert process.rows("SELECT 1 FROM boards") == []
        process.telegram.say(ADMIN, "/board csat week", chat_id=STAFF, now=now_s())
        await until(lambda: len(process.rows("SELECT 1 FROM boards WHERE message_id > 0")) == 1)
        assert len(process.from_bot(STAFF)) == 2, process.logged


async def test_what_is_wrong_is_said_in_one_sentence(stage: Stage) -> None:
    for typed, reply in WRONG.items():
        await stage.says(VIEWER, typed, chat_id=STAFF)
        assert stage.texts(STAFF)[-1].startswith(reply), stage.texts(STAFF)[-1]
    await stage.says(1087968824, "/board nps week", chat_id=STAFF)
    assert stage.rows("SELECT 1 FROM boards") == []
