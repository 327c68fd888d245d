"""Too much is answered with 429 and the time to wait."""

from __future__ import annotations

import pytest

from playground.core import Reply, Telegram
from playground.faults import Fault
from playground.limits import Limits

GROUP = -100900


@pytest.fixture
def strict(telegram: Telegram, now: float) -> Telegram:
    telegram.create_group("Staff", members=[42, 43], chat_id=GROUP, now=now)
    for user_id in range(1000, 1100):
        telegram.create_user("Someone", user_id=user_id)
        telegram.say(user_id, "/start", now=now)
    telegram.limits = Limits()
    return telegram


def send(telegram: Telegram, chat_id: int, *, now: float) -> Reply:
    return telegram.call("sendMessage", {"chat_id": chat_id, "text": f"at {now}"}, now=now)


def retry_after(reply: Reply) -> int:
    assert reply.status == 429, reply.body
    seconds = int(reply.body["parameters"]["retry_after"])
    assert reply.body["description"] == f"Too Many Requests: retry after {seconds}"
    return seconds


def test_one_message_a_second_per_chat(strict: Telegram, now: float) -> None:
    assert send(strict, 42, now=now).status == 200
    assert retry_after(send(strict, 42, now=now + 0.5)) == 1
    assert send(strict, 1000, now=now + 0.5).status == 200
    assert send(strict, 42, now=now + 1.0).status == 200


def test_edits_in_private_are_not_counted(strict: Telegram, now: float) -> None:
    sent = send(strict, 42, now=now).body["result"]["message_id"]
    for turn in range(40):
        asked = {"chat_id": 42, "message_id": sent, "text": f"turn {turn}"}
        assert strict.call("editMessageText", asked, now=now).status == 200


def test_thirty_a_second_overall(strict: Telegram, now: float) -> None:
    replies = [send(strict, 1000 + turn, now=now + turn / 1000) for turn in range(31)]
    assert [reply.status for reply in replies] == [200] * 30 + [429]
    assert send(strict, 1050, now=now + 1).status == 200


def test_twenty_a_minute_in_a_group_edits_included(strict: Telegram, now: float) -> None:
    sent = send(strict, GROUP, now=now).body["result"]["message_id"]
    for turn in range(1, 20):
        asked = {"chat_id": GROUP, "message_id": sent, "text": f"turn {turn}"}
        assert strict.call("editMessageText", asked, now=now + turn).status == 200
    assert retry_after(send(strict, GROUP, now=now + 30)) == 30
    asked = {"chat_id": GROUP, "message_id": sent, "text": "once more"}
    assert retry_after(strict.call("editMessageText", asked, now=now + 30)) == 30
    assert send(strict, GROUP, now=now + 60).status == 200


def test_refused_messages_do_not_count(strict: Telegram, now: float) -> None:
    for turn in range(100):
        strict.call("sendMessage", {"chat_id": 42, "text": ""}, now=now + turn / 1000)
    assert send(strict, 42, now=now + 0.2).status == 200


def test_faults_on_request(telegram: Telegram, now: float) -> None:
    telegram.faults.add(Fault("flood", method="sendMessage", retry_after=7))
    telegram.faults.add(Fault("error", method="*", status=502, html=True, times=2))
    assert retry_after(send(telegram, 42, now=now)) == 7
    broken = send(telegram, 42, now=now)
    assert broken.status == 502
    assert broken.html is not None
    assert telegram.call("getMe", now=now).status == 502
    assert send(telegram, 42, now=now).status == 200
