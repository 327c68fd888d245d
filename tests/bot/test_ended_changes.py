"""A change that the words claim is drawn: now beside then, and the verdict large and dark."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.pictures.frame import BAD, INK, LARGE
from bot.pictures.page import Picture
from tests.bot import chart_cases
from tests.bot.counter import Counter, open_counter


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    async with open_counter(tmp_path) as opened:
        yield opened


async def picture(counter: Counter, command: str) -> Picture:
    page = await counter.town.read(command)
    assert page.picture is not None
    return page.picture


def drawn(found: Picture, names: int) -> list[float]:
    """Read the values of the rows whose names are periods."""
    rows = [row for row in chart_cases.rows(found.drawing) if "name" in row and "value" in row]
    named = [row for row in rows if "2026" in str(row["name"])]
    assert len(named) == names
    return [float(row["value"]) for row in named]


def loud(found: Picture) -> dict[str, str]:
    """Read what stands in large bold letters, but for the figure itself."""
    rows = chart_cases.rows(found.drawing)
    return {row["text"]: row["color"] for row in rows if row.get("bold") and row["size"] == LARGE}


async def test_retention_is_drawn_beside_the_window_before(counter: Counter) -> None:
    await counter.visited(*range(100), days_ago=70)
    await counter.visited(*range(90), *range(200, 300), days_ago=40)
    await counter.visited(*range(20), days_ago=5)
    found = await picture(counter, "/retention")
    assert drawn(found, 2) == [pytest.approx(20 / 190, abs=1e-3), 0.9]
    assert loud(found) == {"▼": BAD, "Clearly down": INK}
    assert found.caption.splitlines()[0].startswith("<b>Retention</b> 11 % (7 % to 16 %), clearly")


async def test_contacts_are_drawn_beside_the_period_before(counter: Counter) -> None:
    await counter.visited(*range(100), days_ago=4)
    await counter.visited(*range(40), days_ago=11)
    await counter.ordered({4: 1000, 11: 1000})
    found = await picture(counter, "/contacts week")
    assert drawn(found, 2) == [1000, 400]
    assert loud(found) == {"▲": BAD, "Clearly up": INK}  # more contacts are no good news
    assert "clearly up" in found.caption.splitlines()[0]


async def test_first_replies_are_drawn_beside_those_before(counter: Counter) -> None:
    await counter.ended(*[30] * 40)
    await counter.ended(*[5] * 40, days_ago=9)
    found = await picture(counter, "/frt week")
    now, then = drawn(found, 2)
    assert now > then
    assert loud(found) == {"▲": BAD, "Clearly slower": INK}
    assert "clearly slower" in found.caption.splitlines()[0]


async def test_a_caption_does_not_repeat_the_rows_of_the_picture(counter: Counter) -> None:
    await counter.ended(*[30] * 10, channel="chat")
    await counter.ended(*[5] * 10, channel="phone")
    await counter.ordered(dict.fromkeys(range(1, 8), 100))
    for command in ("/frt week by channel", "/contacts week by channel"):
        page = await counter.town.read(command)
        assert page.picture is not None
        assert "<pre>" in page.text
        assert "<pre>" not in page.picture.caption
        assert "phone" not in page.picture.caption


async def test_the_share_within_the_target_counts_who_got_no_reply(counter: Counter) -> None:
    await counter.ended(*[30] * 30, *[61] * 10, *[None] * 10)
    assert "target" not in await counter.text("/frt")
    counter.reports(first_reply_target=timedelta(hours=1))
    said = "60 % within the target of 1 h (30 of 50, those without a reply counted)"
    assert said in (await counter.text("/frt")).splitlines()
    assert "60 % within the target" in " ".join(
        chart_cases.texts((await picture(counter, "/frt")).drawing)
    )


async def test_few_replies_have_no_share_within_the_target(counter: Counter) -> None:
    await counter.ended(1, 100, None)
    counter.reports(first_reply_target=timedelta(hours=1))
    assert "1 of 3 within the target of 1 h" in await counter.text("/frt")


async def test_a_period_before_that_is_half_unrecorded_is_said_to_be(counter: Counter) -> None:
    await counter.ended(*[5] * 40, days_ago=10)
    await counter.ended(*[5] * 40)
    said = "Interactions are on record from 12 Nov 2026 on only: 3 of the 7 days compared with"
    assert said in await counter.text("/frt week")
    await counter.ended(5, days_ago=20)
    assert "on record" not in await counter.text("/frt week")
