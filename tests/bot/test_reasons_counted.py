"""Reasons are counted among those who were offered them; no score follows from who named one."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.words.catalogues import Words
from bot.words.voice import Voice
from storage import asks
from storage.transaction import Transaction
from tests.bot.town import NOW, SETTINGS, ZONE, Town, open_town

WORDS = Words.load()
OFFERED = """
[[surveys.care.follow_up]]
scores = [1, 2]
reasons = ["speed", "manner"]
[[surveys.care.follow_up]]
scores = [3, 3]
reasons = ["speed"]
"""


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    settings = SETTINGS.replace(
        '[surveys.care]\nmetric = "csat"\n', f'[surveys.care]\nmetric = "csat"\n{OFFERED}'
    )
    async with open_town(tmp_path, settings) as found:
        yield found


async def test_a_reason_is_counted_among_those_who_were_offered_it(town: Town) -> None:
    await town.answer("care", *[5] * 70)
    await town.answer("care", *[1] * 12, reason="speed")
    await town.answer("care", *[2] * 6, reason="manner")
    await town.answer("care", *[3] * 8, reason="speed")
    await town.answer("care", *[1] * 4)
    lines = (await town.text("/csat survey=care by reason")).splitlines()
    assert lines[0].startswith("CSAT")
    said = [line for line in lines if line.startswith("<b>")]
    assert said[0].startswith("<b>Speed</b>: 20 of 30 (67 %; ")
    assert said[0].endswith("without these answers CSAT would be 88 %")  # 70 of 80
    assert said[1].startswith("<b>Manner</b>: 6 of 22 (27 %, anywhere from ")
    assert said[1].endswith("without these answers CSAT would be 74 %")  # 70 of 94


async def again(
    town: Town, people: int, times: int, *, named: int, days_ago: int, **at: str
) -> None:
    """Let people give the lowest score several times; so many of them name speed each time."""
    moment = NOW - timedelta(days=days_ago)

    async def unit(tx: Transaction) -> None:
        for person in range(people):
            reason = "speed" if person < named else None
            for _ in range(times):
                asked = await town._asked(tx, "care", moment, at, 1_000 + person)
                asked = await asks.answer(tx, asked, at=moment, zone=ZONE)
                await town._say(tx, asked, 1, at=moment, reason=reason, comment=None)

    await town.services.database.write(unit)


async def test_whoever_names_a_reason_again_and_again_is_one_person(town: Town) -> None:
    """A hundred and twenty answers of forty people tell as much as forty."""
    await again(town, 40, 3, named=16, days_ago=1, channel="chat")
    whole = await town.text("/csat survey=care by reason text")
    assert "<b>Speed</b>: 48 of 120 (40 %; 25 % to 57 %)" in whole  # 16 of 40
    for by in ("channel", "day"):
        rows = await town.text(f"/csat survey=care reason=speed by {by} text")
        assert re.search(r" 48 120\s+40% 25\.\.57", rows), rows


async def test_people_who_are_too_few_are_not_compared_by_their_many_answers(town: Town) -> None:
    await again(town, 20, 3, named=2, days_ago=8)
    await again(town, 20, 3, named=18, days_ago=1)
    text = await town.text("/csat survey=care by reason text")
    assert "clearly" not in text
    assert "54 of 60 (90 %" in text


async def test_a_reason_is_compared_with_the_period_before(town: Town) -> None:
    await town.answer("care", *[1] * 40, reason="speed")
    await town.answer("care", *[1] * 20)
    await town.answer("care", *[1] * 10, reason="speed", days_ago=8)
    await town.answer("care", *[1] * 50, days_ago=8)
    text = await town.text("/csat survey=care by reason")
    assert re.search(
        r"<b>Speed</b>: 40 of 60 \(67 %; \d+ % to \d+ %\), "
        r"clearly up by \d+ to \d+ points \(before 17 %\)",
        text,
    )
    assert "Compared with: Previous 7 days." in text


async def test_a_filter_on_a_reason_shows_counts_and_no_score(town: Town) -> None:
    await town.answer("care", *[5] * 70)
    await town.answer("care", *[1] * 12, reason="speed", agent="anna")
    await town.answer("care", *[1] * 28, agent="ben")
    page = await town.read("/csat survey=care reason=speed")
    text = await town.text("/csat survey=care reason=speed")
    assert text.startswith("<b>Speed</b>: 12 of 40 (30 %; ")
    assert "CSAT" not in text
    assert "satisfied" not in text
    assert page is not None
    by_agent = await town.text("/csat survey=care reason=speed by agent")
    assert "anna  12 12  100% " in by_agent
    assert "ben    0 28    0% " in by_agent
    assert "CSAT" not in by_agent


async def test_a_reason_of_few_is_counted_and_no_share(town: Town) -> None:
    await town.answer("care", *[1] * 3, reason="speed")
    text = await town.text("/csat survey=care reason=speed")
    assert text.startswith("<b>Speed</b>: 3 of 3")
    assert "%" not in text.splitlines()[0]


async def test_a_reason_that_is_no_longer_offered_is_counted_where_it_was(town: Town) -> None:
    await town.answer("care", *[2] * 6, reason="price")
    await town.answer("care", *[2] * 6)
    await town.answer("care", *[1] * 6)
    assert "Price</b>: 6 of 12 " in await town.text("/csat survey=care by reason")


@pytest.mark.parametrize("language", ["en", "ru", "zh_Hans"])
@pytest.mark.parametrize("asked", ["by reason", "reason=speed", "reason=speed by day"])
async def test_reasons_are_drawn(town: Town, language: str, asked: str) -> None:
    await town.answer("care", *[1] * 12, reason="speed")
    await town.answer("care", *[1] * 28, reason="manner")
    page = await town.read(f"/csat survey=care {asked}", Voice(WORDS, language))
    assert page.picture is not None
