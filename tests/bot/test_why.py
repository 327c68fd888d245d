"""/why: every gate's verdict on a person's last interactions, and the next possible date."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.commands.of_people.why_offline import why
from bot.errors import CannotRunError
from bot.gates.decide import GATES
from bot.words.catalogues import FALLBACK, Words
from tests.bot.stage import ADMIN, BOB, CHARLIE, STAFF, VIEWER, Stage, stage_of

DAY = timedelta(days=1)
TWO = """\
[cadence]
quiet_hours = { from = "00:00", to = "00:00" }
[surveys.recommend]
metric = "nps"
touchpoints = ["support"]
delay = "0s"
[surveys.after-chat]
metric = "csat"
touchpoints = ["support"]
delay = "0s"
"""
SECRET = """\
[cadence]
quiet_hours = { from = "00:00", to = "00:00" }
[surveys.pulse]
metric = "csat"
anonymous = true
delay = "0s"
"""


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot with two surveys on one touchpoint."""
    async with stage_of(tmp_path, TWO) as stage:
        yield stage


async def told(stage: Stage, customer: object = BOB, *, who: int = ADMIN) -> str:
    await stage.says(who, f"/why {customer}".strip(), chat_id=STAFF)
    return str(stage.from_bot(STAFF)[-1]["text"])


def block(text: str, named: str) -> list[str]:
    """The lines about one interaction."""
    return next(part.splitlines() for part in text.split("\n\n") if named in part.splitlines()[0])


async def test_every_verdict_in_order_what_became_of_it_and_the_next_date(two: Stage) -> None:
    await two.starts()
    await two.ended("T-1")
    await two.score(9)
    await two.pass_time(2 * DAY)
    skipped = await two.ended("T-2")
    text = await told(two)
    first, second = block(text, "T-1"), block(text, "T-2")
    assert text.splitlines()[0].startswith("Bob")
    assert text.index("T-2") < text.index("T-1")
    assert re.match(r"18 Nov 11:0\d support, T-2, anna$", second[0])
    assert re.match(r"recommend: asked 16 Nov 11:0\d, answered 16 Nov 11:0\d$", first[1])
    assert first[3].startswith("after-chat: not asked")
    assert first[5] == "✗ another survey was chosen (order)"
    assert re.match(r"✗ this survey's own pause \(clock\) until 14 Feb 2027 11:0\d$", second[3])
    verdicts = skipped["decisions"][0]["trace"]
    assert second[2].startswith("✓ has not said stop (opted_out), can be written to (unreachable),")
    assert re.findall(r"\((\w+)\)", second[2]) == [e["gate"] for e in verdicts if e["passed"]]
    assert "9" not in re.sub(r"\d\d:\d\d", "", "".join(first[1:]))
    ahead = text.split("Next possible date\n")[1].splitlines()
    assert re.match(
        r"recommend: 14 Feb 2027 11:0\d; until then: this survey's own pause \(clock\)$", ahead[0]
    )
    assert re.match(
        r"after-chat: 23 Nov 11:0\d; until then: another survey asked not long ago \(gap\)$",
        ahead[1],
    )


async def test_the_next_date_is_kept(two: Stage) -> None:
    """An interaction that ends at the date is asked about, and one just before is not."""
    await two.starts()
    await two.ended()
    ahead = (await told(two)).split("Next possible date\n")[1].splitlines()
    assert ahead[1].startswith("after-chat: 23 Nov 11:0")
    await two.pass_time(7 * DAY - timedelta(minutes=10))
    assert (await two.ended())["decisions"][1]["gate"] == "gap"
    await two.pass_time(timedelta(minutes=10))
    assert (await two.ended())["decisions"][1]["decision"] == "ask"


async def test_gates_that_only_the_person_can_open_have_no_date(two: Stage) -> None:
    await two.starts()
    await two.says(BOB, "/stop")
    await two.ended("T-1")
    text = await told(two)
    assert block(text, "T-1")[2] == "✗ said never again (opted_out)"
    assert "recommend: no date; said never again (opted_out)" in text


async def test_the_last_five_interactions_on_one_telephone_screen(two: Stage) -> None:
    await two.starts()
    for number in range(7):
        await two.ended(f"N-{number}-end")
    text = await told(two)
    assert [n for n in range(7) if f"N-{n}-end" in text] == [2, 3, 4, 5, 6]
    assert len(text.encode("utf-16-le")) / 2 < 4096


async def test_a_person_is_found_by_any_of_their_names(two: Stage) -> None:
    two.telegram.create_user("Bob", user_id=BOB, username="bob_b", language_code="en")
    await two.says(BOB, "/start")
    await two.ended("T-1", customer={"telegram_id": BOB, "id": "C-7"})
    for named in (BOB, "@bob_b", "@BOB_B", "C-7", "helpdesk:C-7", f"telegram:{BOB}"):
        assert "T-1" in await told(two, named), named


async def test_several_people_of_one_name_are_told_apart(two: Stage) -> None:
    """A number may be a Telegram id of one person and a number of the help desk for another."""
    await two.starts()
    await two.ended("T-1", customer={"telegram_id": CHARLIE, "id": str(BOB)})
    assert await told(two) == (
        f'Several people are called "{BOB}": telegram:{CHARLIE}, telegram:{BOB}.'
        f" For example: /why telegram:{CHARLIE}"
    )
    assert "T-1" in await told(two, f"helpdesk:{BOB}")
    assert "No interaction" in await told(two, f"telegram:{BOB}")


@pytest.mark.parametrize("named", ["nobody", "@nobody", "9" * 40, "a:b", "<b>"])
async def test_an_unknown_person_gets_one_clear_sentence(stage: Stage, named: str) -> None:
    assert await told(stage, named) == (
        f'I know nobody called "{named}": write a Telegram id, an @name, or what your system'
        " calls them. For example: /why 42"
    )


async def test_no_name_asks_for_one(stage: Stage) -> None:
    assert (await told(stage, "")).startswith("Which customer? ")


async def test_it_is_for_agents(two: Stage) -> None:
    await two.starts()
    assert (await told(two, who=VIEWER)).startswith('This needs the role "agent"')


async def test_an_anonymous_survey_tells_nothing_about_the_answer(tmp_path: Path) -> None:
    """Whoever answered and whoever did not look alike, also in the next date."""
    async with stage_of(tmp_path, SECRET) as stage:
        await stage.starts()
        await stage.starts(CHARLIE, name="Bob")
        for user in (BOB, CHARLIE):
            await stage.ended(f"T-{user}", customer={"telegram_id": user})
        await stage.score(2)
        await stage.pass_time(2 * DAY)
        for user in (BOB, CHARLIE):
            await stage.ended(f"U-{user}", customer={"telegram_id": user})
        one, other = [(await told(stage, user)).replace(str(user), "") for user in (BOB, CHARLIE)]
    assert one == other
    assert "it is anonymous, so what came of it is not shown" in one
    assert "pulse: 23 Nov 11:0" in one, "its clock runs from the asking"


async def test_the_reply_about_a_skip_carries_the_trace(two: Stage) -> None:
    """The same verdicts as are kept, in the order of the gates; the last one said no."""
    await two.starts()
    await two.ended("T-1")
    reply = await two.ended("T-2")
    assert await two.ended("T-2") == reply
    for decision in reply["decisions"]:
        assert list(decision) == ["survey", "decision", "gate", "until", "trace"]
        names = [each["gate"] for each in decision["trace"]]
        assert names == sorted(names, key=GATES.index)
        assert [each["passed"] for each in decision["trace"]] == [True] * (len(names) - 1) + [False]
        last: dict[str, Any] = decision["trace"][-1]
        assert (last["gate"], last["until"]) == (decision["gate"], decision["until"])


async def test_the_program_says_the_same_while_the_bot_runs(two: Stage) -> None:
    await two.starts()
    await two.ended("T-1")
    await two.ended("T-2")
    now = two.clock()
    said = await why(two.config, str(BOB), now=now)
    assert said == await told(two)
    with pytest.raises(CannotRunError, match=r'I know nobody called "x".*afterword why 42'):
        await asyncio.wait_for(why(two.config, "x", now=now), 5)


def test_every_gate_has_words() -> None:
    words = Words.load()
    assert [gate for gate in GATES if not words.has(FALLBACK, f"staff.gate.{gate}")] == []
