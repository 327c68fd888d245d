"""What a press does: it is kept, it is changed, or it changes nothing and gets a friendly word."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from playground.faults import Fault
from tests.bot.stage import BOB, CHARLIE, STAFF, USUAL, Stage, stage_of

MINUTE = timedelta(minutes=1)
UNKNOWN = "This button does not lead anywhere any more."
OFF_SCALE = "That is not one of the choices. Please tap one of the buttons."
ANSWERS = "SELECT score, reason FROM answers"


@pytest.fixture
async def asked(stage: Stage) -> Stage:
    """A stage on which Bob has been asked how satisfied he is."""
    await stage.starts()
    await stage.ended()
    return stage


def words(stage: Stage, chat: int = BOB) -> list[str]:
    """What is written on the buttons of the newest question."""
    rows = stage.question(chat)["reply_markup"]["inline_keyboard"]
    return [str(button["text"]) for row in rows for button in row]


async def test_the_question_carries_its_scores_first(asked: Stage) -> None:
    """A face with its number for each score, then the ways out."""
    assert words(asked) == ["😞 1", "🙁 2", "😐 3", "🙂 4", "😀 5", "Later", "Never again"]


async def test_one_message_lives_through_everything(asked: Stage) -> None:
    """Question, answer, reason and comment are the same message; nothing else is sent."""
    before = len(asked.from_bot())
    await asked.score(2)
    assert words(asked) == ["Speed", "Manner", "Change", "Add a comment"]
    await asked.taps(BOB, asked.button(BOB, ":manner"))
    await asked.does("comment")
    await asked.says(BOB, "He was rude")
    assert len(asked.from_bot()) == before
    assert asked.question()["text"].endswith("Your comment is kept. Thank you for taking the time.")


async def test_a_score_is_replaced_within_the_window(asked: Stage) -> None:
    """ "Change" shows the scores again; the new one counts, on the day of the first."""
    await asked.score(5)
    await asked.does("change")
    assert words(asked)[-1] == "Keep it"
    await asked.pass_time(9 * MINUTE)
    assert await asked.score(3) == "Changed to 😐 3"
    assert asked.rows(ANSWERS) == [{"score": 3, "reason": None}]
    assert "You chose 😐 3" in asked.question()["text"]


async def test_after_the_window_the_score_is_final(asked: Stage) -> None:
    """The press gets a word, and the button that is out of date goes away."""
    await asked.score(5)
    button = asked.button(BOB, ":change", kind="k:")
    await asked.pass_time(11 * MINUTE)
    final = "Your answer is kept and can no longer be changed."
    assert await asked.taps(BOB, button) == final
    assert "Change" not in words(asked)
    token = button.split(":")[1]
    assert await asked.taps(BOB, f"a:{token}:1") == final
    assert asked.rows(ANSWERS) == [{"score": 5, "reason": None}]


async def test_choosing_again_can_be_left(asked: Stage) -> None:
    """ "Keep it" puts the scores away."""
    await asked.score(5)
    await asked.does("change")
    await asked.does("keep")
    assert words(asked) == ["Change", "Add a comment"]


async def test_the_same_score_again_changes_nothing(asked: Stage) -> None:
    """A double tap is one answer."""
    button = asked.button(BOB, ":5")
    await asked.taps(BOB, button)
    assert await asked.taps(BOB, button) == "That is what you chose already."
    assert asked.rows(ANSWERS) == [{"score": 5, "reason": None}]
    assert asked.rows("SELECT changed_at FROM answers") == [{"changed_at": None}]


async def test_the_last_reason_wins(asked: Stage) -> None:
    """One reason per answer, marked on its button."""
    await asked.score(1)
    assert await asked.taps(BOB, asked.button(BOB, ":speed")) == "Kept: Speed"
    assert await asked.taps(BOB, asked.button(BOB, ":manner")) == "Kept: Manner"
    assert asked.rows(ANSWERS) == [{"score": 1, "reason": "manner"}]
    assert words(asked)[:2] == ["Speed", "✓ Manner"]


async def test_another_band_clears_the_reason_and_the_same_keeps_it(asked: Stage) -> None:
    """A reason belongs to the scores that it was offered for."""
    token = asked.button(BOB, ":1").split(":")[1]
    await asked.score(1)
    await asked.taps(BOB, f"r:{token}:speed")
    await asked.taps(BOB, f"a:{token}:2")
    assert asked.rows(ANSWERS) == [{"score": 2, "reason": "speed"}]
    await asked.taps(BOB, f"a:{token}:4")
    assert asked.rows(ANSWERS) == [{"score": 4, "reason": None}]
    assert await asked.taps(BOB, f"r:{token}:speed") == OFF_SCALE


async def test_someone_elses_press_changes_nothing(asked: Stage) -> None:
    """Only the customer who was asked may answer, close, stop or comment."""
    await asked.starts(CHARLIE, name="Charlie")
    token = asked.button(BOB, ":5").split(":")[1]
    message = asked.from_bot(CHARLIE)[0]["message_id"]
    for data in (f"a:{token}:5", f"k:{token}:later", f"k:{token}:never", f"k:{token}:comment"):
        toast = await asked.taps(CHARLIE, data, message=message)
        assert toast == "This question was asked of somebody else."
    assert asked.rows(ANSWERS) == []
    assert asked.rows("SELECT state FROM invitations") == [{"state": "sent"}]


INVENTED = [
    ("a:{token}:6", OFF_SCALE),
    ("a:{token}:0", OFF_SCALE),
    ("a:{token}:11", OFF_SCALE),
    ("a:{token}:５", OFF_SCALE),
    ("a:{token}:+5", OFF_SCALE),
    ("a:{token}:5 ", OFF_SCALE),
    ("a:{token}:-0", OFF_SCALE),
    ("a:{token}:05", OFF_SCALE),
    ("a:{token}:1e1", OFF_SCALE),
    ("a:{token}:", OFF_SCALE),
    ("a:{token}", OFF_SCALE),
    ("a:{token}\0:5", UNKNOWN),
    ("a:{token}:5:5", OFF_SCALE),
    ("a::5", UNKNOWN),
    ("a:AAAAAAAAAAAAAAAA:5", UNKNOWN),
    ("r:{token}:speed", UNKNOWN),
    ("k:{token}:destroy", UNKNOWN),
    ("k:nobody:later", UNKNOWN),
    ("z:{token}:5", UNKNOWN),
    ("", UNKNOWN),
    ("/clear", UNKNOWN),
    ("A" * 64, UNKNOWN),
    ("A" * 65, UNKNOWN),
    ("' OR 1=1--", UNKNOWN),
]


async def test_an_invented_button_changes_nothing(asked: Stage) -> None:
    """A changed client may send anything: it gets a friendly word."""
    token = asked.button(BOB, ":5").split(":")[1]
    message = asked.question()["message_id"]
    before = asked.rows("SELECT state, asked_at, answered_at FROM invitations")
    for data, toast in INVENTED:
        found = await asked.taps(BOB, data.format(token=token), message=message)
        assert (data, found) == (data, toast)
    assert asked.rows(ANSWERS) == []
    assert asked.rows("SELECT state, asked_at, answered_at FROM invitations") == before
    assert asked.rows("SELECT * FROM updates WHERE error IS NOT NULL") == []


async def test_an_answer_to_a_message_of_unknown_fate_counts(stage: Stage) -> None:
    """The reply to the sending is lost: it is not sent again, and a press proves it arrived."""
    await stage.starts()
    stage.telegram.faults.add(Fault("lose_reply", method="sendMessage"))
    await stage.ended()
    assert stage.rows("SELECT state FROM invitations") == [{"state": "unknown"}]
    await stage.pass_time(timedelta(hours=1))
    assert len(stage.questions()) == 1
    assert await stage.score(4) == "Kept: 🙂 4"
    assert stage.rows("SELECT state FROM deliveries") == [{"state": "sent"}]
    assert "You chose 🙂 4" in stage.question()["text"]


async def test_a_tap_that_overtakes_the_sending_counts(stage: Stage) -> None:
    """The press arrives before Telegram has told the bot that its message was sent."""
    await stage.starts()
    queries: list[str] = []

    def press_at_once(event: dict[str, Any]) -> None:
        message = event.get("message", {})
        if event["kind"] == "message" and not queries and "reply_markup" in message:
            data = message["reply_markup"]["inline_keyboard"][0][3]["callback_data"]
            queries.append(stage.press(BOB, data, message=message["message_id"]))

    stage.telegram.listeners.append(press_at_once)
    await stage.ended()
    assert [stage.toast(each) for each in queries] == ["Kept: 🙂 4"]
    assert stage.rows("SELECT state FROM invitations") == [{"state": "answered"}]
    assert stage.rows("SELECT state FROM deliveries") == [{"state": "sent"}]
    assert "You chose 🙂 4" in stage.question()["text"]


async def test_an_unhappy_answer_that_turns_happy_is_told_in_the_same_message(
    asked: Stage,
) -> None:
    """The alert is edited, not repeated."""
    await asked.score(1)
    await asked.does("change")
    await asked.score(5)
    [alert] = asked.texts(STAFF)
    assert alert.startswith("🟢 after-chat: 5 of 5 now, after an unhappy first answer")


async def test_a_happy_answer_alerts_nobody(asked: Stage) -> None:
    """Only the lowest band does."""
    await asked.score(3)
    assert asked.texts(STAFF) == []


async def test_a_score_typed_off_the_scale_of_another_metric(tmp_path: Path) -> None:
    """Zero is a score where the scale begins with it."""
    async with stage_of(tmp_path, USUAL) as stage:
        await stage.starts()
        await stage.ended(touchpoint="delivery")
        assert words(stage)[:11] == [str(score) for score in range(11)]
        assert await stage.score(0) == "Kept: 0"
        assert stage.rows(ANSWERS) == [{"score": 0, "reason": None}]
