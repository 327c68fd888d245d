"""The loop closed: unhappy, told, taken, answered, heard by voice, done, asked again, forgotten."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.bot import stage as stages
from tests.bot.cases.test_talks import answers
from tests.bot.stage import BOB, STAFF, Stage, stage_of
from tests.bot.test_cases import AGENTS, ANN, alert, press, staffed, unhappy

SETTINGS = stages.FREE + (
    '[surveys.after-chat]\nmetric = "csat"\ntouchpoints = ["support"]\ndelay = "0s"\n'
    '[[surveys.after-chat.follow_up]]\nscores = [1, 2]\nreasons = ["speed", "manner"]\n'
    '[surveys.settled]\nmetric = "recovery"\n'
)
DAY = timedelta(days=1)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage_of(tmp_path, SETTINGS, base=AGENTS) as stage:
        await staffed(stage)
        await unhappy(stage)
        yield stage


async def test_from_a_bad_score_to_nothing_left(office: Stage) -> None:
    await the_case_is_seen_to(office)
    await it_is_settled(office)
    await figures_tell_of_it(office)
    await nothing_is_left(office)
    assert await office.differences() == []


async def the_case_is_seen_to(office: Stage) -> None:
    question = office.question(BOB)["message_id"]
    await office.taps(BOB, office.button(BOB, "speed"), message=question)
    await press(office, ANN, "Take", alert(office))
    await answers(office, "we are sorry: a new one is on its way")
    assert office.texts(BOB)[-1].endswith("a new one is on its way")
    before = len(office.from_bot(STAFF))
    await office.says(BOB, "", attachment="voice")
    [told] = office.from_bot(STAFF)[before:]
    await press(office, ANN, "🎧 Hear", told)
    assert "voice" in office.from_bot(STAFF)[-1]
    await press(office, ANN, "Close", alert(office))
    assert "closed by Ann" in alert(office)["text"]


async def it_is_settled(office: Stage) -> None:
    await office.pass_time(3 * DAY + timedelta(minutes=2))
    await office.until(lambda: "Is it settled for you?" in office.questions(BOB)[-1]["text"])
    asked = office.questions(BOB)[-1]
    keys = [each for row in asked["reply_markup"]["inline_keyboard"] for each in row]
    settled = next(each["callback_data"] for each in keys if "👍" in each["text"])
    await office.taps(BOB, settled, message=asked["message_id"])
    text = office.questions(BOB)[-1]["text"]
    assert ("You chose 👍" in text, "Reason" in text) == (True, False)
    assert "Is there anything else" in text


async def figures_tell_of_it(office: Stage) -> None:
    asked = (("/recovery month by reason text", "Speed"), ("/cases week", "1"), ("/csat week", "1"))
    for command, words in asked:
        await office.says(ANN, command, chat_id=STAFF)
        assert words in office.texts(STAFF)[-1], command
    scores = office.rows("SELECT survey, score, reason FROM answers ORDER BY id")
    assert [(each["survey"], each["score"], each["reason"]) for each in scores] == [
        ("after-chat", 1, "speed"),
        ("settled", 2, "speed"),
    ]


async def nothing_is_left(office: Stage) -> None:
    await office.says(BOB, "/mydata")
    await office.until(lambda: sum("document" in each for each in office.from_bot(BOB)) == 2)
    await office.says(BOB, "/forget")
    await press(office, BOB, "Delete everything about me", office.from_bot(BOB)[-1], chat=BOB)
    await office.until(lambda: office.texts(BOB)[-1].startswith("Everything about you is deleted"))
    await office.settle()
    assert office.rows("SELECT 1 FROM customers WHERE telegram_id = ?", BOB) == []
    assert len(office.rows("SELECT 1 FROM answers")) == 2
