"""What no survey asks for is not taught, and whoever asks for it is offered what there is."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.board_acts import answers
from tests.bot.stage import ADMIN, STAFF, USUAL, VIEWER, Stage, stage_of

ONE = """\
[cadence]
quiet_hours = { from = "00:00", to = "00:00" }
[surveys.after-chat]
metric = "csat"
touchpoints = ["support"]
delay = "0s"
"""


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Stage]:
    """Satisfaction is all that is measured."""
    async with stage_of(tmp_path, ONE) as stage:
        yield stage


async def said(stage: Stage, text: str, who: int = VIEWER) -> dict[str, Any]:
    await stage.says(who, text, chat_id=STAFF)
    return stage.from_bot(STAFF)[-1]


def buttons(message: dict[str, Any]) -> dict[str, str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {each["text"]: each.get("callback_data", "") for row in rows for each in row}


@pytest.mark.parametrize("typed", ["/nps week", "/nps", "/nps wek", "/nps неделя by agent"])
async def test_what_is_not_measured_offers_what_is(shop: Stage, typed: str) -> None:
    await answers(shop, 5, 4, 5, 5, 1)
    reply = await said(shop, typed)
    assert reply["text"] == (
        "No survey measures NPS here. What is measured: CSAT. Press to see it:"
    )
    (data,) = buttons(reply).values()
    await shop.taps(VIEWER, data, message=reply["message_id"], chat=STAFF)
    given = shop.from_bot(STAFF)[-1]
    assert given["message_id"] != reply["message_id"], "a report of its own"
    assert "CSAT" in given["text"]
    assert ("anna" in given["text"]) == ("agent" in typed)


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("/trend nps quarter by week", "CSAT"),
        ("/agents nps quarter", "CSAT"),
        ("/compare nps before 2026-11-01 after", "CSAT"),
        ("/board nps week", "CSAT"),
        ("/digest daily 09:00 nps", "CSAT"),
    ],
)
async def test_other_commands_offer_it_too_and_nothing_is_kept(
    shop: Stage, typed: str, given: str
) -> None:
    reply = await said(shop, typed)
    assert reply["text"].startswith("No survey measures NPS here. What is measured: CSAT.")
    (data,) = buttons(reply).values()
    await shop.taps(VIEWER, data, message=reply["message_id"], chat=STAFF)
    assert given in shop.texts(STAFF)[-1]
    assert shop.rows("SELECT 1 FROM boards UNION ALL SELECT 1 FROM digests") == []


async def test_a_past_survey_is_told_as_long_as_it_has_answers(tmp_path: Path) -> None:
    async with stage_of(tmp_path) as stage:
        await stage.stop()
        stage.config_file.write_text(stage.config_file.read_text().replace(USUAL, ONE))
        await stage.start()
        assert (await said(stage, "/nps week"))["text"].startswith("No survey measures NPS here")
    another = tmp_path / "another"
    another.mkdir()
    async with stage_of(another) as stage:
        stage.join(42)
        stage.telegram.chats[42].started = True
        await stage.ended(touchpoint="delivery")
        await stage.score(9)
        await stage.stop()
        stage.config_file.write_text(stage.config_file.read_text().replace(USUAL, ONE))
        await stage.start()
        assert "1 answer" in (await said(stage, "/nps week"))["text"]
        assert "No survey" not in (await said(stage, "/nps last year"))["text"]


@pytest.mark.parametrize(
    ("language", "begins"),
    [("ru", "Здесь ни один опрос не измеряет «NPS». "), ("zh-hans", "这里没有问卷测量“NPS”。")],
)
async def test_it_is_said_in_the_language_of_who_asks(
    shop: Stage, language: str, begins: str
) -> None:
    shop.telegram.users[ADMIN].language_code = language
    assert (await said(shop, "/nps week", ADMIN))["text"].startswith(begins)
