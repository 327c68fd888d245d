"""/skip: staff spare somebody one ask, and how often is counted per agent."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.bot.stage import ADMIN, BOB, STAFF, VIEWER, Stage, stage_of

AN_HOUR = timedelta(hours=1)
SLOW = """\
[cadence]
quiet_hours = { from = "00:00", to = "00:00" }
[surveys.after-chat]
metric = "csat"
delay = "10m"
"""
DONE = "Bob is not asked this time: after-chat. Counted as skipped by staff in /responses by agent."


@pytest.fixture
async def slow(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot that waits ten minutes before it asks."""
    async with stage_of(tmp_path, SLOW) as stage:
        yield stage


async def says(stage: Stage, text: str, *, who: int = ADMIN) -> str:
    await stage.says(who, text, chat_id=STAFF)
    return str(stage.from_bot(STAFF)[-1]["text"])


async def test_a_planned_ask_is_taken_back_and_noted(slow: Stage) -> None:
    await slow.starts()
    await slow.ended("T-1")
    assert await says(slow, "/skip 42") == DONE
    await slow.pass_time(AN_HOUR)
    assert slow.questions() == []
    [row] = slow.rows("SELECT id, state, gate FROM invitations")
    assert (row["state"], row["gate"]) == ("skipped", "staff")
    assert slow.rows("SELECT state, counted_at FROM deliveries") == [
        {"state": "withdrawn", "counted_at": None}
    ]
    [line] = slow.rows("SELECT actor, action, detail FROM audit")
    assert (line["actor"], line["action"]) == (f"telegram:{ADMIN}", "skip")
    assert json.loads(line["detail"])["invitation"] == row["id"]
    assert "✗ a colleague or a tag said no (staff)" in await says(slow, "/why 42")


async def test_it_spares_one_ask_and_not_the_next(slow: Stage) -> None:
    await slow.starts()
    await slow.ended()
    await says(slow, "/skip 42")
    assert (await slow.ended())["decisions"][0]["decision"] == "ask"


async def test_what_has_been_seen_stays(stage: Stage) -> None:
    """A question in the chat is not taken back: an unhappy answer could be on its way."""
    await stage.starts()
    await stage.ended()
    assert (await says(stage, "/skip 42")).startswith("Nothing is planned for Bob")
    await stage.does("later")
    assert (await says(stage, "/skip 42")).startswith("Nothing is planned for Bob")
    assert stage.rows("SELECT * FROM audit") == []


async def test_a_link_that_was_not_opened_is_taken_back(slow: Stage) -> None:
    await slow.ended(customer={"id": "C-7", "name": "Bob"})
    assert await says(slow, "/skip C-7") == DONE


async def test_it_is_for_agents(slow: Stage) -> None:
    await slow.starts()
    await slow.ended()
    assert (await says(slow, "/skip 42", who=VIEWER)).startswith('This needs the role "agent"')
    assert slow.rows("SELECT state FROM invitations") == [{"state": "planned"}]


async def test_coverage_shows_whose_asks_were_skipped(slow: Stage) -> None:
    """Six asks, two of anna's skipped: four of six are covered, and ben's are whole."""
    for number in range(9):
        user = 1000 + number
        await slow.starts(user, name=f"Customer {number}")
        agent = "anna" if number < 6 else "ben"
        await slow.ended(customer={"telegram_id": user}, agent=agent)
    for user in (1000, 1001):
        await says(slow, f"/skip {user}")
    await slow.pass_time(AN_HOUR)
    table = (await says(slow, "/responses today by agent")).split("Coverage: ")[1].splitlines()
    assert table[1].split() == ["agent", "asks", "skipped", "cover"]
    assert table[2].split() == ["anna", "4", "2", "67", "%"]
    assert table[3].split() == ["ben", "3", "0"]
    only = await says(slow, "/responses today agent=anna by agent")
    assert only.split("Coverage: ")[1].splitlines()[2].split() == ["anna", "4", "2", "67", "%"]


async def test_where_nothing_was_skipped_coverage_is_whole(stage: Stage) -> None:
    await stage.starts()
    await stage.ended()
    assert "Staff skipped no ask: coverage 100 %." in await says(stage, "/responses by agent")
    assert "overage" not in await says(stage, "/responses by channel")


async def test_an_agent_whose_asks_were_all_skipped_is_shown(slow: Stage) -> None:
    await slow.starts()
    await slow.ended(agent="zoe")
    await says(slow, f"/skip {BOB}")
    assert "zoe" in await says(slow, "/responses today by agent")
