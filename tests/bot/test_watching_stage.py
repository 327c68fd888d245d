"""A change reaches the staff chat over Telegram: once, also after a restart, and with a button."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.bot.staff_acts import write_past
from tests.bot.stage import ADMIN, STAFF, VIEWER, Stage, stage_of


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage_of(tmp_path) as stage:
        yield stage


def alerts(stage: Stage) -> list[str]:
    return [text for text in stage.texts(STAFF) if "CSAT has fallen" in text]


async def test_a_change_is_told_once_and_taken_by_whoever_may(stage: Stage) -> None:
    await stage.stop()
    await write_past(stage, stage.clock())
    stage.clock.advance(timedelta(minutes=20))
    await stage.start()
    await stage.until(lambda: alerts(stage))
    await stage.settle()
    (text,) = alerts(stage)
    assert "85 % → 60 %" in text
    message = next(each for each in stage.from_bot(STAFF) if each["text"] == text)
    await stage.restart()
    stage.clock.advance(timedelta(minutes=20))
    await stage.says(ADMIN, "/watch", chat_id=STAFF)
    (listed,) = [text for text in stage.texts(STAFF) if "Watched for changes" in text]
    assert "after-chat (CSAT): fallen since W45, usual 85 % (20 weeks, 2,000 answers)" in listed
    assert len(alerts(stage)) == 1

    data = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    refused = await stage.taps(VIEWER, data, message=message["message_id"], chat=STAFF)
    assert refused is not None
    assert "agent" in refused
    toast = await stage.taps(ADMIN, data, message=message["message_id"], chat=STAFF)
    assert toast == "Taken as the new normal. What is usual is learnt anew."
    await stage.until(lambda: "Alice took this as the new normal" in alerts(stage)[0])
    again = await stage.taps(ADMIN, data, message=message["message_id"], chat=STAFF)
    assert again == "This is over already, or somebody was quicker."
