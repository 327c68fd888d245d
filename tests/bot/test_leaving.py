"""Later, never, /stop and a blocked bot: nobody is asked who does not want to be."""

from datetime import timedelta
from pathlib import Path

import pytest

from playground.faults import Fault
from tests.bot.stage import BOB, STAFF, VIEWER, Stage, stage_of

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NEVER = "You will not be asked again."


@pytest.fixture
async def asked(stage: Stage) -> Stage:
    """A stage on which Bob has been asked how satisfied he is."""
    await stage.starts()
    await stage.ended()
    return stage


async def test_later_closes_the_message_and_asks_once_more(asked: Stage) -> None:
    """A new message after `later_after`, which can be put off no further."""
    assert await asked.does("later") == "We will ask later."
    assert asked.questions() == []
    assert asked.texts()[-1].endswith("All right, we will ask once more later.")
    await asked.pass_time(DAY - HOUR)
    assert asked.questions() == []
    await asked.pass_time(2 * HOUR)
    [question] = asked.questions()
    rows = question["reply_markup"]["inline_keyboard"]
    assert [button["text"] for button in rows[-1]] == ["Never again"]
    assert await asked.score(4) == "Kept: 🙂 4"
    assert len(asked.rows("SELECT * FROM answers")) == 1


async def test_later_is_granted_once(asked: Stage) -> None:
    """A press invented a second time changes nothing."""
    button = asked.button(BOB, ":later")
    await asked.does("later")
    await asked.pass_time(DAY + HOUR)
    assert "not open any more" in str(await asked.taps(BOB, button))
    await asked.pass_time(3 * DAY)
    assert len(asked.questions()) == 1
    assert len(asked.rows("SELECT * FROM deliveries")) == 2


async def test_later_counts_in_the_floor(asked: Stage) -> None:
    """Both messages count: a day after the second the person may be asked again."""
    await asked.does("later")
    await asked.pass_time(DAY + HOUR)
    reply = await asked.ended(touchpoint="delivery")
    assert reply["decisions"][0]["gate"] == "floor"


async def test_later_counts_in_the_cap(tmp_path: Path) -> None:
    """One ask put off once makes two of the cap."""
    settings = """\
[cadence]
floor = "0s"
gap = "0s"
cap = { asks = 2, per = "90d" }
quiet_hours = { from = "00:00", to = "00:00" }
[surveys.one]
metric = "csat"
touchpoints = ["support"]
delay = "0s"
[surveys.two]
metric = "nps"
touchpoints = ["delivery"]
delay = "0s"
"""
    async with stage_of(tmp_path, settings) as stage:
        await stage.starts()
        await stage.ended()
        await stage.does("later")
        await stage.pass_time(DAY + HOUR)
        assert len(stage.questions()) == 1
        reply = await stage.ended(touchpoint="delivery")
        assert reply["decisions"][0]["gate"] == "cap"


async def test_never_and_its_undo(asked: Stage) -> None:
    """Nobody is asked after that; undone, the same question is open again."""
    assert await asked.does("never") == NEVER
    assert asked.question()["text"].endswith(NEVER)
    assert (await asked.ended())["decisions"][0]["gate"] == "opted_out"
    assert await asked.does("undo") == "Welcome back. You may be asked again."
    assert await asked.score(5) == "Kept: 😀 5"


async def test_an_undo_that_comes_too_late_opens_no_question(asked: Stage) -> None:
    """The person may be asked again, but not this."""
    await asked.does("never")
    await asked.pass_time(15 * DAY)
    await asked.does("undo")
    assert asked.texts()[-1].endswith("No answer is needed.")
    assert asked.questions() == []
    assert (await asked.ended())["decisions"][0]["decision"] == "ask"


async def test_stop_closes_what_is_open_and_can_be_undone(asked: Stage) -> None:
    """One message, with a button that takes it back."""
    question = asked.question()["message_id"]
    await asked.says(BOB, "/stop")
    stopped = asked.from_bot()[-1]
    assert stopped["text"].startswith("You will not be asked any more.")
    assert asked.question()["text"].endswith(NEVER)
    assert (await asked.ended())["decisions"][0]["gate"] == "opted_out"
    await asked.taps(BOB, "u:resume:", message=stopped["message_id"])
    assert asked.from_bot()[-1]["text"].startswith("Welcome back.")
    assert "reply_markup" not in asked.from_bot()[-1]
    assert asked.question()["message_id"] == question
    assert (await asked.ended())["decisions"][0]["decision"] == "ask"


async def test_no_question_follows_a_stop(asked: Stage) -> None:
    """Neither the one planned for later nor any other."""
    await asked.does("later")
    await asked.says(BOB, "/stop")
    await asked.pass_time(30 * DAY)
    assert asked.questions() == []
    assert [row["state"] for row in asked.rows("SELECT state FROM deliveries ORDER BY id")] == [
        "sent",
        "withdrawn",
    ]


async def test_a_stop_reaches_a_message_that_is_on_its_way(stage: Stage) -> None:
    """Claimed, and being sent already: it closes as soon as it arrives."""
    await stage.starts()
    stage.telegram.faults.add(Fault("delay", method="sendMessage", seconds=0.3))
    await stage.post("/v1/interactions", stage.interaction())
    await stage.until(lambda: stage.rows("SELECT id FROM deliveries WHERE state = 'claimed'"))
    await stage.says(BOB, "/stop")
    assert [each["text"][-len(NEVER) :] for each in stage.questions()] == [NEVER]
    assert stage.rows("SELECT state, gate FROM invitations") == [
        {"state": "withdrawn", "gate": "opted_out"}
    ]


async def test_a_stop_takes_back_a_message_that_waits_for_its_turn(stage: Stage) -> None:
    """Told to wait by Telegram, the question never leaves; the answer to /stop does."""
    await stage.starts()
    stage.telegram.faults.add(Fault("flood", method="sendMessage", retry_after=1))
    await stage.post("/v1/interactions", stage.interaction())
    await stage.until(lambda: stage.telegram.calls[-1].method == "sendMessage")
    await stage.says(BOB, "/stop")
    assert stage.questions() == []
    assert stage.texts()[-1].startswith("You will not be asked any more.")
    await stage.pass_time(HOUR)
    assert stage.questions() == []
    assert stage.rows("SELECT state FROM deliveries") == [{"state": "withdrawn"}]


async def test_start_resumes(asked: Stage) -> None:
    """Pressing Start is coming back."""
    await asked.says(BOB, "/stop")
    await asked.says(BOB, "/start")
    assert asked.texts()[-1].startswith("Welcome back.")
    assert (await asked.ended())["decisions"][0]["decision"] == "ask"


async def test_a_stop_in_a_group_is_nobodys(stage: Stage) -> None:
    """Groups are for staff: nothing is said, and nobody is taken off."""
    await stage.says(VIEWER, "/start")
    await stage.says(VIEWER, f"/stop@{stage.telegram.bot.username}", chat_id=STAFF)
    assert stage.texts(STAFF) == []
    reply = await stage.ended(customer={"telegram_id": VIEWER})
    assert reply["decisions"][0]["decision"] == "ask"


async def test_who_blocks_the_bot_is_not_asked_until_they_come_back(stage: Stage) -> None:
    """Unreachable is known from the block itself; taking it back is being reachable."""
    await stage.starts()
    await stage.blocks()
    assert (await stage.ended())["decisions"][0]["gate"] == "unreachable"
    await stage.unblocks()
    assert (await stage.ended())["decisions"][0]["decision"] == "ask"
    assert len(stage.questions()) == 1


async def test_a_refusal_of_telegram_makes_a_person_unreachable(stage: Stage) -> None:
    """Who never pressed Start cannot be written to; pressing it helps."""
    stage.join(BOB)
    await stage.ended()
    assert stage.rows("SELECT state FROM invitations") == [{"state": "unreachable"}]
    assert (await stage.ended())["decisions"][0]["gate"] == "unreachable"
    await stage.says(BOB, "/start")
    assert (await stage.ended())["decisions"][0]["decision"] == "ask"


async def test_a_message_in_a_blocked_chat_is_not_edited_for_ever(asked: Stage) -> None:
    """What cannot be shown any more is given up."""
    await asked.blocks()
    await asked.pass_time(15 * DAY)
    tried = [each for each in asked.telegram.calls if each.method == "editMessageText"]
    await asked.pass_time(DAY)
    again = [each for each in asked.telegram.calls if each.method == "editMessageText"]
    assert len(tried) == len(again) == 1
