"""A case is given to a colleague, or turns out to be none; what there was before is a button."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.stage import BOB, STAFF, VIEWER, Stage, stage_of
from tests.bot.test_cases import AGENTS, ANN, BEN, alert, labels, press, says, staffed, unhappy


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Stage]:
    """Bob is unhappy; Ann and Ben are agents."""
    async with stage_of(tmp_path, base=AGENTS) as stage:
        await staffed(stage)
        await unhappy(stage)
        yield stage


@pytest.mark.parametrize("line", [f"give {BEN} please call", f"передать {BEN} please call"])
async def test_a_case_is_given_to_a_colleague(office: Stage, line: str) -> None:
    await says(office, "/case", BEN)
    await says(office, "/case 1 note hm", BEN)
    assert "Ben has it" in await says(office, f"/case 1 {line}")
    assert "🟡 Case #1: Ben has it" in alert(office)["text"]
    assert "Ann handed it on: Ben: please call" in await says(office, "/case 1")
    assert (await says(office, "/case 1 give 903")).startswith("Ben has case #1 since")
    assert (
        "Ann has it" in await says(office, "/case 1 give ann", BEN)
        or "Ann" in alert(office)["text"]
    )


async def test_it_is_given_to_nobody_who_may_not_work_on_it(office: Stage) -> None:
    for whom in (str(VIEWER), "@nobody"):
        said = await says(office, f"/case 1 give {whom}")
        assert "is not one colleague" in said
        assert f"/case 1 give {ANN}" in said
    assert "⚪" in alert(office)["text"]


async def test_what_is_no_case_is_closed_as_such_with_a_reason(office: Stage) -> None:
    await press(office, ANN, "Not a case", alert(office))
    asked = office.from_bot(STAFF)[-1]
    assert labels(asked)[0] == "pressed by mistake"
    assert "⚪" in alert(office)["text"]
    await press(office, ANN, "pressed by mistake", asked)
    assert "➖ Case #1: not a case (Ann, " in alert(office)["text"]
    assert "📝 Ann: pressed by mistake" in alert(office)["text"]
    assert (await press(office, BEN, "spam or a test", asked) or "").startswith(
        "Case #1 was closed"
    )


@pytest.mark.parametrize("line", ["no a test of ours", "нет a test of ours", "不算 a test of ours"])
async def test_typed_it_takes_any_reason_and_asks_for_one(office: Stage, line: str) -> None:
    assert (await says(office, "/case 1 no")).startswith("Why is #1 not a case?")
    assert "Ann: not a case: a test of ours" in await says(office, f"/case 1 {line}")
    assert office.rows("SELECT state FROM cases") == [{"state": "closed"}]


async def test_history_shows_what_there_was_and_is_noted(office: Stage) -> None:
    await office.says(BOB, "so slow", reply_to=office.question()["message_id"])
    await press(office, ANN, "History", alert(office))
    shown = office.texts(STAFF)[-1]
    assert shown.startswith("History of the customer of case #1\n16 Nov 11:00, support, anna")
    assert "after-chat 1/5, case #1 open" in shown
    assert "so slow" in shown
    noted = office.rows("SELECT actor FROM audit WHERE action = 'look history'")
    assert noted == [{"actor": f"telegram:{ANN}"}]
    assert (await press(office, VIEWER, "History", alert(office)) or "").startswith("This needs")
