"""The queue: confirmed by offset, filtered, expired."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from playground.core import Telegram
from playground.faults import Fault

Json = dict[str, Any]


def poll(telegram: Telegram, now: float, **parameters: object) -> list[Json]:
    reply = telegram.call("getUpdates", parameters, now=now)
    assert reply.status == 200, reply.body
    updates: list[Json] = reply.body["result"]
    return updates


def test_updates_stay_until_they_are_confirmed(telegram: Telegram, now: float) -> None:
    for turn in range(3):
        telegram.say(42, f"hello {turn}", now=now)
    first = poll(telegram, now)
    assert poll(telegram, now) == first
    assert [update["message"]["text"] for update in first] == ["hello 0", "hello 1", "hello 2"]
    assert poll(telegram, now, offset=first[1]["update_id"], limit=1) == first[1:2]
    assert len(telegram.updates) == 2
    assert poll(telegram, now, offset=first[2]["update_id"] + 1) == []
    assert len(telegram.updates) == 0


def test_a_negative_offset_keeps_the_newest(telegram: Telegram, now: float) -> None:
    for turn in range(5):
        telegram.say(42, f"hello {turn}", now=now)
    kept = poll(telegram, now, offset=-1)
    assert [update["message"]["text"] for update in kept] == ["hello 4"]
    assert len(telegram.updates) == 1


def test_taps_live_150_seconds_and_messages_a_day(telegram: Telegram, now: float) -> None:
    message = telegram.say(42, "hello", now=now)["message_id"]
    telegram.tap(42, message, "x", chat_id=42, now=now)
    assert len(poll(telegram, now + 149)) == 2
    assert [list(update)[1] for update in poll(telegram, now + 150)] == ["message"]
    assert poll(telegram, now + 86_400) == []


def test_kinds_that_were_not_asked_for(telegram: Telegram, now: float) -> None:
    message = telegram.say(42, "hello", now=now)["message_id"]
    poll(telegram, now, allowed_updates='["callback_query"]')
    telegram.say(42, "again", now=now)
    telegram.tap(42, message, "x", chat_id=42, now=now)
    assert [list(update)[1] for update in poll(telegram, now)] == ["message", "callback_query"]
    poll(telegram, now, allowed_updates=[], offset=-1)
    telegram.say(42, "once more", now=now)
    assert [list(update)[1] for update in poll(telegram, now)] == ["callback_query", "message"]


def test_edits_blocks_voices_and_pictures(telegram: Telegram, now: float) -> None:
    said = telegram.say(42, "helo", now=now)
    telegram.edit(42, said["message_id"], "hello", chat_id=42, now=now + 1)
    telegram.say(42, attachment="voice", now=now)
    telegram.say(42, "look", attachment="photo", now=now)
    telegram.block(42, now=now)
    first, edited, voice, photo, blocked = poll(telegram, now)
    assert first["message"]["text"] == "helo"
    assert edited["edited_message"]["text"] == "hello"
    file_id = voice["message"]["voice"]["file_id"]
    assert telegram.call("getFile", {"file_id": file_id}, now=now).status == 200
    assert photo["message"]["caption"] == "look"
    assert blocked["my_chat_member"]["new_chat_member"]["status"] == "kicked"


def test_duplicated_and_reordered(telegram: Telegram, now: float) -> None:
    for turn in range(3):
        telegram.say(42, f"hello {turn}", now=now)
    first, second, third = poll(telegram, now)
    telegram.faults.add(Fault("duplicate"))
    assert poll(telegram, now) == [first, first, second, second, third, third]
    telegram.faults.add(Fault("reorder"))
    assert poll(telegram, now) == [third, second, first]
    assert poll(telegram, now) == [first, second, third]


def test_a_webhook_and_polling_exclude_each_other(telegram: Telegram, now: float) -> None:
    asked = {"url": "http://127.0.0.1:9/hook", "secret_token": "s"}
    assert telegram.call("setWebhook", asked, now=now).status == 200
    refused = telegram.call("getUpdates", {}, now=now)
    assert refused.status == 409
    assert "can't use getUpdates method while webhook is active" in refused.body["description"]
    assert telegram.call("getWebhookInfo", {}, now=now).body["result"]["url"] == asked["url"]
    assert telegram.call("deleteWebhook", {}, now=now).status == 200
    assert poll(telegram, now) == []
    for wrong in ({"url": "ftp://x"}, {"url": "https://a.example"}, asked | {"secret_token": "ü"}):
        assert telegram.call("setWebhook", wrong, now=now).status == 400


def test_many_taps_are_drained_without_scanning(telegram: Telegram, now: float) -> None:
    message = telegram.say(42, "hello", now=now)["message_id"]
    started = perf_counter()
    for _ in range(20_000):
        telegram.tap(42, message, "x", chat_id=42, now=now)
    offset, taken = 0, 0
    while batch := poll(telegram, now, offset=offset):
        taken += len(batch)
        offset = batch[-1]["update_id"] + 1
        for update in batch:
            query = update.get("callback_query", {}).get("id")
            telegram.call("answerCallbackQuery", {"callback_query_id": query}, now=now)
    assert taken == 20_001
    assert perf_counter() - started < 10
