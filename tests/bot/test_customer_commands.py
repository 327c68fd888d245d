"""Customers type commands, and words that mean /stop: never taken for words about a question."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.bot.customers import PROMPT, SETTINGS, STOPPED, Crowd, buttons
from tests.bot.stage import BASE, BOB, STAFF, stage_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

THERE_IS = "Here you can use /start, /stop, /help, /privacy, /mydata, /forget."


@pytest.mark.parametrize(
    "typed",
    [
        *("/stop.", "/stop!", "/stop\nthanks", "/stop\t"),
        *("stop", "STOP", "стоп", "停止", "отписаться", "退订"),
        # the command with other marks and spaces after it, or before
        *("/stop", "/stop\tnow", "/STOP", "/Stop, please", "/stop\u00a0now", "/stop\u3000谢谢"),
        *("/stop。", "／stop", "\u200f/stop", "/stop…", "/stop?", "/stop🛑", "/stop :(", "(/stop)"),
        *("/стоп", "/停止", "/unsubscribe", "/отписаться"),
        # the word in other marks, more often than once, and other words for it
        *(
            "Stop!",
            "ｓｔｏｐ",
            "stop 🛑",
            "⛔️ stop",
            "STOP STOP",
            "stop, stop, stop!",
            "please stop",
        ),
        *("unsubscribe", "Unsubscribe, please", "opt-out", "Don't ask me again!"),
        *("СТОП.", "«Стоп»", "стоп стоп", "Отпишите меня", "отпишите меня, пожалуйста", "отпишись"),
        *(
            "Больше не пишите",
            "Не спрашивать",
            "退订。",
            "退訂",
            "TD",
            "请停止",
            "別再問了",
            "不再询问",
        ),
    ],
)
async def test_stop_in_any_form_opts_out_with_undo(crowd: Crowd, typed: str) -> None:
    """The next decision is a skip; undone, the same question is open again or the next is asked."""
    bob = await crowd.new()
    await bob.says(typed)
    assert (bob.news, bob.parts, bob.answers) == ([STOPPED], [], {})
    assert bob.question == "You will not be asked again."
    stopped = crowd.stage.from_bot(bob.number)[-1]
    assert await bob.is_stopped()
    await crowd.stage.taps(bob.number, buttons(stopped)["Undo"], message=stopped["message_id"])
    assert not await bob.is_stopped()


@pytest.mark.parametrize(
    "words",
    [
        *("stop calling at night", "I got off at the bus stop", "don't stop", "stop 5", "停"),
        *("5 stop", "стоп-кран", "🛑", "без остановки", "停止营业了"),
    ],
)
async def test_a_stop_word_among_others_stops_nobody(crowd: Crowd, words: str) -> None:
    bob = await crowd.new()
    await bob.scores(4)
    await bob.says(words)
    assert (bob.parts, bob.news) == ([(words, None)], [])
    assert not await bob.is_stopped()


@pytest.mark.parametrize("language", ["ru", "zh"])
async def test_the_label_of_the_button_that_stops_is_a_stop_word(
    crowd: Crowd, language: str
) -> None:
    """In English "Never again" is what people write of a bad service, too."""
    bob = await crowd.new(language=language)
    below = buttons(crowd.stage.question(bob.number))
    await bob.says(next(text for text, data in below.items() if data.endswith(":never")))
    assert (bob.parts, len(bob.news)) == ([], 1)
    assert await bob.is_stopped()


async def test_a_stop_word_below_a_picture_stops_nobody(crowd: Crowd) -> None:
    bob = await crowd.new()
    await bob.says("stop", attachment="photo")
    assert bob.parts == [("stop", "photo")]
    assert not await bob.is_stopped()


async def test_an_edit_that_says_stop_makes_no_stop_and_no_comment(crowd: Crowd) -> None:
    bob = await crowd.new()
    await bob.scores(4)
    said = await bob.says("slow")
    await bob.edits(said, "/stop")
    assert (bob.parts, bob.news) == ([("slow", None)], [])
    assert not await bob.is_stopped()


async def test_a_command_that_telegram_marks_ends_where_the_mark_ends(crowd: Crowd) -> None:
    bob = await crowd.new()
    mark = {"type": "bot_command", "offset": 0, "length": 5}
    await bob.sends(text="/stop<3", entities=[mark])
    assert bob.news == [STOPPED]


@pytest.mark.parametrize("opened", [True, False], ids=["comment window", "open question"])
@pytest.mark.parametrize(
    "typed",
    [
        *("/anything", "/everything of mine, please", "/Anything!", "／anything"),
        *("/anything\nnow", "/5 great", "/нет", "/anything@afterword_demo_bot"),
    ],
)
async def test_a_command_inside_a_comment_window_is_no_comment(
    crowd: Crowd, typed: str, opened: bool
) -> None:
    """The bot does not know it and says what there is; what is written next is the comment."""
    bob = await crowd.new()
    if opened:
        await bob.scores(4)
    await bob.says(typed)
    word = typed.replace("／", "/").lower().split()[0].partition("@")[0].strip(",!")
    assert bob.news == [f"I do not know {word}. {THERE_IS}"]
    assert (bob.parts, len(bob.answers)) == ([], opened)
    await bob.says("slow")
    assert bob.parts == [("slow", None)]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/start", "Hello! From time to time Acme asks you one short question here."),
        ("/help", "Acme asks you one short question here from time to time"),
        ("/id", "Your id: "),
        ("/privacy", "What Acme keeps of you here"),
        ("/forget", "Shall everything be deleted that we keep about you here?"),
        ("/forget me, please", "Shall everything be deleted"),
        ("/Forget!", "Shall everything be deleted"),
        ("／forget", "Shall everything be deleted"),
        ("/forget@afterword_demo_bot", "Shall everything be deleted"),
        ("/nps week", 'Sorry, this is for staff (role "viewer").'),
    ],
)
async def test_a_known_command_inside_a_comment_window_is_answered(
    crowd: Crowd, typed: str, answer: str
) -> None:
    bob = await crowd.new()
    await bob.scores(4)
    await bob.says(typed)
    [said] = bob.news
    assert said.startswith(answer)
    assert (bob.parts, bob.question.endswith(PROMPT)) == ([], True)
    await bob.says("slow")
    assert bob.parts == [("slow", None)]


async def test_another_bots_command_is_met_with_silence(crowd: Crowd) -> None:
    bob = await crowd.new()
    await bob.says("/stop@other_bot\nnow")
    assert (bob.news, bob.parts) == ([], [])
    assert not await bob.is_stopped()


@pytest.mark.parametrize("text", ["/", "/ no", "/etc/passwd is gone", "not /stop", "4/5 /stop"])
async def test_a_slash_alone_makes_no_command(crowd: Crowd, text: str) -> None:
    bob = await crowd.new()
    await bob.scores(4)
    await bob.says(text)
    assert (bob.parts, bob.news) == ([(text, None)], [])


async def test_where_nobody_is_alerted_what_is_typed_is_kept_all_the_same(tmp_path: Path) -> None:
    """Neither an unhappy score nor an hour of words alone has anywhere to go."""
    alone = BASE.replace("chats = [{staff}]\n", "")
    async with stage_of(tmp_path, SETTINGS, base=alone) as stage:
        bob = Crowd(stage).comes()
        await bob.says("/start")
        await bob.asked()
        await bob.says("slow")
        await stage.pass_time(timedelta(minutes=61))
        await bob.says("1, and rude")
        assert bob.answers == {"after-chat": 1}
        assert bob.parts == [("slow", None), ("and rude", None)]
        [told] = stage.texts(STAFF)  # once, when the bot was added: nothing of what customers say
        assert told.startswith("This group is not in my settings")
        assert stage.rows("SELECT * FROM cases") == []
        assert stage.rows("SELECT * FROM updates WHERE error IS NOT NULL") == []
        assert BOB not in stage.telegram.users


async def test_a_command_below_a_photo_is_a_command(crowd: Crowd) -> None:
    """Where Telegram marks it and where it does not."""
    for marks in ({}, {"caption_entities": [{"type": "bot_command", "offset": 0, "length": 5}]}):
        bob = await crowd.new()
        await bob.scores(2)
        photo = [{"file_id": "p1", "file_unique_id": "u1", "width": 9, "height": 9}]
        await bob.sends(photo=photo, caption="/stop please", **marks)
        assert (bob.news, bob.parts) == ([STOPPED], [])
        assert await bob.is_stopped()
