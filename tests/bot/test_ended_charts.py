"""The pictures of waits, retention, contacts, the index and benchmarks, read as data."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures.frame import WIDTH
from bot.pictures.page import Picture
from bot.reports.first_response.results import EDGES
from bot.reports.first_response.wait_scale import place_of
from tests.bot import chart_cases
from tests.bot.counter import Counter, open_counter

CAPTION = 1024


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    async with open_counter(tmp_path) as opened:
        yield opened


async def picture(counter: Counter, command: str) -> Picture:
    page = await counter.town.read(command)
    assert page.picture is not None
    assert len(page.picture.caption.encode("utf-16-le")) // 2 <= CAPTION
    return page.picture


def texts(found: Picture) -> list[str]:
    return chart_cases.texts(found.drawing)


def with_fact(found: Picture, name: str) -> list[Mapping[str, Any]]:
    return [mark for mark in chart_cases.rows(found.drawing) if name in mark]


@given(st.floats(0, 10**8), st.floats(0, 10**8))
def test_a_longer_wait_never_lies_to_the_left(one: float, other: float) -> None:
    shorter, longer = sorted((one, other))
    assert 0 <= place_of(shorter) <= place_of(longer) < WIDTH


def test_a_border_lies_between_two_columns() -> None:
    steps = [place_of(edge) for edge in EDGES]
    widths = {round(b - a, 1) for a, b in zip([0.0, *steps], steps, strict=False)}
    assert len(widths) == 1


async def test_every_reply_and_every_missing_one_is_in_a_column(counter: Counter) -> None:
    await counter.ended(0.5, 2, 2, 7, 20, 100, 600, 2000, 9000, None, None)
    found = await picture(counter, "/frt")
    columns = [mark["people"] for mark in with_fact(found, "people")]
    assert columns == [1, 2, 1, 1, 1, 1, 1, 1, 2]
    assert {mark["seconds"] for mark in with_fact(found, "seconds")} >= {20 * 60}
    assert {"no reply", "half within 20 min", "1 h", "1 d"} <= set(texts(found))


async def test_retention_bars_are_as_long_as_their_counts(counter: Counter) -> None:
    await counter.visited(*range(40), days_ago=40)
    await counter.visited(*range(10, 60), days_ago=5)
    found = await picture(counter, "/retention")
    bars = [(mark["people"], mark["x2"] - mark["x"]) for mark in with_fact(found, "people")]
    assert [people for people, _ in bars] == [30, 10, 20]
    assert len({round(length / people, 1) for people, length in bars}) == 1


async def test_a_day_without_orders_is_a_gap_in_the_line(counter: Counter) -> None:
    await counter.visited(*range(10), days_ago=4)
    await counter.ordered({6: 100, 5: 100, 4: 100, 2: 100, 1: 100})
    found = await picture(counter, "/contacts week")
    days = [mark for mark in with_fact(found, "contacts") if "run" in mark]
    assert sorted({mark["run"] for mark in days}) == [0, 1]
    assert {mark["contacts"] for mark in days} == {0, 10}
    assert {mark["rate"] for mark in days} == {0, 1000}


async def test_contacts_are_drawn_in_the_steps_that_were_asked_for(counter: Counter) -> None:
    await counter.visited(*range(10), days_ago=4)
    await counter.ordered(dict.fromkeys(range(1, 29), 100))
    found = await picture(counter, "/contacts month by week")
    table = (await counter.text("/contacts month by week")).split("<pre>")[1].split("</pre>")[0]
    points = {mark["x"] for mark in with_fact(found, "contacts") if "run" in mark}
    assert len(points) == len(table.splitlines()) - 1 == 5


async def test_contacts_by_channel_are_rows_with_their_ratios(counter: Counter) -> None:
    await counter.ended(*[1] * 10, channel="chat")
    await counter.ended(*[1] * 30, channel="phone")
    await counter.ordered({1: 1000})
    found = await picture(counter, "/contacts week by channel")
    assert {"chat", "phone", "100", "300", "contacts"} <= set(texts(found))
    assert [m["value"] for m in with_fact(found, "fill")] == [100, 300]


async def test_waits_by_channel_are_every_row_and_no_columns(counter: Counter) -> None:
    names = [f"c{number:02}" for number in range(20)]
    for name in names:
        await counter.ended(*[5] * 12, channel=name)
    await counter.ended(1, channel="rare")
    found = await picture(counter, "/frt week by channel")
    assert {*names, "rare"} <= set(texts(found))
    assert [mark["row"] for mark in with_fact(found, "row")] == [*names, "rare"]
    assert not with_fact(found, "people")
    beside = await picture(counter, "/frt week")
    assert sum(text in names for text in texts(beside)) == 5
    assert with_fact(beside, "people")


async def test_overall_rows_lie_on_their_own_scales(counter: Counter) -> None:
    await counter.town.answer("recommend", *[10] * 40, *[8] * 20)
    await counter.town.answer("care", *[5] * 30, *[1] * 30)
    found = await picture(counter, "/overall")
    dots = [mark for mark in with_fact(found, "value") if "fill" in mark]
    nps, csat, index = dots
    assert (nps["value"], csat["value"]) == (pytest.approx(200 / 3, abs=0.001), 0.5)
    assert nps["x"] == pytest.approx(WIDTH * (200 / 3 + 100) / 200, abs=0.01)
    assert csat["x"] == pytest.approx(WIDTH / 2)
    assert index["x"] == pytest.approx(WIDTH * index["value"] / 100, abs=0.01)


async def test_a_benchmark_shows_old_figures_hollow_and_named(counter: Counter) -> None:
    await counter.town.answer("care", *[5] * 60)
    found = await picture(counter, "/benchmark csat survey=care")
    assert any(text.startswith("IT services, Q1 2014 (old)") for text in texts(found))
    hollow = {mark["fill"] for mark in with_fact(found, "value") if mark["value"] == 94}
    assert hollow == {"#ffffff"}
    small_print = " ".join(texts(found))
    assert "Zendesk Benchmark" in small_print
    assert "ACSI" in small_print
    ticks = [mark["tick"] for mark in with_fact(found, "tick")]
    assert len(ticks) > 3  # both kinds have an axis
    assert "axis cut to" in small_print


@pytest.mark.parametrize("command", ["/frt", "/retention", "/contacts", "/overall", "/benchmark"])
async def test_whoever_asks_for_text_gets_no_picture(counter: Counter, command: str) -> None:
    await counter.ended(*range(1, 40))
    await counter.town.answer("recommend", *[10] * 40)
    await counter.ordered({1: 100})
    assert (await counter.town.read(f"{command} text")).picture is None
