"""/overall and /benchmark: scores read together, and beside what is published."""

import csv
from collections.abc import AsyncIterator
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from bot.errors import Refusal
from bot.pictures.page import Page
from bot.reports.benchmark.reading import KINDS, MEASURES, published
from tests.bot.counter import Counter, open_counter
from tests.bot.town import VOICE, Town

READING = (
    "CSAT judges one interaction, NPS the brand, CES how hard the last one was: where they part,"
    " look for the reason in the comments."
)


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    async with open_counter(tmp_path) as opened:
        yield opened


@pytest.fixture
async def town(counter: Counter) -> Town:
    return counter.town


async def refusal(town: Town, text: str) -> str:
    with pytest.raises(Refusal) as caught:
        await town.read(text)
    return VOICE.say(caught.value.key, **caught.value.values)


def bodies(page: Page) -> list[str]:
    return [choice.body for row in page.rows for choice in row]


async def test_scores_are_read_together_and_the_index_shows_its_parts(town: Town) -> None:
    await town.answer("recommend", *[10] * 38, *[8] * 15, *[3] * 11)
    await town.answer("care", *[5] * 60, *[4] * 40, *[3] * 10, *[1] * 22)
    await town.answer("checkout", *[5] * 8, *[1] * 2)
    assert await town.text("/overall") == (
        "<b>Index 73</b> of 100 (67 to 79)\n"
        "Parts on 0-100: NPS 71, CSAT 76 (care), CES is not asked; equal weights, v1\n"
        "NPS +42 (+20 to +60), 64 answers - recommend\n"
        "CSAT 76 % (68 % to 83 %), 132 answers - care\n"
        "CSAT 80 %, anywhere from 44 % to 97 %, 10 answers - checkout\n"
        f"{READING}\n"
        "16-22 Nov 2026, Europe/Berlin"
    )


async def test_each_metric_is_a_button_away(town: Town) -> None:
    await town.answer("recommend", *[10] * 5, channel="chat")
    page = await town.read("/overall week channel=chat")
    assert bodies(page)[-2:] == [
        "/nps 2026-11-16..2026-11-22 channel=chat",
        "/csat 2026-11-16..2026-11-22 channel=chat",
    ]


async def test_the_operator_chooses_the_lead_and_the_weights(counter: Counter) -> None:
    town = counter.town
    await town.answer("recommend", *[10] * 40)
    await town.answer("care", *[5] * 30, *[1] * 10)
    counter.reports(lead="csat", index={"csat": 3.0, "nps": 1.0, "version": 4})
    lines = (await counter.town.text("/overall")).splitlines()
    assert lines[2].startswith("CSAT 75 %")
    assert "<b>Index 81</b> of 100" in (await counter.town.text("/overall"))  # (3 x 75 + 100) / 4
    assert "weights CSAT 3, NPS 1, v4" in (await counter.town.text("/overall"))


async def test_a_part_below_the_floor_leaves_no_index_and_is_named(town: Town) -> None:
    await town.answer("recommend", 10, 9, 3, 1)
    await town.answer("care", *[5] * 40)
    text = await town.text("/overall")
    assert "NPS: too few answers for a score (4, it takes 5) - recommend" in text
    assert "No index: too few answers to NPS" in text
    assert "Parts on 0-100: NPS -, CSAT 100 (care), CES is not asked" in text
    assert "<b>Index" not in text


async def test_a_value_that_one_survey_knows_is_no_mistake(town: Town) -> None:
    await town.answer("care", *[5] * 6, touchpoint="chat")
    await town.answer("recommend", *[9] * 6, touchpoint="shop")
    text = await town.text("/overall touchpoint=chat")
    assert "CSAT 100 %" in text
    assert await refusal(town, "/overall touchpoint=chad") == (
        'Nothing is known of touchpoint "chad" in the last year; there are: shop. For example: '
        "/overall 2026-11-16..2026-11-22 touchpoint=shop"
    )


async def test_our_score_stands_beside_published_figures(town: Town) -> None:
    await town.answer("recommend", *[10] * 38, *[8] * 15, *[3] * 11)
    page = await town.read("/benchmark")
    lines = page.text.splitlines()
    assert lines[:2] == [
        "<b>NPS beside published figures</b>",
        "Yours (recommend): <b>+42</b> (+20 to +60), 64 answers",
    ]
    assert "Retail +29 · 2024 · XM Institute Economics of NPS 2024" in lines
    assert any(line.startswith("Grocery") and "2023 ·" in line for line in lines)
    assert lines[-4:] == [
        "NPS figures © Qualtrics XM Institute, quoted with attribution.",
        "These are US consumers: elsewhere people use scales differently.",
        "Context, never an excuse: compare with your own past.",
        "25 Aug - 22 Nov 2026, Europe/Berlin",
    ]
    assert "/benchmark csat 2026-08-25..2026-11-22" in bodies(page)


async def test_each_kind_of_figure_meets_our_score_in_its_own_form(town: Town) -> None:
    await town.answer("care", *[5] * 60, *[4] * 40, *[3] * 10, *[1] * 22)
    text = await town.text("/benchmark csat survey=care")
    good, mean = 100 / 122, (60 * 5 + 40 * 4 + 10 * 3 + 22) / 132
    assert f"<b>{100 * good:.0f} %</b>" in text
    assert f"<b>{100 * (mean - 1) / 4:.0f}</b>" in text
    assert "Zendesk counts good/(good+bad)" in text
    assert "ACSI is a weighted index of three questions, not a share" in text


async def test_a_metric_without_comparable_figures_is_refused(town: Town) -> None:
    assert await refusal(town, "/benchmark ces") == (
        "Nothing comparable with ces is published here; there is for nps, csat, thumbs, score. "
        "For example: /benchmark nps"
    )


def rows() -> list[dict[str, str]]:
    text = resources.files("bot.reports.benchmark").joinpath("benchmarks.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_every_published_figure_carries_its_year_and_its_source() -> None:
    for row in rows():
        assert row["measure"] in MEASURES.values()
        assert row["source"]
        assert row["url"]
        assert 2010 <= int(row["year"][:4]) <= date(2026, 11, 23).year
        assert bool(row["notice"]) == row["source"].startswith("XM Institute")


def test_the_newest_figure_of_an_industry_is_quoted_and_old_ones_are_marked() -> None:
    national = [each for each in published("index", year=2026) if each.industry == "US national"]
    assert [(each.value, each.year, each.old) for each in national] == [(76.9, "2025 Q3", False)]
    assert all(each.old for each in published("good", year=2026))
    newest = [each.old for each in published("index", year=2026)]
    assert newest == sorted(newest)
    assert set(MEASURES) == {kind for kinds in KINDS.values() for kind in kinds}
