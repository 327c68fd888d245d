"""What customers send along is heard and seen from the case."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.stage import BOB, STAFF, VIEWER, Stage, stage_of
from tests.bot.test_cases import AGENTS, ANN, alert, labels, press, staffed, unhappy

HEAR, SEE = "🎧 Hear", "👀 See"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Stage]:
    """Bob is unhappy; Ann is an agent."""
    async with stage_of(tmp_path, base=AGENTS) as stage:
        await staffed(stage)
        await unhappy(stage)
        yield stage


async def sends(stage: Stage, *kinds: str) -> None:
    for kind in kinds:
        await stage.says(BOB, "", attachment=kind, reply_to=stage.question()["message_id"])


def sent(stage: Stage, *kinds: str) -> list[dict[str, Any]]:
    """The bot's messages with files of these kinds in the group."""
    return [each for each in stage.from_bot(STAFF) if any(kind in each for kind in kinds)]


async def test_what_came_with_words_is_heard_and_seen_below_the_alert(office: Stage) -> None:
    assert labels(alert(office)) == ["Take", "Close", "Answer", "Not a case", "History"]
    await sends(office, "voice")
    assert labels(alert(office)) == ["Take", "Close", "Answer", "Not a case", "History", HEAR]
    await sends(office, "photo", "document", "video_note", "video", "sticker")
    assert labels(alert(office)) == ["Take", "Close", "Answer", "Not a case", "History", HEAR, SEE]
    assert await press(office, ANN, HEAR, alert(office)) == "Here it comes"
    (heard,) = sent(office, "voice")
    kept = office.rows("SELECT file_id FROM comments WHERE media = 'voice'")
    assert heard["voice"]["file_id"] == kept[0]["file_id"]
    assert heard["reply_to_message"]["message_id"] == alert(office)["message_id"]
    await press(office, ANN, SEE, alert(office))
    seen = sent(office, "photo", "document", "video_note", "video", "sticker")
    assert len(seen) == 5
    assert len(sent(office, "voice")) == 1


async def test_a_case_has_the_same_buttons_and_only_agents_may_press(office: Stage) -> None:
    await sends(office, "photo")
    await office.says(ANN, "/case 1", chat_id=STAFF)
    shown = office.from_bot(STAFF)[-1]
    assert labels(shown)[-1] == SEE
    refused = await press(office, VIEWER, SEE, shown)
    assert refused is not None
    assert refused.startswith("This needs")
    assert sent(office, "photo") == []
    await press(office, ANN, SEE, shown)
    assert sent(office, "photo")[0]["reply_to_message"]["message_id"] == shown["message_id"]


async def test_many_files_come_in_handfuls_also_after_a_restart(office: Stage) -> None:
    await sends(office, *["photo"] * 7)
    await press(office, ANN, SEE, alert(office))
    assert len(sent(office, "photo")) == 5
    more = office.from_bot(STAFF)[-1]
    assert (more["text"], labels(more)) == ("and 2 more", [SEE])
    await office.restart()
    await press(office, ANN, SEE, more)
    assert len(sent(office, "photo")) == 7
    assert office.from_bot(STAFF)[-1] in sent(office, "photo")


async def test_what_telegram_refuses_is_said_in_words(office: Stage) -> None:
    await sends(office, "photo", "voice")
    (photo, voice) = office.rows("SELECT file_id FROM comments ORDER BY message_id")
    office.telegram.files.lose(photo["file_id"])
    await press(office, ANN, SEE, alert(office))
    assert office.texts(STAFF)[-1] == (
        "[photo]: Telegram no longer has it, or does not give it to me."
    )
    office.telegram.chats[STAFF].barred.add("voice")
    await press(office, ANN, HEAR, alert(office))
    assert office.texts(STAFF)[-1] == (
        "[voice message]: I may not send this here. Allow it in the permissions of the group, "
        "or send me /case 1 in private."
    )
    assert sent(office, "photo", "voice") == []
    office.telegram.chats[STAFF].barred.clear()
    await press(office, ANN, HEAR, alert(office))
    assert sent(office, "voice")[0]["voice"]["file_id"] == voice["file_id"]


async def test_a_button_that_somebody_made_up_sends_nothing(office: Stage) -> None:
    await sends(office, "voice")
    first = alert(office)
    token = first["reply_markup"]["inline_keyboard"][0][0]["callback_data"].split(":")[1]
    for verb in ("see", "hear:9", "hear:-1x", "smell"):
        query = office.press(ANN, f"c:{token}:{verb}", message=first["message_id"], chat=STAFF)
        await office.settle()
        office.toast(query)
    assert len(sent(office, "voice")) == 1  # what is no number is read as the beginning
