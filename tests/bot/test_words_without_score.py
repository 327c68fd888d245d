"""Words that come without a score: read at once, told to staff when no score follows them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.bot.stage import ADMIN, BOB, CHARLIE, STAFF, Stage, stage_of
from tests.bot.unsealed import words

MINUTE = timedelta(minutes=1)
ANONYMOUS = """\
[cadence]
quiet_hours = { from = "00:00", to = "00:00" }
[surveys.team]
metric = "enps"
delay = "0s"
"""
ALERTS = "SELECT state FROM deliveries WHERE kind = 'alert' ORDER BY id"
CASES = "SELECT score, state FROM cases"


@pytest.fixture
async def asked(stage: Stage) -> Stage:
    """Bob has been asked, and has not answered yet."""
    await stage.starts()
    await stage.ended()
    return stage


async def writes(stage: Stage, text: str = "", user: int = BOB, **more: Any) -> None:
    await stage.says(user, text, reply_to=stage.question(user)["message_id"], **more)


async def staff_read(stage: Stage, text: str) -> str:
    await stage.says(ADMIN, text, chat_id=STAFF)
    return str(stage.from_bot(STAFF)[-1]["text"])


async def test_an_hour_after_words_without_a_score_staff_are_told_of_them(asked: Stage) -> None:
    await writes(asked, "Nobody came")
    await asked.pass_time(59 * MINUTE)
    assert asked.from_bot(STAFF) == []
    assert asked.rows(CASES) == []
    await asked.pass_time(2 * MINUTE)
    (alert,) = asked.from_bot(STAFF)
    assert alert["text"].splitlines() == [
        "💬 after-chat: words, and no score yet",
        "⚪ Case #1: nobody has it yet",
        "Customer: Bob",
        "Agent: anna",
        "About: support",
        "Comment: Nobody came",
    ]
    assert asked.rows(CASES) == [{"score": None, "state": "open"}]
    await writes(asked, "and nobody called")
    assert asked.texts(STAFF)[-1].endswith("Comment: Nobody came\nand nobody called")
    assert len(asked.from_bot(STAFF)) == 1


@pytest.mark.parametrize(
    ("score", "heading"),
    [(5, "🟢 after-chat: 5 of 5, after words without a score"), (1, "🔴 after-chat: 1 of 5")],
)
async def test_a_score_after_that_hour_is_read_in_the_same_message(
    asked: Stage, score: int, heading: str
) -> None:
    await writes(asked, "Hm")
    await asked.pass_time(61 * MINUTE)
    await asked.score(score)
    (text,) = asked.texts(STAFF)
    assert text.startswith(f"{heading}\n")
    assert len(asked.rows(CASES)) == 1
    shown = await staff_read(asked, "/case 1")
    assert f"Score: {score} of 5" in shown


async def test_a_happy_score_within_the_hour_takes_the_alert_back(asked: Stage) -> None:
    await writes(asked, "Quick")
    await asked.score(5)
    await asked.pass_time(2 * timedelta(hours=1))
    assert asked.from_bot(STAFF) == []
    assert asked.rows(ALERTS) == [{"state": "withdrawn"}]
    assert asked.rows(CASES) == []


async def test_an_unhappy_score_within_the_hour_is_told_at_once_and_only_once(asked: Stage) -> None:
    await writes(asked, "Slow")
    await asked.score(1)
    (text,) = asked.texts(STAFF)
    assert text.startswith("🔴 after-chat: 1 of 5\n")
    assert text.endswith("Comment: Slow")
    await asked.pass_time(timedelta(hours=2))
    assert len(asked.from_bot(STAFF)) == 1
    assert asked.rows(CASES) == [{"score": 1, "state": "open"}]


async def test_words_of_somebody_who_then_says_stop_are_told_all_the_same(asked: Stage) -> None:
    await writes(asked, "Enough of you")
    await asked.does("never")
    await asked.pass_time(61 * MINUTE)
    assert "Comment: Enough of you" in asked.texts(STAFF)[-1]


async def test_a_voice_message_alone_counts_as_words(asked: Stage) -> None:
    await writes(asked, attachment="voice")
    await asked.pass_time(61 * MINUTE)
    assert asked.texts(STAFF)[-1].endswith("Comment: [voice message]")


async def test_anonymous_words_are_never_told(tmp_path: Path) -> None:
    async with stage_of(tmp_path, ANONYMOUS) as stage:
        await stage.starts()
        await stage.ended()
        await writes(stage, "My boss shouts")
        await stage.pass_time(timedelta(hours=3))
        assert words(stage.config.database_path) == ["My boss shouts"]
        assert stage.from_bot(STAFF) == []
        assert stage.rows(ALERTS) == []
        assert stage.rows("SELECT 1 FROM invitations WHERE words_at IS NOT NULL") == []


async def test_a_test_question_tells_nobody(stage: Stage) -> None:
    await stage.says(ADMIN, "/start")
    await stage.says(ADMIN, "/test after-chat")
    await writes(stage, "just trying", user=ADMIN)
    await stage.pass_time(timedelta(hours=2))
    assert stage.from_bot(STAFF) == []


async def test_comments_show_them_at_once_and_say_that_there_is_no_score(asked: Stage) -> None:
    await writes(asked, "Nobody came")
    shown = await staff_read(asked, "/comments")
    assert "CSAT: no score yet - after-chat - anna - support - Bob - " in shown
    assert "Nobody came" in shown
    assert "Nobody came" in await staff_read(asked, "/comments agent=anna")
    for other in ("/comments low", "/comments agent=ben", "/comments reason=speed"):
        assert "Nobody came" not in await staff_read(asked, other), other
    await asked.score(2)
    shown = await staff_read(asked, "/comments")
    assert shown.count("Nobody came") == 1
    assert "CSAT 2/5 - after-chat" in shown


async def test_pages_hold_comments_with_and_without_a_score_in_one_order(stage: Stage) -> None:
    await stage.starts()
    for number in range(7):
        user = 100 + number
        await stage.starts(user, name=f"P{number}")
        await stage.ended(customer={"telegram_id": user})
        if number % 2:
            await stage.score(4, user=user)
        await writes(stage, f"words {number}", user=user)
        await stage.pass_time(MINUTE)
    first = await staff_read(stage, "/comments")
    assert [first.find(f"words {n}") >= 0 for n in range(7)] == [False] * 2 + [True] * 5
    assert [first.find(f"words {n}") for n in (6, 5, 4, 3, 2)] == sorted(
        first.find(f"words {n}") for n in range(2, 7)
    )
    page = stage.from_bot(STAFF)[-1]
    rows = page["reply_markup"]["inline_keyboard"]
    older = next(b["callback_data"] for row in rows for b in row if b["text"] == "older")
    await stage.taps(ADMIN, older, message=page["message_id"], chat=STAFF)
    second = stage.texts(STAFF)[-1]
    assert [second.find(f"words {n}") >= 0 for n in range(7)] == [True] * 2 + [False] * 5


async def test_the_list_of_cases_and_the_case_read_well_without_a_score(asked: Stage) -> None:
    await writes(asked, "Nobody came")
    await asked.starts(CHARLIE, name="Charlie")
    await asked.pass_time(61 * MINUTE)
    assert "#1 - after-chat no score - " in await staff_read(asked, "/case")
    shown = await staff_read(asked, "/case 1")
    assert shown.splitlines()[:2] == ["Case #1 - after-chat", "No score: words alone"]
