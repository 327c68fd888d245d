"""Edits, deletions, pins and taps."""

from __future__ import annotations

from typing import Any

import pytest

from playground.core import Reply, Telegram
from playground.errors import PlayError
from playground.parameters import Upload
from playground.people import PIXEL

Json = dict[str, Any]
MARKUP: Json = {"inline_keyboard": [[{"text": "5", "callback_data": "a5"}]]}
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class Chat:
    """One message of the bot in Bo's chat, and calls about it."""

    def __init__(self, telegram: Telegram, now: float) -> None:
        self.telegram, self.now = telegram, now
        asked = {"chat_id": 42, "text": "How?", "reply_markup": MARKUP}
        self.id = telegram.call("sendMessage", asked, now=now).body["result"]["message_id"]

    def call(self, method: str, *, now: float | None = None, **parameters: object) -> Reply:
        asked = {"chat_id": 42, "message_id": self.id} | parameters
        return self.telegram.call(method, asked, now=now or self.now)

    def refusal(self, method: str, **parameters: object) -> str:
        asked = {"chat_id": 42, "message_id": self.id} | parameters
        reply = self.telegram.call(method, asked, now=self.now)
        assert reply.status == 400, reply.body
        return str(reply.body["description"])


@pytest.fixture
def chat(telegram: Telegram, now: float) -> Chat:
    return Chat(telegram, now)


def test_an_edit_shows_the_new_text(chat: Chat) -> None:
    message = chat.call("editMessageText", text="You chose 5", reply_markup=MARKUP).body["result"]
    assert message["text"] == "You chose 5"
    assert message["edit_date"] == int(chat.now)
    assert message["reply_markup"] == MARKUP


def test_an_edit_that_omits_the_keyboard_drops_it(chat: Chat) -> None:
    message = chat.call("editMessageText", text="Thanks").body["result"]
    assert "reply_markup" not in message
    assert chat.telegram.chats[42].messages[chat.id].view["keyboard"] is None


def test_an_edit_that_changes_nothing_is_refused(chat: Chat) -> None:
    words = "message is not modified: specified new message content and reply markup are exactly"
    assert words in chat.refusal("editMessageText", text=" How? ", reply_markup=MARKUP)
    assert words in chat.refusal("editMessageReplyMarkup", reply_markup=MARKUP)
    assert chat.call("editMessageReplyMarkup").status == 200
    assert words in chat.refusal("editMessageReplyMarkup")


def test_messages_that_cannot_be_edited(chat: Chat) -> None:
    assert "message to edit not found" in chat.refusal("editMessageText", text="x", message_id=9999)
    theirs = chat.telegram.say(42, "hello", now=chat.now)["message_id"]
    assert "can't be edited" in chat.refusal("editMessageText", text="x", message_id=theirs)
    assert "no caption" in chat.refusal("editMessageCaption", caption="x")
    assert "MESSAGE_TOO_LONG" in chat.refusal("editMessageText", text="x" * 4097)
    force = {"force_reply": True}
    assert "inline keyboard expected" in chat.refusal(
        "editMessageText", text="x", reply_markup=force
    )


def test_a_picture_takes_the_place_of_a_text(chat: Chat) -> None:
    media = {"type": "photo", "media": "attach://f", "caption": "week"}
    asked: Json = {"media": media, "f": Upload("x.png", PIXEL), "reply_markup": MARKUP}
    message = chat.call("editMessageMedia", **asked).body["result"]
    assert message["caption"] == "week"
    assert "text" not in message
    assert "no text in the message" in chat.refusal("editMessageText", text="x")
    renamed = chat.call("editMessageCaption", caption="month").body["result"]
    assert renamed["photo"] == message["photo"]
    same = {"type": "photo", "media": message["photo"][0]["file_id"], "caption": "month"}
    assert "not modified" in chat.refusal("editMessageMedia", media=same)


def test_a_message_is_deleted_once_and_not_after_two_days(chat: Chat) -> None:
    late = chat.call("deleteMessage", now=chat.now + 48 * 3600)
    assert "can't be deleted for everyone" in late.body["description"]
    assert chat.call("deleteMessage").body["result"] is True
    assert "message to delete not found" in chat.refusal("deleteMessage")
    assert "message to edit not found" in chat.refusal("editMessageText", text="x")


def test_pinning(chat: Chat) -> None:
    assert chat.call("pinChatMessage").body["result"] is True
    full = chat.call("getChat").body["result"]
    assert full["pinned_message"]["message_id"] == chat.id
    assert chat.call("unpinChatMessage").body["result"] is True
    assert "message to unpin not found" in chat.refusal("unpinChatMessage")


def test_a_tap_reaches_the_bot_and_is_answered_once(chat: Chat) -> None:
    telegram = chat.telegram
    data = telegram.button(42, chat.id, row=0, column=0)
    query = telegram.tap(42, chat.id, data, chat_id=42, now=chat.now)
    payload = telegram.updates.first(1)[0].body["callback_query"]
    assert (payload["id"], payload["data"], payload["from"]["id"]) == (query, "a5", 42)
    assert payload["message"]["reply_markup"] == MARKUP
    assert TOO_OLD in chat.refusal("answerCallbackQuery", callback_query_id="1")
    assert "MESSAGE_TOO_LONG" in chat.refusal(
        "answerCallbackQuery", callback_query_id=query, text="x" * 201
    )
    seen: list[Json] = []
    telegram.listeners.append(seen.append)
    assert chat.call("answerCallbackQuery", callback_query_id=query, text="Saved").status == 200
    assert (seen[0]["kind"], seen[0]["text"], seen[0]["user_id"]) == ("toast", "Saved", 42)
    assert TOO_OLD in chat.refusal("answerCallbackQuery", callback_query_id=query)


def test_a_tap_is_not_answered_late(chat: Chat) -> None:
    query = chat.telegram.tap(42, chat.id, "a5", chat_id=42, now=chat.now)
    late = chat.call("answerCallbackQuery", callback_query_id=query, now=chat.now + 60)
    assert TOO_OLD in late.body["description"]


def test_a_tap_on_a_deleted_message_carries_an_inaccessible_one(chat: Chat) -> None:
    chat.call("deleteMessage")
    chat.telegram.tap(42, chat.id, "a5", chat_id=42, now=chat.now)
    message = chat.telegram.updates.first(1)[0].body["callback_query"]["message"]
    assert message["date"] == 0
    assert "text" not in message


def test_acts_that_nobody_can_do(chat: Chat) -> None:
    with pytest.raises(PlayError, match="no button"):
        chat.telegram.button(42, chat.id, row=0, column=1)
    with pytest.raises(PlayError, match="no message"):
        chat.telegram.tap(42, 9999, "x", chat_id=42, now=chat.now)
    with pytest.raises(PlayError, match="no user"):
        chat.telegram.say(4, "x", now=chat.now)
    chat.telegram.block(42, now=chat.now)
    with pytest.raises(PlayError, match="cannot press"):
        chat.telegram.tap(42, chat.id, "a5", chat_id=42, now=chat.now)
