"""Groups: what the bot sees there, topics, upgrades and anonymous administrators."""

from __future__ import annotations

from typing import Any

import pytest

from playground.core import Telegram
from playground.errors import PlayError
from playground.world import ANONYMOUS_ADMIN

Json = dict[str, Any]
GROUP = -1001234567890


@pytest.fixture
def group(telegram: Telegram, now: float) -> Telegram:
    telegram.create_group("Staff", members=[42, 43], chat_id=GROUP, now=now)
    telegram.updates.clear()
    return telegram


def taken(telegram: Telegram, now: float) -> list[Json]:
    updates = telegram.call("getUpdates", {}, now=now).body["result"]
    telegram.updates.clear()
    return list(updates)


def test_the_bot_hears_that_it_was_added(telegram: Telegram, now: float) -> None:
    telegram.create_group("Staff", members=[42], chat_id=GROUP, now=now)
    changed, service = taken(telegram, now)
    assert changed["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert changed["my_chat_member"]["from"]["id"] == 42
    assert service["message"]["new_chat_members"][0]["id"] == telegram.bot.id


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("/nps week", True),
        ("/nps@afterword_demo_bot week", True),
        ("/nps@Afterword_Demo_Bot week", True),
        ("/nps@other_bot week", False),
        ("what a week", False),
        ("look: /nps week", False),
    ],
)
def test_privacy_mode(group: Telegram, now: float, text: str, *, seen: bool) -> None:
    group.say(43, text, chat_id=GROUP, now=now)
    assert bool(taken(group, now)) is seen


def test_without_privacy_and_as_administrator_it_sees_all(group: Telegram, now: float) -> None:
    group.set_member(GROUP, group.bot.id, "administrator", now=now)
    group.updates.clear()
    group.say(43, "/nps@other_bot", chat_id=GROUP, now=now)
    assert taken(group, now)[0]["message"]["entities"][0]["type"] == "bot_command"


def test_replies_to_the_bot_are_seen(group: Telegram, now: float) -> None:
    asked = {"chat_id": GROUP, "text": "Who takes this?"}
    sent = group.call("sendMessage", asked, now=now).body["result"]
    group.say(43, "me", chat_id=GROUP, reply_to=sent["message_id"], now=now)
    message = taken(group, now)[0]["message"]
    assert message["reply_to_message"]["message_id"] == sent["message_id"]
    assert message["message_thread_id"] == sent["message_id"]
    assert "is_topic_message" not in message


def test_message_ids_run_per_supergroup(group: Telegram, now: float) -> None:
    other = group.create_group("Other", members=[42], now=now)
    first = group.call("sendMessage", {"chat_id": GROUP, "text": "a"}, now=now).body["result"]
    second = group.call("sendMessage", {"chat_id": other.id, "text": "b"}, now=now).body["result"]
    assert first["message_id"] == second["message_id"]


def test_anonymous_administrators(group: Telegram, now: float) -> None:
    group.say(42, "/nps", chat_id=GROUP, anonymous=True, now=now)
    group.say(ANONYMOUS_ADMIN, "/nps", chat_id=GROUP, now=now)
    for update in taken(group, now):
        assert update["message"]["from"]["id"] == ANONYMOUS_ADMIN
        assert update["message"]["from"]["username"] == "GroupAnonymousBot"
        assert update["message"]["sender_chat"]["id"] == GROUP


def test_topics(telegram: Telegram, now: float) -> None:
    chat = telegram.create_group("Forum", members=[42], is_forum=True, now=now)
    telegram.updates.clear()
    telegram.say(42, "/nps", chat_id=chat.id, thread=17, now=now)
    message = taken(telegram, now)[0]["message"]
    assert (message["message_thread_id"], message["is_topic_message"]) == (17, True)
    asked = {"chat_id": chat.id, "text": "+42", "message_thread_id": 17}
    assert telegram.call("sendMessage", asked, now=now).body["result"]["message_thread_id"] == 17
    lost = telegram.call("sendMessage", asked | {"message_thread_id": 18}, now=now)
    assert lost.body["description"] == "Bad Request: message thread not found"
    reply = {"message_id": message["message_id"]}
    asked = {"chat_id": chat.id, "text": "here", "reply_parameters": reply}
    assert telegram.call("sendMessage", asked, now=now).body["result"]["message_thread_id"] == 17


def test_a_group_becomes_a_supergroup(telegram: Telegram, now: float) -> None:
    old = telegram.create_group("Staff", members=[42, 43], kind="group", now=now)
    telegram.updates.clear()
    new = telegram.migrate(old.id, now=now)
    before, after = taken(telegram, now)
    assert before["message"]["migrate_to_chat_id"] == new.id
    assert after["message"]["migrate_from_chat_id"] == old.id
    reply = telegram.call("sendMessage", {"chat_id": old.id, "text": "x"}, now=now)
    assert reply.status == 400
    assert reply.body["parameters"] == {"migrate_to_chat_id": new.id}
    assert telegram.call("sendMessage", {"chat_id": new.id, "text": "x"}, now=now).status == 200
    with pytest.raises(PlayError, match="nobody can write"):
        telegram.say(42, "x", chat_id=old.id, now=now)


def test_members_and_administrators(group: Telegram, now: float) -> None:
    def status(user_id: int) -> str:
        asked = {"chat_id": GROUP, "user_id": user_id}
        return str(group.call("getChatMember", asked, now=now).body["result"]["status"])

    assert [status(42), status(43), status(group.bot.id)] == ["creator", "member", "member"]
    group.set_member(GROUP, 43, "left", now=now)
    assert status(43) == "left"
    assert taken(group, now)[0]["message"]["left_chat_member"]["id"] == 43
    heads = group.call("getChatAdministrators", {"chat_id": GROUP}, now=now).body["result"]
    assert [head["user"]["id"] for head in heads] == [42]


def test_who_is_restricted_is_a_member_or_not(group: Telegram, now: float) -> None:
    group.set_member(GROUP, group.bot.id, "administrator", now=now)
    group.updates.allowed = frozenset({"chat_member"})
    for status, is_member in (("restricted", True), ("restricted, out", False)):
        group.set_member(GROUP, 43, status, now=now)
        told = group.call("getChatMember", {"chat_id": GROUP, "user_id": 43}, now=now)
        assert told.body["result"] | {"is_member": is_member} == told.body["result"]
        changed = taken(group, now)[-1]["chat_member"]
        assert changed["new_chat_member"] == told.body["result"]
        assert changed["new_chat_member"]["status"] == "restricted"


def test_a_bot_that_is_out_cannot_write(group: Telegram, now: float) -> None:
    group.set_member(GROUP, group.bot.id, "kicked", now=now)
    reply = group.call("sendMessage", {"chat_id": GROUP, "text": "x"}, now=now)
    assert reply.body["description"] == "Forbidden: bot was kicked from the supergroup chat"
    group.set_member(GROUP, group.bot.id, "member", now=now)
    assert group.call("leaveChat", {"chat_id": GROUP}, now=now).status == 200
    reply = group.call("sendMessage", {"chat_id": GROUP, "text": "x"}, now=now)
    assert reply.body["description"] == "Forbidden: bot is not a member of the supergroup chat"
    group.updates.clear()
    group.say(42, "/nps", chat_id=GROUP, now=now)
    assert not taken(group, now)


def test_pinning_needs_a_right(group: Telegram, now: float) -> None:
    sent = group.call("sendMessage", {"chat_id": GROUP, "text": "board"}, now=now).body["result"]
    asked = {"chat_id": GROUP, "message_id": sent["message_id"]}
    assert "not enough rights" in group.call("pinChatMessage", asked, now=now).body["description"]
    group.set_member(GROUP, group.bot.id, "administrator", now=now)
    assert group.call("pinChatMessage", asked, now=now).status == 200


def test_what_a_group_permits_is_told_and_kept_to(group: Telegram, now: float) -> None:
    group.chats[GROUP].barred.update({"text", "photo"})
    told = group.call("getChat", {"chat_id": GROUP}, now=now).body["result"]["permissions"]
    refused = [name for name, may in told.items() if not may]
    assert refused == ["can_send_messages", "can_send_photos"]
    sends = {"chat_id": GROUP, "text": "hello"}
    assert "not enough rights" in group.call("sendMessage", sends, now=now).body["description"]
    group.set_member(GROUP, group.bot.id, "administrator", now=now)
    assert group.call("sendMessage", sends, now=now).status == 200


def test_a_bot_that_is_restricted_may_not_write(group: Telegram, now: float) -> None:
    group.set_member(GROUP, group.bot.id, "restricted", now=now)
    asked = {"chat_id": GROUP, "user_id": group.bot.id}
    told = group.call("getChatMember", asked, now=now).body["result"]
    assert (told["status"], told["can_send_messages"]) == ("restricted", False)
    refused = group.call("sendMessage", {"chat_id": GROUP, "text": "hello"}, now=now)
    assert "not enough rights" in refused.body["description"]
