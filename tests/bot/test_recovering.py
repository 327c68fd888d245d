"""Whose case was closed is asked once whether it is settled; and how that is told."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.bot import stage as stages
from tests.bot.stage import BOB, CHARLIE, STAFF, VIEWER, Stage, stage_of
from tests.bot.test_cases import AGENTS, ANN, alert, press, staffed, unhappy

DAY = timedelta(days=1)
SETTINGS = (
    stages.USUAL.replace("[cadence]", '[cadence]\nfloor = "0s"\ngap = "0s"')
    + '[surveys.settled]\nmetric = "recovery"\n'
)
ASKED = "SELECT state, gate FROM invitations WHERE survey = 'settled'"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Stage]:
    """Bob was unhappy with the speed; Ann is an agent."""
    async with stage_of(tmp_path, base=AGENTS, settings=SETTINGS) as stage:
        await staffed(stage)
        await unhappy(stage)
        await stage.taps(BOB, stage.button(BOB, "speed"), message=stage.question(BOB)["message_id"])
        yield stage


async def close(stage: Stage, label: str = "Close") -> None:
    await press(stage, ANN, label, alert(stage))


def last_question(stage: Stage) -> str:
    return str(stage.questions(BOB)[-1]["text"])


async def test_who_was_unhappy_is_asked_days_after_the_case_was_closed(office: Stage) -> None:
    await office.pass_time(4 * DAY)
    assert office.rows(ASKED) == []  # it is open still
    await close(office)
    await office.pass_time(2 * DAY)
    assert office.rows(ASKED) == []
    await office.pass_time(DAY + timedelta(minutes=2))
    await office.until(lambda: "Is it settled for you?" in last_question(office))
    data = office.questions(BOB)[-1]["reply_markup"]["inline_keyboard"][0]
    settled = next(each["callback_data"] for each in data if "👍" in each["text"])
    await office.taps(BOB, settled, message=office.questions(BOB)[-1]["message_id"])
    [row] = office.rows("SELECT score, reason, agent FROM answers WHERE survey = 'settled'")
    assert (row["score"], row["reason"]) == (2, "speed")
    await office.pass_time(30 * DAY)
    assert len(office.rows(ASKED)) == 1
    await office.says(VIEWER, "/recovery 90d text", chat_id=STAFF)
    assert "1" in office.texts(STAFF)[-1]
    await office.says(VIEWER, "/recovery 90d by reason text", chat_id=STAFF)
    assert "Speed" in office.texts(STAFF)[-1]
    assert await office.differences() == []


async def test_a_case_that_is_open_again_is_not_asked_about(office: Stage) -> None:
    await close(office)
    await office.pass_time(2 * DAY)
    await close(office, "Open again")
    await office.pass_time(10 * DAY)
    assert office.rows(ASKED) == []
    await close(office)
    await office.pass_time(3 * DAY + timedelta(minutes=2))
    await office.until(lambda: len(office.rows(ASKED)) == 1)


async def test_it_passes_every_gate_and_is_decided_once(office: Stage) -> None:
    await close(office)
    await office.says(BOB, "/stop")
    await office.pass_time(3 * DAY + timedelta(minutes=2))
    await office.until(lambda: office.rows(ASKED))
    assert office.rows(ASKED) == [{"state": "skipped", "gate": "opted_out"}]
    await office.says(BOB, "/start")
    await office.pass_time(5 * DAY)
    assert len(office.rows(ASKED)) == 1


async def test_no_interaction_leads_to_it_and_no_old_case(office: Stage) -> None:
    await office.starts(CHARLIE, name="Charlie")
    reply = await office.ended(customer={"telegram_id": CHARLIE})
    assert "settled" not in {each["survey"] for each in reply["decisions"]}
    await close(office)
    await office.stop()
    office.clock.advance(60 * DAY)
    office.telegram.advance((60 * DAY).total_seconds())
    await office.start()
    await office.pass_time(timedelta(minutes=2))
    assert office.rows(ASKED) == []
