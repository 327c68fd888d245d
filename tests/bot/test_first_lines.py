"""Every caption begins with a sentence that can be repeated, and fits; no picture is too high."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import REPORTS
from bot.pictures.frame import GAP, PADDING, WIDTH
from bot.pictures.page import Page
from bot.pictures.paper import Drawing
from bot.reports.benchmark.industries import industry_name
from bot.reports.benchmark.reading import _rows
from bot.words.catalogues import Words
from bot.words.tables import units
from bot.words.voice import Voice
from tests.bot.counter import Counter, open_counter

WORDS = Words.load()
SAID = {
    "/nps week": "NPS +20 (+3 to +36), no clear change",
    "/compare survey=care before 2026-11-15 after settling=0d": "CSAT 84 % before 15 Nov 2026, ",
    "/agents csat survey=care": "CSAT 81 %, 3 agents, 130 answers - <b>care</b>",
    "/trend csat survey=care month": "CSAT 81 %, 16-22 Nov 2026 - <b>care</b>",
    "/overall": "<b>Index ",
    "/responses week survey=care": "100 % of 130 asks delivered these days are answered so far",
    "/benchmark nps": "NPS <b>+20</b> (",
    "/retention": "<b>Retention</b> ",
    "/contacts week": "<b>Contacts for each 10,000 orders</b>: gross ",
    "/frt week": "<b>First reply</b>: half within ",
}
LONG = "an agent of the second service line with a very long name, number "


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    async with open_counter(tmp_path) as opened:
        yield opened


async def fill(counter: Counter) -> None:
    town = counter.town
    for days in (1, 9):
        await town.answer("recommend", *[10] * 60, *[8] * 24, *[1] * 36, days_ago=days)
        for agent, bad in (("anna", 5), ("ben", 10), ("cem", 5)):
            scores = [5] * 35 + [1] * (bad if days == 9 else 2 * bad - 5)
            await town.answer("care", *scores, days_ago=days, agent=agent)
        await counter.ended(*[minutes % 50 + 1 for minutes in range(60)], days_ago=days)
    await counter.visited(*range(60), days_ago=40)
    await counter.visited(*range(40), days_ago=3)
    await counter.ordered(dict.fromkeys(range(1, 15), 900))


async def test_captions_begin_with_a_sentence(counter: Counter) -> None:
    await fill(counter)
    for command, said in SAID.items():
        page = await counter.town.read(command)
        assert page.picture is not None, command
        first, *others = page.picture.caption.splitlines()
        assert first.startswith(said), (command, first)
        assert len(others) < 9, command
        assert units(page.picture.caption) <= 1024


@pytest.mark.parametrize("language", WORDS.languages)
async def test_no_picture_is_twice_as_high_as_it_is_wide(counter: Counter, language: str) -> None:
    await fill(counter)
    chance = random.Random(1)
    for number in range(45):
        name = f"{LONG}{number}"
        await counter.town.answer("care", *[chance.choice([1, 4, 5]) for _ in range(9)], agent=name)
        await counter.ended(*[3] * 6, channel=name, agent=name)
    voice = Voice(WORDS, language)
    commands = [
        *SAID,
        *(f"/{name} month by agent" for name in ("csat", "frt", "responses")),
        *("/frt month by channel", "/contacts month by channel", "/csat month by day"),
        *("/benchmark csat", "/benchmark nps", "/responses month", "/overall month"),
    ]
    for command in commands:
        page: Page = await counter.town.read(command, voice)
        assert page.picture is not None, command
        wide, high = size(page.picture.drawing)
        assert high <= 2 * wide, (command, high / wide)


def size(drawing: Drawing) -> tuple[float, float]:
    high = 2 * PADDING - GAP + sum(part.height + GAP for part in drawing.parts)
    return WIDTH + 2 * PADDING, high


@pytest.mark.parametrize("language", WORDS.languages)
def test_every_industry_has_a_name_in_every_language(language: str) -> None:
    names = {row["industry"] for row in _rows()}
    for name in names:
        assert language == "en" or industry_name(Voice(WORDS, language), name) != name


def test_every_report_of_the_gallery_has_a_picture_that_is_tried_here() -> None:
    tried = {command.split()[0].removeprefix("/") for command in SAID}
    summaries = {"csat", "ces", "stars", "mood", "score", "thumbs", "enps"}
    drawn = {report.name for report in REPORTS if report.gallery}
    assert drawn <= tried | summaries | {"themes"}
