"""Whatever people send: commands, words that mean /stop, places, dice, service messages."""

from datetime import timedelta
from typing import Any

import pytest

from tests.bot.people import WALL
from tests.bot.stage import ADMIN, BOB, STAFF, VIEWER, Stage

PARTS = "SELECT body, media FROM comments ORDER BY message_id"
STOPPED = "You will not be asked any more."
CAN_BE_SENT = (
    "That cannot be kept here. "
    "You can send words, voice and video messages, photos, videos and files."
)
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


def kept(stage: Stage) -> list[tuple[str | None, str | None]]:
    return [(row["body"], row["media"]) for row in stage.rows(PARTS)]


async def sends(stage: Stage, *, kind: str = "message", **fields: Any) -> None:
    """Let Telegram bring a message of Bob's that holds just these fields."""
    message = {
        "message_id": 5000 + len(stage.telegram.calls),
        "from": stage.telegram.users[BOB].body,
        "chat": {"id": BOB, "type": "private", "first_name": "Bob"},
        "date": 1,
        **fields,
    }
    stage.telegram.updates.add(kind, message, lane=str(BOB), now=WALL())
    await stage.settle()


async def is_opted_out(stage: Stage) -> bool:
    reply = await stage.ended()
    return bool(reply["decisions"][0].get("gate") == "opted_out")


# -- commands ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        *("/stop", "/stop.", "/stop!", "/stop\nthanks", "/stop\tnow", "/STOP", "/Stop, please"),
        *("/stop\u00a0now", "/stop\u3000谢谢", "/stop。", "\u200f/stop", "／stop", "/stop…"),
    ],
)
async def test_a_command_is_known_whatever_follows_it(asked: Stage, typed: str) -> None:
    await asked.says(BOB, typed)
    assert asked.texts()[-1].startswith(STOPPED)
    assert await is_opted_out(asked)


async def test_a_command_that_telegram_marks_ends_where_the_mark_ends(asked: Stage) -> None:
    mark = {"type": "bot_command", "offset": 0, "length": 5}
    await sends(asked, text="/stop<3", entities=[mark])
    assert asked.texts()[-1].startswith(STOPPED)


@pytest.mark.parametrize("text", ["/", "/ no", "/etc/passwd is gone", "not /stop", "4/5 /stop"])
async def test_a_slash_alone_makes_no_command(commenting: Stage, text: str) -> None:
    await commenting.says(BOB, text)
    assert kept(commenting) == [(text, None)]


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


async def test_another_bots_command_is_met_with_silence(commenting: Stage) -> None:
    await commenting.says(ADMIN, "/nps@other_bot", chat_id=STAFF)
    count = len(commenting.from_bot())
    await commenting.says(BOB, "/stop@other_bot\nnow")
    assert (commenting.texts(STAFF), len(commenting.from_bot())) == ([], count)
    assert kept(commenting) == []
    assert not await is_opted_out(commenting)


@pytest.mark.parametrize("typed", ["/mydata", "/forget", "/privacy", "/anything", "/5 great"])
async def test_a_command_inside_a_comment_window_is_no_comment(
    commenting: Stage, typed: str
) -> None:
    await commenting.says(BOB, typed)
    assert kept(commenting) == []
    assert commenting.texts()[-1] == (
        f"I do not know {typed.split(maxsplit=1)[0]}. Here you can use /start, /stop, /help."
    )
    await commenting.says(BOB, "slow")
    assert kept(commenting) == [("slow", None)]


async def test_an_edit_makes_no_command_and_a_command_no_comment(commenting: Stage) -> None:
    said = await commenting.says(BOB, "slow")
    count = len(commenting.from_bot())
    await commenting.edits(BOB, said["message_id"], "/stop")
    assert (kept(commenting), len(commenting.from_bot())) == ([("slow", None)], count)
    assert not await is_opted_out(commenting)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("/csta", "/csat"), ("/cases", "/case"), ("/comment low", "/comments")),
        *(("/nsp week", "/nps"), ("/csta@{bot}", "/csat")),
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


# -- words that mean /stop ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    [
        *("stop", "STOP", "Stop!", "ｓｔｏｐ", "unsubscribe", "стоп", "СТОП.", "отписаться"),
        *("Отпишите меня", "停止", "退订", "退订。", "/стоп", "/停止", "«Стоп»", "stop 🛑"),
        *("Don't ask me again!", "opt-out", "Больше не пишите"),
    ],
)
async def test_a_stop_word_alone_is_stop(asked: Stage, word: str) -> None:
    await asked.says(BOB, word)
    stopped = asked.from_bot()[-1]
    assert stopped["text"].startswith(STOPPED)
    assert await is_opted_out(asked)
    await asked.taps(BOB, "u:resume:", message=stopped["message_id"])
    assert not await is_opted_out(asked)


@pytest.mark.parametrize("words", ["stop calling at night", "I got off at the bus stop", "停"])
async def test_a_stop_word_among_others_is_no_stop(commenting: Stage, words: str) -> None:
    await commenting.says(BOB, words)
    assert kept(commenting) == [(words, None)]


async def test_a_stop_word_below_a_picture_or_in_a_group_stops_nobody(commenting: Stage) -> None:
    await commenting.says(BOB, "stop", attachment="photo")
    await commenting.says(ADMIN, "stop", chat_id=STAFF)
    assert kept(commenting) == [("stop", "photo")]
    assert commenting.texts(STAFF) == []


async def test_undone_a_stop_word_is_the_comment_that_it_interrupted(commenting: Stage) -> None:
    """Also after a restart and after the window; pressed twice it is kept once."""
    await commenting.says(BOB, "Stop!")
    assert kept(commenting) == []
    stopped = commenting.from_bot()[-1]
    [[button]] = stopped["reply_markup"]["inline_keyboard"]
    await commenting.restart()
    await commenting.pass_time(DAY)
    for _ in range(2):
        await commenting.taps(BOB, button["callback_data"], message=stopped["message_id"])
    assert kept(commenting) == [("Stop!", None)]
    assert "Your comment is kept" in commenting.question()["text"]
    assert not await is_opted_out(commenting)


async def test_undone_a_stop_word_in_reply_to_a_question_opens_it_again(asked: Stage) -> None:
    await asked.says(BOB, "стоп", reply_to=asked.question()["message_id"])
    stopped = asked.from_bot()[-1]
    [[button]] = stopped["reply_markup"]["inline_keyboard"]
    await asked.taps(BOB, button["callback_data"], message=stopped["message_id"])
    assert kept(asked) == [("стоп", None)]
    assert await asked.score(5) == "Kept: 😀 5"


async def test_nobody_keeps_words_on_anothers_question(commenting: Stage) -> None:
    await commenting.says(BOB, "stop")
    [[button]] = commenting.from_bot()[-1]["reply_markup"]["inline_keyboard"]
    await commenting.starts(43, name="Charlie")
    await commenting.says(43, "stop")
    await commenting.taps(
        43, button["callback_data"], message=commenting.from_bot(43)[-1]["message_id"]
    )
    assert kept(commenting) == []


# -- service messages --------------------------------------------------------------------------

SERVICE: dict[str, Any] = {
    "pinned_message": {"message_id": 3, "date": 1, "chat": {"id": BOB}, "text": "5, great"},
    "chat_background_set": {"type": {"type": "fill"}},
    "gift": {"gift": {"id": "1"}, "text": "for you"},
    "unique_gift": {"origin": "upgrade"},
    "connected_website": "acme.example",
    "write_access_allowed": {"from_request": True},
    "new_chat_title": "Acme",
    "new_chat_photo": [{"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1}],
    "delete_chat_photo": True,
    "group_chat_created": True,
    "new_chat_members": [{"id": BOB, "first_name": "Bob"}],
    "left_chat_member": {"id": BOB, "first_name": "Bob"},
    "video_chat_started": {},
    "video_chat_ended": {"duration": 3},
    "video_chat_scheduled": {"start_date": 1},
    "video_chat_participants_invited": {"users": []},
    "boost_added": {"boost_count": 1},
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 86400},
    "forum_topic_created": {"name": "stop", "icon_color": 1},
    "forum_topic_edited": {"name": "stop"},
    "forum_topic_closed": {},
    "forum_topic_reopened": {},
    "general_forum_topic_hidden": {},
    "users_shared": {"request_id": 1, "users": [{"user_id": 7}]},
    "chat_shared": {"request_id": 1, "chat_id": 7},
    "successful_payment": {"currency": "XTR", "total_amount": 1},
    "refunded_payment": {"currency": "XTR", "total_amount": 1},
    "proximity_alert_triggered": {"distance": 3},
    "web_app_data": {"data": "stop", "button_text": "stop"},
    "passport_data": {"data": []},
    "giveaway_created": {},
    "direct_message_price_changed": {},
    "checklist_tasks_done": {"marked_as_done_task_ids": [1]},
    "something_that_telegram_adds_next_year": {"text": "stop"},
}


async def test_service_messages_are_nobody_writing(stage: Stage) -> None:
    """No reply, no Start, nothing kept, also while a comment is listened for."""
    stage.join(BOB)
    for name, value in SERVICE.items():
        await sends(stage, **{name: value})
    assert stage.rows("SELECT * FROM customers") == []
    assert stage.from_bot() == []
    await stage.says(BOB, "/start")
    await stage.ended()
    await stage.score(1)
    await stage.does("comment")
    count = len(stage.from_bot())
    for name, value in SERVICE.items():
        await sends(stage, **{name: value})
    assert (kept(stage), len(stage.from_bot())) == ([], count)
    assert stage.rows("SELECT * FROM updates WHERE error IS NOT NULL") == []


# -- what cannot be kept -----------------------------------------------------------------------

PLACE = {"latitude": 52.5, "longitude": 13.4}
NOT_KEPT: dict[str, Any] = {
    "location": PLACE,
    "venue": {"location": PLACE, "title": "Acme", "address": "High Street"},
    "contact": {"phone_number": "+49", "first_name": "Bob"},
    "dice": {"emoji": "🎲", "value": 5},
    "poll": {"id": "1", "options": []},
    "story": {"chat": {"id": BOB}, "id": 1},
    "paid_media": {"star_count": 1, "paid_media": []},
    "checklist": {"tasks": []},
    "game": {"title": "Chess", "description": "", "photo": []},
}


@pytest.mark.parametrize("name", NOT_KEPT)
async def test_what_cannot_be_kept_is_said_so_and_its_words_are_kept(
    commenting: Stage, name: str
) -> None:
    count = len(commenting.from_bot())
    await sends(commenting, **{name: NOT_KEPT[name]})
    assert commenting.texts()[count:] == [CAN_BE_SENT]
    assert kept(commenting) == []
    await sends(commenting, **{name: NOT_KEPT[name]}, caption="here it was")
    assert commenting.texts()[count:] == [CAN_BE_SENT] * 2
    assert kept(commenting) == [("here it was", None)]


async def test_the_words_of_polls_and_checklists_are_kept(commenting: Stage) -> None:
    await sends(commenting, poll={"id": "1", "question": "Why so slow?", "options": []})
    tasks = [{"id": 1, "text": "answer"}, {"id": 2, "text": "call back"}]
    await sends(commenting, checklist={"title": "To do", "tasks": tasks})
    assert kept(commenting) == [("Why so slow?", None), ("To do\nanswer\ncall back", None)]


async def test_a_place_that_moves_is_told_of_once(commenting: Stage) -> None:
    count = len(commenting.from_bot())
    await sends(commenting, location={**PLACE, "live_period": 900})
    await sends(commenting, kind="edited_message", location={**PLACE, "live_period": 900})
    assert commenting.texts()[count:] == [CAN_BE_SENT]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("voice", {"file_id": "F"}),
        ("photo", [{"file_id": "small"}, {"file_id": "F"}]),
        ("video", {"file_id": "F"}),
        ("audio", {"file_id": "F"}),
        ("document", {"file_id": "F"}),
        ("video_note", {"file_id": "F"}),
        ("sticker", {"file_id": "F"}),
    ],
)
async def test_media_are_kept_by_their_id(commenting: Stage, name: str, value: Any) -> None:
    await sends(commenting, **{name: value})
    assert kept(commenting) == [(None, name)]
    assert commenting.rows("SELECT file_id FROM comments") == [{"file_id": "F"}]


async def test_an_animation_is_kept_as_the_file_that_it_is(commenting: Stage) -> None:
    await sends(commenting, animation={"file_id": "F"}, document={"file_id": "F"})
    assert kept(commenting) == [(None, "document")]


async def test_text_by_an_inline_bot_is_text(commenting: Stage) -> None:
    await sends(commenting, text="they were late", via_bot={"id": 9, "is_bot": True})
    assert kept(commenting) == [("they were late", None)]
