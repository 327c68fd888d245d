"""A customer who cannot be written to yet: the link, who may open it, and what it leads to."""

from datetime import timedelta
from typing import Any

import pytest

from playground.faults import Fault
from tests.bot.stage import ADMIN, BOB, CHARLIE, STAFF, Stage

DAY = timedelta(days=1)
COMING = "Here comes your question about support on 16 Nov."


async def invited(stage: Stage, ref: str = "C-7", **fields: Any) -> str:
    """Let the help desk tell of a customer whom it knows by its own id; gives the payload."""
    reply = await stage.ended(customer={"id": ref}, **fields)
    [decision] = reply["decisions"]
    assert decision["decision"] == "invite", decision
    address, _, payload = decision["link"].partition("?start=")
    assert address == f"https://t.me/{stage.telegram.bot.username}"
    return str(payload)


async def opens(stage: Stage, payload: str, user: int = BOB) -> str:
    """Let somebody press Start on a link; gives what they read first."""
    seen = len(stage.texts(user))
    await stage.says(user, f"/start {payload}")
    return stage.texts(user)[seen]


async def test_a_link_leads_to_the_question(stage: Stage) -> None:
    """It counts as an ask once it is opened, and not before."""
    stage.join(BOB)
    payload = await invited(stage)
    assert stage.rows("SELECT asked_at FROM invitations") == [{"asked_at": None}]
    assert await opens(stage, payload) == COMING
    assert len(stage.questions()) == 1
    assert await stage.score(4) == "Kept: 🙂 4"
    [row] = stage.rows("SELECT telegram_id FROM customers WHERE telegram_id IS NOT NULL")
    assert row == {"telegram_id": BOB}


async def test_the_same_person_again_sees_how_it_stands(stage: Stage) -> None:
    """Waiting, then answered: never a second question."""
    stage.join(BOB)
    payload = await invited(stage)
    await opens(stage, payload)
    assert "waiting for a tap" in await opens(stage, payload)
    await stage.score(4)
    assert "answered this question already" in await opens(stage, payload)
    assert len(stage.questions()) == 1


async def test_a_link_belongs_to_who_opened_it_first(stage: Stage) -> None:
    """Anyone else is refused, and learns nothing."""
    stage.join(BOB)
    stage.join(CHARLIE, name="Charlie")
    payload = await invited(stage)
    await opens(stage, payload)
    assert "made for somebody else" in await opens(stage, payload, CHARLIE)
    assert stage.questions(CHARLIE) == []


async def test_a_tampered_link_is_refused(stage: Stage) -> None:
    """One character is enough."""
    stage.join(BOB)
    payload = await invited(stage)
    for wrong in (payload[:-1] + ("A" if payload[-1] != "A" else "B"), payload[:16], "x" * 64):
        assert await opens(stage, wrong) == "This link is not valid. Nothing is wrong on your side."
    assert stage.questions() == []


async def test_a_link_does_not_override_a_stop(stage: Stage) -> None:
    """It offers to resume; resumed, the same link asks."""
    await stage.starts()
    await stage.says(BOB, "/stop")
    payload = await invited(stage)
    assert "Would you like to be asked again?" in await opens(stage, payload)
    assert stage.questions() == []
    offer = stage.from_bot()[-1]
    assert await stage.taps(BOB, "u:resume:", message=offer["message_id"]) is not None
    assert await opens(stage, payload) == COMING
    assert len(stage.questions()) == 1


async def test_a_link_may_be_opened_days_later(stage: Stage) -> None:
    """`drop_after` is about asking unbidden; who opens a link comes by themselves."""
    stage.join(BOB)
    payload = await invited(stage)
    await stage.pass_time(10 * DAY)
    assert await opens(stage, payload) == COMING
    assert len(stage.questions()) == 1


async def test_a_link_expires(stage: Stage) -> None:
    """After the survey's time it is closed."""
    stage.join(BOB)
    payload = await invited(stage)
    await stage.pass_time(14 * DAY)
    assert "closed by now" in await opens(stage, payload)
    assert stage.questions() == []


async def test_a_link_asks_nobody_who_was_just_asked(stage: Stage) -> None:
    """The gates decide again when the link is opened, and every skip is kept with its gate."""
    await stage.starts()
    payload = await invited(stage)
    await stage.ended()
    assert "asked recently" in await opens(stage, payload)
    rows = stage.rows("SELECT state, gate FROM invitations WHERE state = 'skipped'")
    assert rows == [{"state": "skipped", "gate": "floor"}]
    assert len(stage.questions()) == 1


async def test_a_reopened_interaction_takes_its_link_back(stage: Stage) -> None:
    """The link is closed when the talk goes on."""
    stage.join(BOB)
    payload = await invited(stage, identity="T-9")
    _, reply = await stage.post("/v1/interactions/T-9/reopened")
    assert reply["withdrawn"] == ["after-chat"]
    assert "closed by now" in await opens(stage, payload)


async def test_a_post_with_both_ids_joins_them(stage: Stage) -> None:
    """What was known under the one is known under the other."""
    await stage.starts()
    await invited(stage)
    await stage.ended(customer={"telegram_id": BOB, "id": "C-7"})
    assert len(stage.rows("SELECT id FROM customers")) == 1
    reply = await stage.ended(customer={"id": "C-7"})
    assert reply["decisions"][0]["gate"] == "floor"


@pytest.mark.parametrize("payload", ["", "' OR 1=1--", "😀", "a" * 5])
async def test_any_other_start_is_a_friendly_word(stage: Stage, payload: str) -> None:
    """Exactly one message, whatever stands behind the command."""
    stage.join(BOB)
    await stage.says(BOB, f"/start {payload}".strip())
    assert len(stage.from_bot()) == 1


async def test_who_never_pressed_start_is_tried_and_has_a_link(stage: Stage) -> None:
    """Telegram refuses to begin a talk; the link in the reply still leads to the one question."""
    stage.join(BOB)
    [decision] = (await stage.ended())["decisions"]
    assert decision["decision"] == "ask"
    assert stage.rows("SELECT state FROM invitations") == [{"state": "unreachable"}]
    payload = decision["link"].partition("?start=")[2]
    assert await opens(stage, payload) == COMING
    assert len(stage.questions()) == 1
    assert await stage.score(4) == "Kept: 🙂 4"
    assert "answered this question already" in await opens(stage, payload)
    [counts] = stage.rows(
        "SELECT asked, delivered, answered, unreachable FROM tally_asks WHERE dimension = 'total'"
    )
    assert counts == {"asked": 1, "delivered": 1, "answered": 1, "unreachable": 0}


async def test_who_has_pressed_start_needs_no_link(stage: Stage) -> None:
    """The reply is as short as it can be."""
    await stage.starts()
    [decision] = (await stage.ended())["decisions"]
    assert sorted(decision) == ["at", "decision", "survey"]


async def test_a_refused_question_can_be_opened_as_often_as_it_is_refused(stage: Stage) -> None:
    """Telegram refuses the greeting and the question; the next try finds its way."""
    stage.join(BOB)
    payload = await invited(stage)
    stage.telegram.faults.add(Fault("error", method="sendMessage", times=2, status=403))
    await stage.says(BOB, f"/start {payload}")
    assert stage.rows("SELECT state FROM invitations") == [{"state": "unreachable"}]
    seen = len(stage.texts(BOB))
    await opens(stage, payload)
    assert COMING in stage.texts(BOB)[seen:]
    assert len(stage.questions()) == 1


@pytest.mark.parametrize("sign", ["words", "a command", "a press", "an edit"])
async def test_whoever_is_heard_from_can_be_written_to(stage: Stage, sign: str) -> None:
    """A refused reply makes anybody unreachable, and any sign of life takes that back."""
    await stage.starts()
    await stage.ended()
    written = await stage.says(BOB, "hello")
    stage.telegram.faults.add(Fault("error", method="sendMessage", status=403))
    await stage.says(BOB, "/help")
    assert await is_lost(stage)
    match sign:
        case "words":
            await stage.says(BOB, "again")
        case "a command":
            await stage.says(BOB, "/mydata")
        case "a press":
            await stage.score(4)
        case _:
            await stage.edits(BOB, written["message_id"], "hello there")
    assert not await is_lost(stage)


async def is_lost(stage: Stage) -> bool:
    """Tell whether Bob cannot be written to, for all the bot knows."""
    (bob,) = stage.rows("SELECT unreachable_at FROM customers WHERE telegram_id = ?", BOB)
    return bob["unreachable_at"] is not None


async def test_what_is_written_in_a_group_does_not_tell_that_a_person_can_be_written_to(
    stage: Stage,
) -> None:
    await stage.says(ADMIN, "/start")
    await stage.blocks(ADMIN)
    await stage.says(ADMIN, "/nps", chat_id=STAFF)
    (admin,) = stage.rows("SELECT unreachable_at FROM customers WHERE telegram_id = ?", ADMIN)
    assert admin["unreachable_at"] is not None
