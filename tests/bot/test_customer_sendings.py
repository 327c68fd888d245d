"""What customers send besides words: kept where it can be, and what is nobody's is passed over."""

from typing import Any

import pytest

from tests.bot.customers import CAN_BE_SENT, KEPT, TAP_TOO, Crowd, buttons
from tests.bot.stage import ADMIN, STAFF

pytestmark = pytest.mark.asyncio(loop_scope="module")

FILE = {"file_id": "F", "file_unique_id": "u"}
PLACE = {"latitude": 52.5, "longitude": 13.4}
NOT_KEPT: dict[str, Any] = {
    "location": PLACE,
    "contact": {"phone_number": "+49", "first_name": "Bob"},
    "dice": {"emoji": "🎲", "value": 5},
    "poll": {"id": "1", "options": []},
    "story": {"chat": {"id": 7}, "id": 1},
    "paid_media": {"star_count": 1, "paid_media": []},
    "checklist": {"tasks": []},
    "venue": {"location": PLACE, "title": "Acme", "address": "High Street"},
    "game": {"title": "Chess", "description": "", "photo": []},
    "invoice": {"title": "5", "currency": "XTR", "total_amount": 1},
    "giveaway": {"winner_count": 1, "chats": []},
    "giveaway_winners": {"winner_count": 1, "winners": []},
}
HEARD = ["voice", "audio"]


@pytest.mark.parametrize("name", NOT_KEPT)
async def test_what_cannot_be_kept_gets_one_line(crowd: Crowd, name: str) -> None:
    """It says what can be sent; a caption is kept, and read like any other words."""
    bob = await crowd.new()
    await bob.sends(**{name: NOT_KEPT[name]})
    assert (bob.news, bob.parts, bob.answers) == ([CAN_BE_SENT], [], {})
    assert TAP_TOO not in bob.question
    await bob.sends(**{name: NOT_KEPT[name]}, caption="2, here it was")
    assert bob.news == [CAN_BE_SENT] * 2
    assert (bob.answers, bob.parts) == ({"after-chat": 2}, [("here it was", None)])
    assert bob.question == f"You chose 🙁 2. Thank you!\n\n{KEPT}"
    await bob.sends(**{name: NOT_KEPT[name]})
    assert (bob.news, len(bob.parts)) == ([CAN_BE_SENT] * 3, 1)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"poll": {"id": "1", "question": "Why so slow?"}}, "Why so slow?"),
        (
            {"poll": {"question": "Why?", "options": [{"text": "no staff"}, {"text": "no will"}]}},
            "Why?\nno staff\nno will",
        ),
        (
            {"checklist": {"title": "To do", "tasks": [{"text": "answer"}, {"text": "call"}]}},
            "To do\nanswer\ncall",
        ),
    ],
    ids=["poll", "poll with options", "checklist"],
)
async def test_the_words_in_a_poll_or_a_checklist_are_kept(
    crowd: Crowd, content: dict[str, Any], words: str
) -> None:
    bob = await crowd.new()
    await bob.sends(**content)
    assert (bob.parts, bob.news) == ([(words, None)], [CAN_BE_SENT])


async def test_a_live_location_that_moves_is_told_of_once(crowd: Crowd) -> None:
    bob = await crowd.new()
    await bob.scores(4)
    place = await bob.sends(location={**PLACE, "live_period": 900})
    for _ in range(2):
        await bob.sends(location={**PLACE, "live_period": 900}, anew=place)
    assert (bob.news, bob.parts) == ([CAN_BE_SENT], [])


@pytest.mark.parametrize(
    ("text", "score", "words"),
    [("they were late", None, "they were late"), ("5, great", 5, "great")],
)
async def test_text_by_an_inline_bot_is_text(
    crowd: Crowd, text: str, score: int | None, words: str
) -> None:
    bob = await crowd.new()
    await bob.sends(text=text, via_bot={"id": 9, "is_bot": True, "first_name": "gif"})
    assert (list(bob.answers.values()), bob.parts) == ([score] if score else [], [(words, None)])
    assert bob.news == []


@pytest.mark.parametrize("text", ["they were late", "5, great", "5", "stop", "/stop", "/start"])
async def test_a_forwarded_message_is_kept_as_words(crowd: Crowd, text: str) -> None:
    """They are somebody else's: neither a score nor an order."""
    bob = await crowd.new()
    origin = {"type": "hidden_user", "sender_user_name": "Carol", "date": 1}
    await bob.sends(text=text, forward_origin=origin)
    assert (bob.parts, bob.news, bob.answers) == ([(text, None)], [], {})
    assert not await bob.is_stopped()


@pytest.mark.parametrize(
    "medium", ["voice", "video_note", "photo", "document", "video", "audio", "sticker"]
)
async def test_media_are_kept_and_come_from_the_case(crowd: Crowd, medium: str) -> None:
    """Staff hear or see just what was sent, below the case; the question itself stays open."""
    bob, world = await crowd.new(), crowd.stage.telegram
    said = await bob.says(attachment=medium)
    assert (bob.parts, bob.answers, bob.news) == ([(None, medium)], {}, [])
    assert (bob.question.split("\n\n")[-1], bob.reaction(said)) == (TAP_TOO, "👍")
    await bob.scores(1)
    shown = await bob.case()
    button = buttons(shown)["🎧 Hear" if medium in HEARD else "👀 See"]
    await crowd.stage.taps(ADMIN, button, message=shown["message_id"], chat=STAFF)
    sent = world.chats[bob.number].messages[said].body[medium]
    given = crowd.stage.from_bot(STAFF)[-1]
    assert given["reply_to_message"]["message_id"] == shown["message_id"]
    ids = [each["file_id"] for each in (sent, given[medium]) if not isinstance(each, list)]
    ids += [each[-1]["file_id"] for each in (sent, given[medium]) if isinstance(each, list)]
    assert len(ids) == 2
    assert len(set(ids)) == 1


async def test_an_animation_is_kept_as_the_file_that_it_is(crowd: Crowd) -> None:
    bob = await crowd.new()
    await bob.sends(animation=FILE, document=FILE)
    assert bob.parts == [(None, "document")]


async def test_an_album_is_one_comment_and_its_caption_is_read(crowd: Crowd) -> None:
    bob = await crowd.new()
    for caption in ({"caption": "1, broken"}, {}, {}):
        await bob.sends(photo=[{"file_id": "small"}, FILE], media_group_id="A", **caption)
    assert bob.answers == {"after-chat": 1}
    assert bob.parts == [("broken", "photo"), (None, "photo"), (None, "photo")]
    [alert] = bob.alerts
    assert alert.endswith("Comment: [photo] broken\n[photo]\n[photo]")
    files = crowd.stage.rows("SELECT DISTINCT file_id FROM comments WHERE body = 'broken'")
    assert files == [{"file_id": "F"}]


async def test_a_caption_is_edited_like_words(crowd: Crowd) -> None:
    bob = await crowd.new()
    said = await bob.sends(photo=[FILE], caption="2, slow")
    await bob.sends(photo=[FILE], caption="4, slow", anew=said)
    assert (bob.answers, bob.parts) == ({"after-chat": 4}, [("slow", "photo")])
    await bob.sends(photo=[FILE], anew=said)
    assert (bob.answers, bob.parts) == ({"after-chat": 4}, [(None, "photo")])


SERVICE: dict[str, Any] = {
    "pinned_message": {"message_id": 3, "date": 1, "chat": {"id": 7}, "text": "5, great"},
    "chat_background_set": {"type": {"type": "fill"}},
    "gift": {"gift": {"id": "1"}, "text": "for you"},
    "connected_website": "acme.example",
    "write_access_allowed": {"from_request": True},
    "unique_gift": {"origin": "upgrade"},
    "new_chat_title": "Acme",
    "new_chat_photo": [FILE],
    "delete_chat_photo": True,
    "group_chat_created": True,
    "new_chat_members": [{"id": 7, "first_name": "Bob"}],
    "left_chat_member": {"id": 7, "first_name": "Bob"},
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
    "giveaway_completed": {"winner_count": 1},
    "direct_message_price_changed": {},
    "checklist_tasks_done": {"marked_as_done_task_ids": [1]},
    "checklist_tasks_added": {"tasks": [{"id": 1, "text": "stop"}]},
    "something_that_telegram_adds_next_year": {"text": "stop"},
}


@pytest.mark.parametrize("name", SERVICE)
async def test_a_service_message_is_nobody_writing(crowd: Crowd, name: str) -> None:
    """No reply and no Start, and nothing kept, also while a comment is listened for."""
    bob = crowd.comes()
    await bob.sends(**{name: SERVICE[name]})
    known = "SELECT * FROM customers WHERE telegram_id = ?"
    assert (crowd.stage.rows(known, bob.number), bob.news) == ([], [])
    await bob.says("/start")
    await bob.asked()
    await bob.scores(1)
    await bob.sends(**{name: SERVICE[name]})
    assert (bob.news, bob.parts) == ([], [])
    assert crowd.stage.rows("SELECT * FROM updates WHERE error IS NOT NULL") == []
