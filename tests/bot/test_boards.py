"""A board keeps itself true, in time and within its pace, and moves in steps where it must."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from playground.faults import Fault
from tests.bot.board_acts import answers, asked, board, edits_in_staff, shown, stop_of, tap, turns
from tests.bot.stage import ADMIN, STAFF, VIEWER, Stage, stage_of
from tests.bot.waiting import until

TEAM = """\
[cadence]
quiet_hours = { from = "00:00", to = "00:00" }
[surveys.team]
metric = "enps"
touchpoints = ["support"]
delay = "0s"
anonymous = true
"""


async def test_a_board_shows_each_answer_after_half_a_minute_at_most(stage: Stage) -> None:
    await answers(stage, 5, 5, 4, 5, 1)
    message = await board(stage)
    assert "5 answers" in shown(stage, message)
    assert "Live board" in shown(stage, message)
    await answers(stage, 5, first=1100)
    assert "5 answers" in shown(stage, message), "it was posted just now"
    await turns(stage, 31)
    await until(lambda: "6 answers" in shown(stage, message))
    await answers(stage, 5, first=1150)
    await turns(stage, 14)
    await turns(stage, 14)
    assert "6 answers" in shown(stage, message), "it was edited just now"
    await turns(stage, 4)
    await until(lambda: "7 answers" in shown(stage, message))
    await turns(stage, 31)
    await answers(stage, 5, first=1200)
    await turns(stage, 4)
    await until(lambda: "8 answers" in shown(stage, message))
    assert len(edits_in_staff(stage)) == 3
    assert stop_of(stage, message)


async def test_the_button_live_posts_what_it_stands_below_as_a_board(stage: Stage) -> None:
    await answers(stage, 5, 5, 4, 5, 1)
    await stage.says(VIEWER, "/csat week", chat_id=STAFF)
    reply = stage.from_bot(STAFF)[-1]
    (data,) = [
        button["callback_data"]
        for row in reply["reply_markup"]["inline_keyboard"]
        for button in row
        if button["text"] == "live"
    ]
    assert await stage.taps(VIEWER, data, message=reply["message_id"], chat=STAFF) is None
    (kept,) = stage.rows("SELECT message_id, command, made_by FROM boards")
    assert (kept["command"], kept["made_by"]) == ("/csat week", VIEWER)
    assert "Live board" in shown(stage, kept["message_id"])
    assert "Live board" not in shown(stage, reply["message_id"])
    await stage.taps(
        VIEWER, stop_of(stage, kept["message_id"]), message=kept["message_id"], chat=STAFF
    )
    for days in range(6):
        await board(stage, f"csat {days + 1}d")
    pressed = stage.press(VIEWER, data, message=reply["message_id"], chat=STAFF)
    await stage.settle()
    answers_to_it = [
        call.parameters.get("text")
        for call in stage.telegram.calls
        if call.parameters.get("callback_query_id") == pressed
    ]
    assert len(answers_to_it) == 1, "a press is answered once"
    assert "6 boards" in str(answers_to_it[0])


async def test_what_has_not_changed_is_not_sent_again(stage: Stage) -> None:
    still, moving = await board(stage, "nps week"), await board(stage, "csat week")
    for number, seconds in enumerate((31, 301)):
        await answers(stage, 5, first=1100 + number)
        await turns(stage, seconds)
        await until(lambda number=number: f"{number + 1} answer" in shown(stage, moving))  # type: ignore[misc]
    assert {int(call.parameters["message_id"]) for call in edits_in_staff(stage)} == {moving}
    assert still != moving


async def test_at_midnight_the_days_move_without_an_answer_and_after_a_restart(
    stage: Stage,
) -> None:
    await answers(stage, 5, 5, 4, 5, 1)
    message = await board(stage)
    assert "10-16 Nov 2026" in shown(stage, message)
    await stage.stop()
    stage.clock.advance(timedelta(hours=13))
    await stage.start()
    await until(lambda: "11-17 Nov 2026" in shown(stage, message))
    assert [row["command"] for row in stage.rows("SELECT command FROM boards")] == ["/csat week"]


async def test_six_boards_and_two_hundred_answers_keep_to_eight_edits_a_minute(
    stage: Stage,
) -> None:
    reports = ["csat week", "csat today", "csat month", "responses week", "csat 8d", "csat year"]
    messages = [await board(stage, what) for what in reports]
    people = range(2000, 2200)
    await asked(stage, people)
    for number, user in enumerate(people, start=1):
        tap(stage, user, 3 + number % 3)
        if number % 5 == 0:
            await turns(stage, 3)
    for _ in range(12):
        await turns(stage, 8)
    await until(lambda: all("200" in shown(stage, each) for each in messages))
    calls = edits_in_staff(stage)
    times = [call.at for call in calls]
    assert len(times) >= len(reports) * 2
    for at in times:
        assert sum(at <= other < at + 60 for other in times) <= 8
    for message in messages:
        own = [call.at for call in calls if int(call.parameters["message_id"]) == message]
        assert all(later - earlier >= 29.5 for earlier, later in pairwise(own))


async def test_a_board_waits_as_long_as_it_is_told_to(stage: Stage) -> None:
    message = await board(stage)
    await answers(stage, 5)
    stage.telegram.faults.add(Fault("flood", "editMessageText", retry_after=100))
    await turns(stage, 31)
    await until(lambda: len(edits_in_staff(stage)) == 1)
    waits = "SELECT (next_at - ?) / 1000000 AS seconds FROM boards"
    await until(lambda: stage.rows(waits, stage.clock().timestamp() * 1e6)[0]["seconds"] > 90)
    assert "1 answer" not in shown(stage, message)
    assert len(edits_in_staff(stage)) == 1


async def test_a_board_pins_itself_where_it_may(stage: Stage) -> None:
    stage.telegram.chats[STAFF].bot_status = "administrator"
    await stage.says(VIEWER, "/board csat week", chat_id=STAFF)
    (number,) = stage.telegram.chats[STAFF].pinned
    assert "Live board" in shown(stage, number)
    await stage.taps(VIEWER, stop_of(stage, number), message=number, chat=STAFF)
    assert stage.telegram.chats[STAFF].pinned == []


async def test_anonymous_answers_move_a_board_in_steps_of_five(tmp_path: Path) -> None:
    async with stage_of(tmp_path, TEAM) as stage:
        await answers(stage, 9, 9, 9, 10, 3)
        message = await board(stage, "enps week", user=ADMIN)
        first = shown(stage, message)
        assert "5 answers" in first
        await answers(stage, 0, 0, 0, 0, first=1100)
        await turns(stage, 31)
        await stage.says(ADMIN, "/board csat week", chat_id=STAFF)
        await turns(stage, 31)
        assert shown(stage, message) == first
        await answers(stage, 0, first=1200)
        await turns(stage, 31)
        await until(lambda: "10 answers" in shown(stage, message))


async def test_a_picture_stays_one_and_keeps_its_words_true_where_none_can_be_drawn(
    tmp_path: Path,
) -> None:
    async with stage_of(tmp_path) as stage:
        await with_pictures(stage, on=True)
        await answers(stage, *(5, 4, 5, 5, 1) * 2)
        message = await board(stage)
        first = photo_of(stage, message)
        await answers(stage, 5, first=1500)
        await turns(stage, 31)
        await until(lambda: "11 answers" in shown(stage, message))
        second = photo_of(stage, message)
        assert first != second
        await with_pictures(stage, on=False)
        await answers(stage, 5, first=1600)
        await turns(stage, 31)
        await until(lambda: "12 answers" in shown(stage, message))
        assert photo_of(stage, message) == second
        assert shown(stage, message).startswith("The picture is older than these words.")


async def test_words_become_a_picture_when_there_is_one(tmp_path: Path) -> None:
    async with stage_of(tmp_path) as stage:
        await answers(stage, 5, 4, 5, 5, 1)
        message = await board(stage)
        await with_pictures(stage, on=True)
        await turns(stage, 31)
        await until(lambda: "photo" in stage.telegram.chats[STAFF].messages[message].body)
        assert "5 answers" in shown(stage, message)


async def test_where_no_picture_may_go_the_words_have_to_do(tmp_path: Path) -> None:
    async with stage_of(tmp_path) as stage:
        await with_pictures(stage, on=True)
        await answers(stage, 5, 4, 5, 5, 1)
        stage.telegram.faults.add(Fault("error", "sendPhoto", status=400))
        message = await board(stage)
        assert "5 answers" in stage.telegram.chats[STAFF].messages[message].body["text"]
        stage.telegram.faults.add(Fault("error", "editMessageMedia", status=400))
        await answers(stage, 5, first=1500)
        await turns(stage, 31)
        await until(lambda: "6 answers" in shown(stage, message))
        assert "text" in stage.telegram.chats[STAFF].messages[message].body


async def with_pictures(stage: Stage, *, on: bool) -> None:
    text = stage.config_file.read_text("utf-8")
    words = {True: "pictures = true", False: "pictures = false"}
    stage.config_file.write_text(text.replace(words[not on], words[on]), "utf-8")
    await stage.restart()


def photo_of(stage: Stage, message: int) -> str:
    return str(stage.telegram.chats[STAFF].messages[message].body["photo"][-1]["file_id"])
