"""Nobody is woken: quiet hours are the customer's own where their zone is known."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.bot.stage import BOB, START, Stage, stage_of

NIGHTS = """\
[cadence]
quiet_hours = { from = "21:00", to = "09:00" }
[surveys.after-chat]
metric = "csat"
delay = "0s"
"""


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot in Berlin that leaves people alone at night; it is eleven in the morning there."""
    async with stage_of(tmp_path, NIGHTS) as stage:
        yield stage


async def test_a_customer_far_away_is_asked_in_their_own_morning(stage: Stage) -> None:
    """Five in the morning in New York is night, whatever the time is in Berlin."""
    await stage.starts()
    customer = {"telegram_id": BOB, "timezone": "America/New_York"}
    reply = await stage.ended(customer=customer)
    nine = START.replace(hour=14, minute=0, second=0)
    assert reply["decisions"][0]["at"] == nine.isoformat().replace("+00:00", "Z")
    assert stage.questions() == []
    await stage.pass_time(timedelta(hours=4, minutes=1))
    assert len(stage.questions()) == 1


async def test_the_zone_is_remembered(stage: Stage) -> None:
    """A later interaction need not tell it again."""
    await stage.starts()
    await stage.ended(customer={"telegram_id": BOB, "timezone": "America/New_York"})
    assert stage.rows("SELECT timezone FROM customers WHERE telegram_id = ?", BOB) == [
        {"timezone": "America/New_York"}
    ]
    reply = await stage.ended()
    assert reply["decisions"][0]["decision"] == "skip"


async def test_a_customer_nearby_is_asked_at_once(stage: Stage) -> None:
    """Without a zone of their own, the business's counts."""
    await stage.starts()
    await stage.ended()
    assert len(stage.questions()) == 1


async def test_an_unknown_zone_is_refused(stage: Stage) -> None:
    """The reply names the field."""
    body = {
        "id": "T-9",
        "touchpoint": "support",
        "closed_at": stage.clock().isoformat(),
        "customer": {"telegram_id": BOB, "timezone": "Europe/Belin"},
    }
    status, document = await stage.post("/v1/interactions", body)
    assert (status, document["errors"][0]["field"]) == (422, "customer.timezone")
