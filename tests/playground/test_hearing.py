"""How many messages were heard, counted by what the chats of customers show."""

from __future__ import annotations

from typing import Any

import pytest

from playground.acts import Kind
from playground.hearing import Tally, Written, tally
from playground.manners import next_act
from tests.playground.questions import LABELS, a_reading, labelled

CHAT, QUESTION, MESSAGE = 42, 5, 6


def counted(
    kind: Kind, *, question: str, chose: int | None = None, thanked: bool = False
) -> tuple[int, int]:
    reading = a_reading()
    next_act(labelled(*LABELS), reading)
    reading.chose = chose
    said: dict[str, Any] = {"message_id": MESSAGE, "text": "said", "from": {"is_bot": False}}
    said |= {"reaction": "👍"} if thanked else {}
    now = labelled() | {"text": f"How was it?\n\n{question}"}
    found = tally({str(CHAT): [now, said]}, {(CHAT, MESSAGE): Written(kind, QUESTION, reading)})
    assert found.written == {kind: 1}
    return found.heard.total(), found.written.total()


@pytest.mark.parametrize(
    ("kind", "thanked", "question", "chose", "heard"),
    [
        ("score", False, "You chose 🙂 4.", 4, True),
        ("label", False, "You chose 🙂 4.", 4, True),
        ("score", False, "You chose 🙁 2.", 4, False),
        ("score", False, "", 4, False),
        ("scored", True, "You chose 🙂 4.", 4, True),
        ("scored", False, "You chose 🙂 4.", 4, False),
        ("scored", True, "", 4, False),
        ("edit", True, "You chose 🙂 4.", 4, True),
        ("edit", True, "You chose 😐 3.", 4, False),
        ("words", True, "One more tap, please.", None, True),
        ("words", True, "You chose 🙂 4.", None, False),
        ("words", False, "", None, False),
        ("comment", True, "You chose 🙂 4.", 4, True),
        ("comment", False, "You chose 🙂 4.", 4, False),
        ("voice", True, "You chose 🙂 4.", 4, True),
        ("voice", False, "You chose 🙂 4.", 4, False),
        ("photo", False, "You chose 🙂 4.", 4, False),
    ],
)
def test_each_kind_has_its_sign(
    *, kind: Kind, thanked: bool, question: str, chose: int | None, heard: bool
) -> None:
    assert counted(kind, question=question, chose=chose, thanked=thanked) == (heard, 1)


def test_what_stood_in_the_question_all_along_is_no_sign() -> None:
    assert counted("score", question="How was it?", chose=4) == (0, 1)


def test_a_message_nobody_tells_of_needs_a_sign_and_a_command_is_none() -> None:
    person, bot = {"is_bot": False}, {"is_bot": True}
    chats = {
        "42": [
            {"message_id": 1, "text": "/start", "from": person},
            {"message_id": 2, "text": "Hello?", "from": person},
            {"message_id": 3, "text": "Hello!", "from": person, "reaction": "👍"},
            {"message_id": 4, "text": "Hello to you.", "from": bot},
        ],
        "-7": [{"message_id": 2, "text": "among staff", "from": person}],
    }
    found = tally(chats, {})
    assert (found.heard, found.written) == ({"comment": 1}, {"comment": 2})


def test_what_is_gone_from_a_chat_was_not_heard() -> None:
    lost = {(CHAT, MESSAGE): Written("comment", QUESTION, a_reading())}
    found = tally({}, lost)
    assert found.heard.total() == 0
    assert found.written == {"comment": 1}
    assert tally({}, {}) == Tally()
