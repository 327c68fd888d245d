"""A question whose fate is not known is never sent again, and one that was surely not sent is."""

import time
from typing import Any

import pytest

from bot.wire.transport import AiohttpRequest
from playground.faults import Fault
from playground.server import serve
from tests.bot.stage import BOB, Stage
from tests.bot.waiting import ends, now_s, until

AMBIGUOUS = {
    "lost after delivery": (Fault("lose_reply", "sendMessage"), 1),
    "connection closed": (Fault("close", "sendMessage"), 0),
    "server error": (Fault("error", "sendMessage", status=500), 0),
    "a gateway's page": (Fault("error", "sendMessage", status=502, html=True), 0),
}


def states(stage: Stage) -> tuple[str, str]:
    """What is known of the only question: of its message and of the ask."""
    (row,) = stage.rows(
        "SELECT deliveries.state AS message, invitations.state AS ask "
        "FROM deliveries JOIN invitations ON invitations.id = invitation_id "
        "WHERE deliveries.kind = 'ask'"
    )
    return row["message"], row["ask"]


def sends(stage: Stage) -> list[Any]:
    """The attempts to send a question."""
    return [
        call
        for call in stage.telegram.calls
        if call.method == "sendMessage" and call.parameters.get("reply_markup")
    ]


@pytest.mark.parametrize("name", AMBIGUOUS)
async def test_an_ask_of_unknown_fate_is_not_repeated(stage: Stage, name: str) -> None:
    fault, arrived = AMBIGUOUS[name]
    await stage.starts()
    stage.telegram.faults.add(fault)
    await stage.ended()
    for _ in range(2):
        assert states(stage) == ("unknown", "unknown")
        assert len(stage.questions()) == arrived
        health = await stage.health()
        assert (health["unknown"], health["due"]["total"]) == (1, 0)
        await stage.restart()
        await stage.settle()


async def test_a_press_proves_that_the_question_arrived(stage: Stage) -> None:
    await stage.starts()
    stage.telegram.faults.add(Fault("lose_reply", "sendMessage"))
    await stage.ended()
    assert await stage.score(5) == "Kept: 😀 5"
    assert states(stage) == ("sent", "answered")
    assert "You chose" in stage.question()["text"]
    assert (await stage.health())["unknown"] == 0
    counted = stage.rows("SELECT * FROM tally_asks WHERE dimension = 'total'")
    assert [(row["asked"], row["delivered"], row["unknown"]) for row in counted] == [(1, 1, 0)]


async def test_a_press_may_be_quicker_than_the_reply(stage: Stage) -> None:
    """The person presses at the very moment in which the message appears."""
    await stage.starts()
    stage.telegram.faults.add(Fault("lose_reply", "sendMessage"))

    def press(event: dict[str, Any]) -> None:
        if event["kind"] == "message" and "reply_markup" in event["message"]:
            number = event["message"]["message_id"]
            data = event["message"]["reply_markup"]["inline_keyboard"][0][-1]["callback_data"]
            stage.telegram.tap(BOB, number, data, chat_id=BOB, now=now_s())

    stage.telegram.listeners.append(press)
    await stage.ended()
    await stage.settle()
    assert states(stage) == ("sent", "answered")
    assert "You chose" in stage.question()["text"]


async def test_a_question_that_was_over_when_it_arrived_is_drawn_so(stage: Stage) -> None:
    """The person leaves at the very moment in which the message appears."""
    await stage.starts()
    leaving = iter(["/stop"])

    def leave(event: dict[str, Any]) -> None:
        if event["kind"] == "message" and "reply_markup" in event["message"]:
            for text in leaving:
                stage.telegram.say(BOB, text, now=now_s())

    stage.telegram.listeners.append(leave)
    await stage.ended()
    await stage.settle()
    assert states(stage) == ("sent", "withdrawn")
    assert "You will not be asked again." in stage.question()["text"]


async def test_a_call_that_takes_too_long_may_have_been_carried_out(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.starts()
    await stage.stop()
    monkeypatch.setattr(AiohttpRequest, "read_timeout", 0.1)
    await stage.start()
    stage.telegram.faults.add(Fault("delay", "sendMessage", seconds=0.5))
    await stage.ended()
    assert states(stage) == ("unknown", "unknown")
    await until(lambda: len(stage.questions()) == 1)
    await stage.score(4)
    assert states(stage) == ("sent", "answered")
    assert len(sends(stage)) == 1


async def test_a_refusal_for_haste_is_waited_for_to_the_letter(stage: Stage) -> None:
    await stage.starts()
    stage.telegram.faults.add(Fault("flood", "sendMessage", retry_after=1))
    await stage.ended()
    await until(lambda: len(stage.questions()) == 1)
    await stage.settle()
    refused, accepted = sends(stage)
    assert not refused.ok
    assert accepted.at - refused.at >= 1
    assert states(stage) == ("sent", "sent")


async def test_what_surely_did_not_leave_is_sent_when_telegram_is_back(stage: Stage) -> None:
    await stage.starts()
    await stage.server.close()
    await ends(stage)
    await until(lambda: bool(stage.rows("SELECT 1 FROM deliveries WHERE attempts > 0")))
    stage.server = await serve(stage.telegram, port=stage.server.port)
    await until(lambda: states(stage) == ("sent", "sent"))
    assert len(sends(stage)) == len(stage.questions()) == 1
    await stage.stop()
    await stage.server.close()


async def test_a_stop_hands_back_what_still_waits_for_its_turn(stage: Stage) -> None:
    """Only a call that is on its way is in doubt when the bot stops."""
    await stage.starts()
    stage.telegram.faults.add(Fault("flood", "sendMessage", retry_after=8))
    await ends(stage)
    await until(lambda: len(sends(stage)) == 1)
    began = time.monotonic()
    await stage.stop()
    assert time.monotonic() - began < 1
    assert states(stage) == ("planned", "planned")
    assert stage.rows("SELECT * FROM tally_asks WHERE asked > 0") == []
    await stage.start()
    await until(lambda: states(stage) == ("sent", "sent"))
    assert len(stage.questions()) == 1


@pytest.mark.parametrize("why", ["deactivated", "never seen"])
async def test_who_cannot_be_written_to_is_left_in_peace(stage: Stage, why: str) -> None:
    if why == "deactivated":
        await stage.starts()
        stage.telegram.deactivate(BOB)
    await stage.ended()
    assert states(stage) == ("failed", "unreachable")
    assert stage.rows("SELECT 1 FROM customers WHERE unreachable_at IS NOT NULL")
    reply = await stage.ended()
    assert reply["decisions"][0]["gate"] == "unreachable"
    assert (await stage.health())["due"]["total"] == 0
