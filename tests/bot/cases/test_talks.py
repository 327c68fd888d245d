"""Staff answer a customer from a case, and the customer's next words come back into it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.bot.stage import BOB, FREE, STAFF, USUAL, VIEWER, Stage, stage_of
from tests.bot.test_cases import AGENTS, ANN, BEN, alert, labels, press, says, staffed, unhappy

FIRST = "💬 Acme answers you. What you write here now goes to them:\n"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Stage]:
    """Bob is unhappy; Ann and Ben are agents."""
    async with stage_of(tmp_path, base=AGENTS) as stage:
        await staffed(stage)
        await unhappy(stage)
        yield stage


def heard(stage: Stage) -> list[dict[str, Any]]:
    """What staff were told that Bob wrote."""
    return [each for each in stage.from_bot(STAFF) if "Bob writes:" in str(each.get("text"))]


async def answers(stage: Stage, text: str, user: int = ANN, **more: Any) -> dict[str, Any]:
    """Press Answer below the alert, and reply to what the bot says then."""
    await press(stage, user, "Answer", alert(stage))
    prompt = stage.from_bot(STAFF)[-1]
    assert "reply to this message" in prompt["text"]
    more = {"chat_id": STAFF, "reply_to": prompt["message_id"], **more}
    return await stage.says(user, text, **more)


async def test_an_agent_answers_as_the_bot_and_has_the_case(office: Stage) -> None:
    await answers(office, "we are <sorry>")
    assert office.texts(BOB)[-1] == FIRST + "we are <sorry>"
    shown = alert(office)["text"]
    assert "🟡 Case #1: Ann has it" in shown
    assert "💬 Ann to the customer: we are <sorry> (sent)" in shown
    await answers(office, "and send a new one")
    assert office.texts(BOB)[-1] == "💬 Acme:\nand send a new one"
    whole = await says(office, "/case 1")
    assert whole.index("Ann took it") < whole.index("we are <sorry>") < whole.index("a new one")
    said = await press(office, BEN, "Answer", alert(office))
    assert said is not None
    assert said.startswith("Ann has case #1 since")
    assert (await press(office, VIEWER, "Answer", alert(office)) or "").startswith("This needs")


async def test_whoever_is_too_late_with_words_keeps_them_to_themselves(office: Stage) -> None:
    await press(office, BEN, "Answer", alert(office))
    prompt = office.from_bot(STAFF)[-1]["message_id"]
    await press(office, ANN, "Take", alert(office))
    before = len(office.from_bot(BOB))
    await office.says(BEN, "hello", chat_id=STAFF, reply_to=prompt)
    assert office.texts(STAFF)[-1].startswith("Ann has case #1 since")
    await office.says(VIEWER, "hello", chat_id=STAFF, reply_to=prompt)
    assert len(office.from_bot(BOB)) == before
    await press(office, ANN, "Send nothing", office.from_bot(STAFF)[-2])
    assert "nothing was sent" in "".join(office.texts(STAFF))


async def test_photos_and_voice_go_out_too_and_newer_words_replace_the_older(office: Stage) -> None:
    await answers(office, "the part", attachment="photo")
    await answers(office, "", attachment="voice")
    photo, voice = office.from_bot(BOB)[-2:]
    assert (photo["caption"], "photo" in photo) == (FIRST + "the part", True)
    assert (voice["caption"], "voice" in voice) == ("💬 Acme:", True)
    words = await answers(office, "call us at 5")
    office.telegram.edit(ANN, words["message_id"], "call us at 6", chat_id=STAFF, now=1)
    await office.until(lambda: office.texts(BOB)[-1] == "💬 Acme:\ncall us at 6")
    assert "call us at 6 (sent)" in alert(office)["text"]


@pytest.mark.parametrize(
    "line",
    ["/case 1 reply all is well", "/case 1 ответить all is well", "/case 1 回复 all is well"],
)
async def test_one_line_does_the_same(office: Stage, line: str) -> None:
    assert (await says(office, line)).startswith("It goes out")
    await office.settle()
    assert office.texts(BOB)[-1] == FIRST + "all is well"
    asked = await says(office, "/case 1 answer")
    assert "reply to this message" in asked
    assert (await says(office, "/case 1 answer " + "x" * 3501)).startswith("That is too long")


async def test_in_private_the_prompt_is_answered_too(office: Stage) -> None:
    await office.says(ANN, "/start")
    await office.says(ANN, "/case 1 answer")
    prompt = office.from_bot(ANN)[-1]["message_id"]
    await office.says(ANN, "from home", reply_to=prompt)
    assert office.texts(BOB)[-1] == FIRST + "from home"
    assert "from home (sent)" in alert(office)["text"]


async def test_what_they_write_next_comes_into_the_case_and_is_no_score(office: Stage) -> None:
    await answers(office, "how can we help?")
    await office.ended(touchpoint="delivery", customer={"telegram_id": 4343})
    said = await office.says(BOB, "5")
    await office.says(BOB, "call me")
    (told,) = heard(office)
    assert told["text"].endswith("Bob writes:\n5\ncall me")
    assert labels(told) == ["Close", "Answer", "Not a case", "History"]
    await office.edits(BOB, said["message_id"], "at 5")
    assert heard(office)[0]["text"].endswith("writes:\nat 5\ncall me")
    await office.pass_time(timedelta(minutes=2))
    await office.says(BOB, "", attachment="voice")
    assert len(heard(office)) == 2
    assert labels(heard(office)[1]) == ["Close", "Answer", "Not a case", "History", "🎧 Hear"]
    await press(office, ANN, "🎧 Hear", heard(office)[1])
    assert "voice" in office.from_bot(STAFF)[-1]
    await press(office, ANN, "Answer", heard(office)[1])
    prompt = office.from_bot(STAFF)[-1]["message_id"]
    await office.says(ANN, "we will", chat_id=STAFF, reply_to=prompt)
    assert office.texts(BOB)[-1] == "💬 Acme:\nwe will"
    assert office.rows("SELECT score FROM answers") == [{"score": 1}]
    assert office.rows("SELECT * FROM comments") == []


async def test_after_done_words_are_what_they_were_before(office: Stage) -> None:
    await answers(office, "how can we help?")
    await press(office, ANN, "Close", alert(office))
    await office.says(BOB, "thanks", reply_to=office.question()["message_id"])
    assert heard(office) == []
    assert len(office.rows("SELECT * FROM comments")) == 1


async def test_a_talk_that_falls_silent_ends_and_closes_its_case(office: Stage) -> None:
    await answers(office, "how can we help?")
    await office.pass_time(timedelta(days=6))
    await office.says(BOB, "wait")
    await office.pass_time(timedelta(days=6))
    assert "🟡" in alert(office)["text"]
    await office.pass_time(timedelta(days=1, minutes=1))
    assert "✅ Case #1" in alert(office)["text"]
    assert "closed by itself" in await says(office, "/case 1")
    await office.says(BOB, "hello?")
    assert len(heard(office)) == 1


async def test_stop_ends_it_and_no_message_comes_after(office: Stage) -> None:
    await answers(office, "how can we help?")
    await office.says(BOB, "/stop")
    before = len(office.from_bot(BOB))
    said = await press(office, ANN, "Answer", alert(office))
    assert said is not None
    assert "wants no more messages" in said
    await says(office, "/case 1 answer but please")
    assert "wants no more messages" in office.texts(STAFF)[-1]
    assert len(office.from_bot(BOB)) == before
    assert "the customer wants no more messages" in await says(office, "/case 1")


async def test_who_blocked_the_bot_gets_nothing_and_staff_read_why(office: Stage) -> None:
    office.telegram.chats[BOB].blocked = True
    await answers(office, "hello")
    await office.until(lambda: "⚠️" in office.texts(STAFF)[-1])
    text = office.texts(STAFF)[-1]
    assert text == ("⚠️ Case #1: what Ann wrote was not sent, the customer has blocked me: hello")
    assert "hello (not sent)" in alert(office)["text"]
    said = await press(office, ANN, "Answer", alert(office))
    assert said == "Case #1: the customer has blocked me, so nothing can be sent."


async def test_new_questions_wait_while_they_talk(tmp_path: Path) -> None:
    surveys = FREE + "".join(USUAL.partition("[surveys")[1:])
    async with stage_of(tmp_path, surveys, base=AGENTS) as office:
        await staffed(office)
        await unhappy(office)
        await wait_for_the_talk(office)


async def wait_for_the_talk(office: Stage) -> None:
    await answers(office, "how can we help?")
    asked = len(office.questions(BOB))
    await office.ended(touchpoint="delivery", customer={"telegram_id": BOB})
    await office.pass_time(timedelta(hours=2))
    assert len(office.questions(BOB)) == asked
    assert "(live_talk) (waits until 16 Nov 12:00)" in await says(office, f"/why {BOB}")
    await press(office, ANN, "Close", alert(office))
    await office.pass_time(timedelta(hours=2))
    assert len(office.questions(BOB)) == asked + 1


@pytest.mark.parametrize("line", ["answer we will call", "reply please wait", "note we do so"])
async def test_no_word_after_the_command_is_lost(office: Stage, line: str) -> None:
    await says(office, f"/case 1 {line}")
    assert line.partition(" ")[2] in await says(office, "/case 1")
