"""What a customer wrote is kept whole, and gets a sign below it, where Telegram allows."""

from pathlib import Path
from typing import Any

from playground.faults import Fault
from tests.bot.stage import BOB, Stage, stage_of
from tests.bot.test_anonymous import SETTINGS as ANONYMOUS


def sign(stage: Stage, said: dict[str, Any]) -> str:
    return stage.telegram.chats[BOB].messages[said["message_id"]].reaction


async def comments(stage: Stage, text: str = "", **more: Any) -> dict[str, Any]:
    return await stage.says(BOB, text, reply_to=stage.question()["message_id"], **more)


async def test_a_comment_gets_a_thumb_and_a_score_alone_does_not(stage: Stage) -> None:
    await stage.starts()
    await stage.ended()
    score = await comments(stage, "4")
    words = await comments(stage, "quick and kind")
    voice = await comments(stage, attachment="voice")
    await stage.until(lambda: sign(stage, voice))
    assert [sign(stage, each) for each in (score, words, voice)] == ["", "👍", "👍"]
    lost = await stage.says(BOB, "/start")
    assert sign(stage, lost) == ""


async def test_a_thumb_that_telegram_refuses_is_not_tried_again(stage: Stage) -> None:
    await stage.starts()
    await stage.ended()
    await stage.score(5)
    stage.telegram.faults.add(Fault("error", "setMessageReaction"))
    said = await comments(stage, "fine")
    tried = [each for each in stage.telegram.calls if each.method == "setMessageReaction"]
    assert (len(tried), tried[0].ok, sign(stage, said)) == (1, False, "")
    assert "Your comment is kept" in stage.question()["text"]
    assert await comments(stage, "really")
    await stage.settle()


async def test_an_anonymous_comment_gets_its_thumb_and_leaves_no_number(tmp_path: Path) -> None:
    async with stage_of(tmp_path, ANONYMOUS) as stage:
        await stage.starts()
        await stage.ended()
        said = await comments(stage, "too loud")
        await stage.until(lambda: sign(stage, said))
        assert sign(stage, said) == "👍"
        assert stage.rows("SELECT 1 FROM comments") == []
