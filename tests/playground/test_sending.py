"""New messages: what Telegram takes and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from playground.core import Telegram
from playground.parameters import Upload
from playground.people import PIXEL

Json = dict[str, Any]
TEXT: Json = {"chat_id": 42, "text": "How was it?"}


def refused(telegram: Telegram, method: str, parameters: Json, *, now: float) -> tuple[int, str]:
    reply = telegram.call(method, parameters, now=now)
    assert reply.body["ok"] is False
    assert reply.body["error_code"] == reply.status
    return reply.status, reply.body["description"]


def sent(telegram: Telegram, now: float, **parameters: object) -> Json:
    reply = telegram.call("sendMessage", TEXT | parameters, now=now)
    assert reply.status == 200, reply.body
    result: Json = reply.body["result"]
    return result


def keyboard(*rows: list[Json]) -> Json:
    return {"reply_markup": {"inline_keyboard": list(rows)}}


def test_a_message_arrives(telegram: Telegram, now: float) -> None:
    message = sent(telegram, now, text="<b>Hi</b>", parse_mode="HTML")
    assert message["text"] == "Hi"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert message["from"]["is_bot"] is True
    assert message["chat"] == {"id": 42, "type": "private", "first_name": "Bo"}
    assert message["date"] == int(now)
    assert telegram.chats[42].messages[message["message_id"]].body == message


def test_strings_do_as_numbers_and_json(telegram: Telegram, now: float) -> None:
    markup = json.dumps({"inline_keyboard": [[{"text": "1", "callback_data": "x"}]]})
    message = sent(telegram, now, chat_id="42", reply_markup=markup)
    assert message["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "x"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": "  \n "}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"parse_mode": "HTML", "text": "<b>"}, "can't parse entities"),
        ({"parse_mode": "RTF"}, "unsupported parse_mode"),
        ({"chat_id": 43}, "chat not found"),
        ({"chat_id": 999}, "chat not found"),
        ({"chat_id": None}, "chat_id is empty"),
        ({"reply_parameters": {"message_id": 777}}, "message to be replied not found"),
        ({"message_thread_id": 5}, "message thread not found"),
        ({"reply_markup": "{"}, "can't parse reply markup JSON object"),
    ],
)
def test_what_is_refused(telegram: Telegram, now: float, changed: Json, words: str) -> None:
    status, description = refused(telegram, "sendMessage", TEXT | changed, now=now)
    assert status == 400
    assert description.startswith("Bad Request: ")
    assert words in description


def test_the_longest_text_fits(telegram: Telegram, now: float) -> None:
    assert sent(telegram, now, text="😀" * 2048)["text"] == "😀" * 2048
    assert sent(telegram, now, text="<b>" + "x" * 4096 + "</b>", parse_mode="HTML")


def test_a_reply_to_a_lost_message_may_be_sent_without(telegram: Telegram, now: float) -> None:
    reply = {"message_id": 777, "allow_sending_without_reply": True}
    assert "reply_to_message" not in sent(telegram, now, reply_parameters=reply)
    first = sent(telegram, now)
    second = sent(telegram, now, reply_parameters={"message_id": first["message_id"]})
    third = sent(telegram, now, reply_parameters={"message_id": second["message_id"]})
    assert third["reply_to_message"]["message_id"] == second["message_id"]
    assert "reply_to_message" not in third["reply_to_message"]


BUTTON: Json = {"text": "1", "callback_data": "x"}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([[{"text": "1", "callback_data": "x" * 65}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "1", "callback_data": "ж" * 33}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "1", "callback_data": ""}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "1"}]], "text buttons are unallowed"),
        ([[{"text": "", "callback_data": "x"}]], "text must be non-empty"),
        ([[{"text": "1", "url": "nowhere"}]], "is invalid"),
        ([[BUTTON] * 9], "reply markup is too long"),
        ([[BUTTON] * 8] * 12 + [[BUTTON] * 5], "reply markup is too long"),
    ],
)
def test_keyboards_that_are_refused(
    telegram: Telegram, now: float, rows: list[list[Json]], words: str
) -> None:
    status, description = refused(telegram, "sendMessage", TEXT | keyboard(*rows), now=now)
    assert status == 400
    assert words in description


def test_a_hundred_buttons_of_64_bytes_fit(telegram: Telegram, now: float) -> None:
    button = {"text": "1", "callback_data": "x" * 64}
    rows = [[button] * 8] * 12 + [[button] * 4]
    assert sent(telegram, now, **keyboard(*rows))["reply_markup"]


def test_people_who_cannot_be_written_to(telegram: Telegram, now: float) -> None:
    telegram.block(42, now=now)
    blocked = (403, "Forbidden: bot was blocked by the user")
    assert refused(telegram, "sendMessage", TEXT, now=now) == blocked
    telegram.unblock(42, now=now)
    assert sent(telegram, now)
    telegram.deactivate(42)
    assert refused(telegram, "sendMessage", TEXT, now=now) == (
        403,
        "Forbidden: user is deactivated",
    )


def test_someone_seen_in_a_group_only_is_no_stranger(telegram: Telegram, now: float) -> None:
    telegram.create_group("Staff", members=[42, 43], chat_id=-100900, now=now)
    telegram.say(43, "/nps", chat_id=-100900, now=now)
    assert refused(telegram, "sendMessage", TEXT | {"chat_id": 43}, now=now) == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )


def test_unknown_methods_are_not_found(telegram: Telegram, now: float) -> None:
    assert refused(telegram, "sendSmoke", {}, now=now) == (404, "Not Found: method not found")
    assert telegram.call("SENDMESSAGE", TEXT, now=now).status == 200


def test_a_picture_with_a_caption(telegram: Telegram, now: float) -> None:
    picture = Upload("chart.png", PIXEL, "image/png")
    asked: Json = {"chat_id": 42, "photo": picture, "caption": "<i>NPS</i>", "parse_mode": "HTML"}
    message = telegram.call("sendPhoto", asked, now=now).body["result"]
    assert message["caption"] == "NPS"
    assert message["photo"][0]["width"] == 1
    again = {"chat_id": 42, "photo": message["photo"][0]["file_id"]}
    assert telegram.call("sendPhoto", again, now=now).status == 200
    found = telegram.call("getFile", {"file_id": again["photo"]}, now=now).body["result"]
    assert found["file_size"] == len(PIXEL)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"caption": "x" * 1025}, "message caption is too long"),
        ({"photo": "no-such-file"}, "wrong file identifier"),
        ({"photo": "https://a.example/x.png"}, "failed to get HTTP URL content"),
        ({"photo": Upload("x.png", b"text")}, "IMAGE_PROCESS_FAILED"),
        ({"photo": None}, "there is no photo"),
    ],
)
def test_pictures_that_are_refused(
    telegram: Telegram, now: float, changed: Json, words: str
) -> None:
    asked = {"chat_id": 42, "photo": Upload("x.png", PIXEL)} | changed
    assert words in refused(telegram, "sendPhoto", asked, now=now)[1]


def test_a_document_by_attachment(telegram: Telegram, now: float) -> None:
    asked = {"chat_id": 42, "document": "attach://f", "f": Upload("a.csv", b"1,2", "text/csv")}
    message = telegram.call("sendDocument", asked, now=now).body["result"]
    assert message["document"]["file_name"] == "a.csv"
    logged = telegram.calls[-1].body
    assert logged["ok"] is True
    assert logged["parameters"]["f"] == "<a.csv, 3 bytes>"


def test_files_that_are_refused_where_they_may_not_be_sent(telegram: Telegram, now: float) -> None:
    asked: Json = {"chat_id": 42, "voice": telegram.say(42, attachment="voice", now=now)["voice"]}
    asked["voice"] = asked["voice"]["file_id"]
    assert telegram.call("sendVoice", asked, now=now).status == 200
    telegram.chats[42].barred.add("voice")
    words = "not enough rights to send voice notes to the chat"
    assert refused(telegram, "sendVoice", asked, now=now) == (400, f"Bad Request: {words}")
    telegram.files.lose(asked["voice"])
    assert "wrong file identifier" in refused(telegram, "sendVoice", asked, now=now)[1]


def test_chat_actions(telegram: Telegram, now: float) -> None:
    seen: list[Json] = []
    telegram.listeners.append(seen.append)
    asked = {"chat_id": 42, "action": "typing"}
    assert telegram.call("sendChatAction", asked, now=now).body["result"] is True
    assert seen[0] == {"kind": "action", "chat_id": 42, "action": "typing", "thread": None}
    wrong = refused(telegram, "sendChatAction", asked | {"action": "dance"}, now=now)
    assert wrong == (400, "Bad Request: wrong parameter action in request")


def test_the_clock_moves_dates(telegram: Telegram, now: float) -> None:
    telegram.advance(86_400)
    assert sent(telegram, now)["date"] == int(now) + 86_400
