"""The picture of /responses: one scale, shares said in words, gates said in words."""

from bot.pictures.paper import Drawing
from tests.bot.chart_cases import rows, texts
from tests.bot.town import Town


async def drawn(town: Town) -> Drawing:
    await town.answer("care", *[5] * 20)
    await town.ask("care", 10)
    await town.skip("care", 40, gate="gap")
    page = await town.read("/responses survey=care")
    assert page.picture is not None
    return page.picture.drawing


async def test_all_bars_have_one_scale(town: Town) -> None:
    bars = [row for row in rows(await drawn(town), "rect") if row.get("people")]
    lengths = {round((row["x2"] - row["x"]) / row["people"], 1) for row in bars}
    assert [row["people"] for row in bars] == [70, 30, 30, 20, 10, 40]
    assert len(lengths) == 1


async def test_shares_say_of_what_and_gates_what_they_mean(town: Town) -> None:
    said = texts(await drawn(town))
    assert {"43 % of decided", "100 % of asked", "67 % of delivered"} <= set(said)
    assert "another survey asked not long ago (gap)" in " ".join(said)


async def test_the_caption_begins_with_the_rate_and_names_the_survey(town: Town) -> None:
    await drawn(town)
    page = await town.read("/responses survey=care")
    assert page.picture is not None
    assert page.picture.caption.splitlines()[0] == (
        "67 % of 30 asks delivered these days are answered so far (47 % to 83 %) - <b>care</b>"
    )
    assert "<pre>" not in page.picture.caption
