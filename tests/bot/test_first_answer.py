"""The main job: an interaction ends, one question arrives, a tap is a complete answer."""

from tests.bot.stage import BOB, STAFF, Stage


async def test_a_tap_is_kept_and_thanked(stage: Stage) -> None:
    """One tap is a complete answer, and the same message says so."""
    await stage.starts()
    reply = await stage.ended()
    assert reply["decisions"][0]["decision"] == "ask"
    assert await stage.score(5) == "Kept: 😀 5"
    assert "You chose 😀 5" in stage.question()["text"]
    assert [row["score"] for row in stage.rows("SELECT score FROM answers")] == [5]


async def test_an_unhappy_answer_reaches_staff_in_one_message(stage: Stage) -> None:
    """The alert is sent once and edited as more is said."""
    await stage.starts()
    await stage.ended()
    await stage.score(1)
    await stage.taps(BOB, stage.button(BOB, ":speed"))
    await stage.says(BOB, "I waited an hour", reply_to=stage.question()["message_id"])
    told = (
        "🔴 after-chat: 1 of 5\n⚪ Case #1: nobody has it yet\nCustomer: Bob\nAgent: anna\n"
        "About: support\nReason: Speed\nComment: I waited an hour"
    )
    assert stage.texts(STAFF) == [told]
