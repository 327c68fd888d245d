"""Answers that no ask of these days stands behind: a summary says where they come from."""

import pytest

from bot.words.catalogues import Words
from bot.words.voice import Voice
from storage.transaction import Transaction
from tests.bot.chart_cases import texts
from tests.bot.town import Town

IMPORT = "UPDATE answers SET source = 'import' WHERE survey = 'care' AND score = 5"


async def import_fives(town: Town) -> None:
    async def unit(tx: Transaction) -> None:
        await tx.run(IMPORT)

    await town.services.database.write(unit)


async def test_imported_answers_are_named(town: Town) -> None:
    await town.answer("care", *[5] * 9, *[1] * 4)
    await town.answer("care", *[5] * 3, days_ago=9)
    await import_fives(town)
    page = await town.read("/csat survey=care")
    assert page.picture is not None
    for said in (page.text, page.picture.caption):
        assert "9 satisfied, 0 neutral, 4 dissatisfied" in said
        assert "9 of 13 imported" in said
    assert "9 of 13 imported" in " ".join(texts(page.picture.drawing))


async def test_filters_hold_for_imported_answers_too(town: Town) -> None:
    await town.answer("care", *[5] * 6, agent="anna")
    await town.answer("care", *[5] * 5, agent="ben")
    await import_fives(town)
    assert "6 of 6 imported" in await town.text("/csat survey=care agent=anna")


async def test_nothing_is_said_where_nothing_was_imported(town: Town) -> None:
    await town.answer("care", *[5] * 6)
    assert "imported" not in await town.text("/csat survey=care")


@pytest.mark.parametrize("language", Words.load().languages)
async def test_answers_without_asks_are_explained(town: Town, language: str) -> None:
    await town.answer("care", *[5] * 5)
    await import_fives(town)

    async def unit(tx: Transaction) -> None:
        await tx.run("DELETE FROM tally_asks")

    await town.services.database.write(unit)
    voice = Voice(Words.load(), language)
    page = await town.read("/csat survey=care", voice)
    assert voice.plain("summary.no_asks.imported") in page.text
