"""What the bot sets about itself."""

from __future__ import annotations

from typing import Any

import pytest

from playground.core import Telegram

Json = dict[str, Any]
COMMANDS = [{"command": "nps", "description": "the score"}]


def test_who_it_is(telegram: Telegram, now: float) -> None:
    me = telegram.call("getMe", now=now).body["result"]
    assert me["is_bot"] is True
    assert me["username"] == "afterword_demo_bot"
    assert me["can_read_all_group_messages"] is False


def test_commands_are_kept_per_scope_and_language(telegram: Telegram, now: float) -> None:
    for extra in ({}, {"language_code": "ru"}, {"scope": {"type": "chat", "chat_id": "42"}}):
        asked = {"commands": COMMANDS} | extra
        assert telegram.call("setMyCommands", asked, now=now).status == 200
        assert telegram.call("getMyCommands", extra, now=now).body["result"] == COMMANDS
    other = {"scope": {"type": "all_private_chats"}}
    assert telegram.call("getMyCommands", other, now=now).body["result"] == []
    assert telegram.call("deleteMyCommands", {}, now=now).status == 200
    assert telegram.call("getMyCommands", {}, now=now).body["result"] == []


@pytest.mark.parametrize(
    "changed",
    [
        {"commands": [{"command": "NPS", "description": "x"}]},
        {"commands": [{"command": "nps", "description": ""}]},
        {"commands": ["nps"]},
        {"commands": COMMANDS * 101},
        {"scope": {"type": "everyone"}},
        {"scope": {"type": "chat", "chat_id": 999}},
        {"language_code": "english"},
    ],
)
def test_commands_that_are_refused(telegram: Telegram, now: float, changed: Json) -> None:
    asked = {"commands": COMMANDS} | changed
    assert telegram.call("setMyCommands", asked, now=now).status == 400


def test_descriptions(telegram: Telegram, now: float) -> None:
    asked = {"short_description": "one question", "language_code": ""}
    assert telegram.call("setMyShortDescription", asked, now=now).status == 200
    found = telegram.call("getMyShortDescription", {}, now=now).body["result"]
    assert found == {"short_description": "one question"}
    long = {"description": "x" * 513}
    assert telegram.call("setMyDescription", long, now=now).status == 400
