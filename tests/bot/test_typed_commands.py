"""Commands of staff in every form, and words that meant no /stop: what was lost comes back."""

from datetime import timedelta

import pytest

from tests.bot.customers import parts
from tests.bot.stage import ADMIN, BOB, STAFF, VIEWER, Stage

DAY = timedelta(days=1)


@pytest.fixture
async def asked(stage: Stage) -> Stage:
    """A stage on which Bob has been asked how satisfied he is."""
    await stage.starts()
    await stage.ended()
    return stage


@pytest.fixture
async def commenting(asked: Stage) -> Stage:
    """A stage on which what Bob writes next is his comment."""
    await asked.score(4)
    await asked.does("comment")
    return asked


@pytest.mark.parametrize(
    "rest",
    [
        *("\nweek", "@{bot}\nweek", "\u00a0week", "\u3000本周", ", week", " week.", " week!"),
        *(" week 😀", "\tweek", ". week", " week。", "@{bot}, week"),
    ],
)
async def test_a_report_is_known_whatever_stands_between_its_words(stage: Stage, rest: str) -> None:
    typed = "/nps" + rest.format(bot=stage.telegram.bot.username)
    await stage.says(ADMIN, typed, chat_id=STAFF)
    [reply] = stage.texts(STAFF)
    assert "do not know" not in reply, reply
    await stage.says(ADMIN, "/nps this week" if "本周" in rest else "/nps week", chat_id=STAFF)
    assert reply == stage.texts(STAFF)[-1]


async def test_what_follows_a_command_keeps_its_lines(asked: Stage) -> None:
    await asked.score(1)
    await asked.says(ADMIN, "/case\n1 note called back\nnobody there!", chat_id=STAFF)
    [note] = asked.rows("SELECT note FROM case_steps WHERE note IS NOT NULL")
    assert note == {"note": "called back\nnobody there!"}


async def test_another_bots_command_is_met_with_silence(stage: Stage) -> None:
    await stage.says(ADMIN, "/nps@other_bot", chat_id=STAFF)
    assert stage.texts(STAFF) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("/csta", "/csat"), ("/caze", "/case"), ("/comment low", "/comments low")),
        *(("/nsp week", "/nps week"), ("/csta@{bot}", "/csat")),
    ],
)
@pytest.mark.parametrize("chat", [ADMIN, STAFF])
async def test_staff_are_told_the_nearest_of_their_commands(
    stage: Stage, typed: str, meant: str, chat: int
) -> None:
    typed = typed.format(bot=stage.telegram.bot.username)
    stage.telegram.chats[chat].started = True
    await stage.says(ADMIN, typed, chat_id=chat)
    word = typed.split()[0].partition("@")[0]
    assert stage.texts(chat) == [f"I do not know {word}: did you mean {meant}?"]


async def test_a_command_that_is_near_none_is_answered_in_private_only(stage: Stage) -> None:
    await stage.says(ADMIN, "/weather", chat_id=STAFF)
    await stage.says(ADMIN, "/weather")
    assert stage.texts(STAFF) == []
    assert stage.texts(ADMIN) == ["I do not know /weather. /help lists what there is."]


async def test_nobody_is_offered_what_they_may_not_use(stage: Stage) -> None:
    await stage.says(VIEWER, "/reloa", chat_id=STAFF)
    assert stage.texts(STAFF) == []


async def test_a_stop_word_in_a_group_stops_nobody(stage: Stage) -> None:
    await stage.says(ADMIN, "stop", chat_id=STAFF)
    assert stage.texts(STAFF) == []
    reply = await stage.ended(customer={"telegram_id": ADMIN})
    assert reply["decisions"][0]["decision"] == "ask"


async def test_undone_a_stop_word_is_the_comment_that_it_interrupted(commenting: Stage) -> None:
    """Also after a restart and after the window; pressed twice it is kept once."""
    await commenting.says(BOB, "Stop!")
    assert parts(commenting) == []
    stopped = commenting.from_bot()[-1]
    [[button]] = stopped["reply_markup"]["inline_keyboard"]
    await commenting.restart()
    await commenting.pass_time(DAY)
    for _ in range(2):
        await commenting.taps(BOB, button["callback_data"], message=stopped["message_id"])
    assert parts(commenting) == [("Stop!", None)]
    assert "Your comment is kept" in commenting.question()["text"]
    reply = await commenting.ended()
    assert reply["decisions"][0].get("gate") != "opted_out"


async def test_undone_a_stop_word_in_reply_to_a_question_opens_it_again(asked: Stage) -> None:
    await asked.says(BOB, "стоп", reply_to=asked.question()["message_id"])
    stopped = asked.from_bot()[-1]
    [[button]] = stopped["reply_markup"]["inline_keyboard"]
    await asked.taps(BOB, button["callback_data"], message=stopped["message_id"])
    assert parts(asked) == [("стоп", None)]
    assert await asked.score(5) == "Kept: 😀 5"


async def test_nobody_keeps_words_on_anothers_question(commenting: Stage) -> None:
    await commenting.says(BOB, "stop")
    [[button]] = commenting.from_bot()[-1]["reply_markup"]["inline_keyboard"]
    await commenting.starts(43, name="Charlie")
    await commenting.says(43, "stop")
    await commenting.taps(
        43, button["callback_data"], message=commenting.from_bot(43)[-1]["message_id"]
    )
    assert parts(commenting) == []
