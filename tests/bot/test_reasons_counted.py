"""Reasons are counted among those who were offered them; no score follows from who named one."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.words.catalogues import Words
from bot.words.voice import Voice
from metrics.measure import measure
from metrics.repeats import Repeats
from tests.bot.town import SETTINGS, Town, open_town

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


async def test_who_names_a_reason_again_and_again_is_one_person(town: Town) -> None:
    """The range is as wide as that of people who answer alike, not of as many answers."""
    named, other = range(1, 11), range(11, 41)
    for day in (1, 2, 3, 4):
        await town.again("care", [(who, 1) for who in named], days_ago=day, reason="speed")
        await town.again("care", [(who, 1) for who in other], days_ago=day)
    await town.again("care", [(who, 5) for who in range(1, 51)] * 2)  # offered none
    again = _ends(await town.text("/csat survey=care by reason"))
    filtered = _ends(await town.text("/csat survey=care reason=speed"))
    share = measure("thumbs", 2, {1: 120, 2: 40}, Repeats(240, 120, 60, 120))
    alone = measure("thumbs", 2, {1: 120, 2: 40})
    assert share is not None
    assert alone is not None
    ends = share.interval
    assert again == filtered == (round(100 * ends.low), round(100 * ends.high))
    assert share.interval.width > 1.9 * alone.interval.width


def _ends(text: str) -> tuple[int, ...]:
    found = re.search(r"<b>Speed</b>: 40 of 160 \(25 %; (\d+) % to (\d+) %\)", text)
    assert found is not None
    return tuple(map(int, found.groups()))


async def test_a_reason_of_few_people_has_no_share_however_often_they_answer(town: Town) -> None:
    await town.again("care", [(1, 1), (2, 1), (3, 1)] * 4, reason="speed")
    said = (await town.text("/csat survey=care reason=speed")).splitlines()[0]
    assert said.startswith("<b>Speed</b>: 12 of 12")
    assert "%" not in said


@pytest.mark.parametrize("by", ["agent", "day", "version", "weekday"])
async def test_a_part_of_those_who_named_a_reason_goes_by_people(town: Town, by: str) -> None:
    """Twelve answers of two people in one part have no share; of twelve people they have one."""
    await town.again("care", [(1, 1), (2, 1)] * 6, days_ago=1, reason="speed", agent="ann")
    same = 1 if by == "version" else 2
    if by != "version":
        await town.again("care", [(who, 1) for who in range(3, 15)], days_ago=same, agent="bob")
    text = await town.text(f"/csat survey=care reason=speed by {by}")
    rows = [row.removeprefix("<pre>") for row in text.splitlines()]
    (few,) = [row for row in rows if re.search(r" 12 12\b", row)]
    assert "%" not in few or by == "weekday"  # nobody keeps pairs by it: as in the whole
    if by != "version":
        assert any(re.search(r" 0 12 +0%", row) for row in rows)


async def say_again(town: Town, people: int, *, named: int, days_ago: int, **place: str) -> None:
    """Let people give the lowest score three times; so many of them name speed each time."""
    said = [(1_000 + person, 1) for person in range(people)]
    for _ in range(3):
        await town.again("care", said[:named], days_ago=days_ago, reason="speed", **place)
        await town.again("care", said[named:], days_ago=days_ago, **place)


async def test_whoever_names_a_reason_again_and_again_is_one_person(town: Town) -> None:
    """A hundred and twenty answers of forty people tell as much as forty."""
    await say_again(town, 40, named=16, days_ago=1, channel="chat")
    whole = await town.text("/csat survey=care by reason text")
    assert "<b>Speed</b>: 48 of 120 (40 %; 25 % to 57 %)" in whole  # 16 of 40
    for by in ("channel", "day"):
        rows = await town.text(f"/csat survey=care reason=speed by {by} text")
        assert re.search(r" 48 120\s+40% 25\.\.57", rows), rows


async def test_people_who_are_too_few_are_not_compared_by_their_many_answers(town: Town) -> None:
    await say_again(town, 20, named=2, days_ago=8)
    await say_again(town, 20, named=18, days_ago=1)
    text = await town.text("/csat survey=care by reason text")
    assert "clearly" not in text
    assert "54 of 60 (90 %" in text
