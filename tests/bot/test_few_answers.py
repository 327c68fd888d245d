"""One rule for few answers, whatever they are cut by, and the reply says when it applied."""

from typing import Any

import pytest

from bot.words.catalogues import Words
from bot.words.few_answers import few_notes
from bot.words.voice import Voice
from metrics.small_numbers import COMPARED, SCORED
from tests.bot.chart_cases import texts
from tests.bot.town import Town

CUTS = ("agent", "channel", "touchpoint", "language", "day", "reason", "version")
BELOW_5 = "Fewer than 5: counts only, no score"
BELOW_30 = "Fewer than 30: anywhere in the range, not compared or ranked"


@pytest.mark.parametrize("by", ["agent", "channel", "touchpoint"])
async def test_every_cut_shows_as_much_of_as_few_answers(town: Town, by: str) -> None:
    """35 answers by channel show what eight of an agent show."""
    for name, scores in {"a": [5] * 8, "b": [4] * 23, "c": [1] * 4}.items():
        place: dict[str, Any] = {by: name}
        await town.answer("care", *scores, **place)
    lines = (await town.text(f"/csat survey=care by {by}")).splitlines()
    rows = {line.removeprefix("<pre>").split()[0]: line for line in lines}
    assert "100% 63..100" in rows["a"]
    assert "100%" in rows["b"]
    assert rows["c"].removesuffix("</pre>").split() == ["c", "4"]
    assert [line for line in lines if line.startswith("Fewer than")] == [BELOW_5, BELOW_30]


async def test_days_follow_the_same_rule(town: Town) -> None:
    await town.answer("care", *[5] * 8, days_ago=1)
    await town.answer("care", *[5] * 4, days_ago=2)
    lines = (await town.text("/csat survey=care by day")).splitlines()
    assert BELOW_5 in lines
    assert BELOW_30 in lines


async def test_nothing_is_said_where_no_rule_applied(town: Town) -> None:
    await town.answer("care", *[5] * 30, channel="chat")
    assert "Fewer than" not in await town.text("/csat survey=care by channel")


@pytest.mark.parametrize("language", Words.load().languages)
def test_the_rule_is_said_alike_in_pictures(language: str) -> None:
    voice = Voice(Words.load(), language)
    for hollow in (False, True):
        said = few_notes(voice, [0, 3, 17, 30, 500], hollow=hollow)
        assert [str(number) in line for number, line in zip((SCORED, COMPARED), said, strict=True)]
        assert few_notes(voice, [0, 30, 10**6], hollow=hollow) == []


@pytest.mark.parametrize("language", Words.load().languages)
@pytest.mark.parametrize(
    ("key", "number"),
    [
        *((key, SCORED) for key in ("chart.quiet.few", "staff.summary.few", "staff.frt.few")),
        *((key, SCORED) for key in ("staff.overall.few", "staff.retention.few")),
    ],
)
def test_words_name_the_number_of_the_rule(language: str, key: str, number: int) -> None:
    said = Voice(Words.load(), language).plain(key, title="", survey="", n="")
    assert str(number) in said


@pytest.mark.parametrize("language", Words.load().languages)
@pytest.mark.parametrize(
    "key",
    [
        *("staff.frt.before_few", "staff.retention.before_few"),
    ],
)
def test_a_comparison_that_is_held_back_names_what_it_takes(language: str, key: str) -> None:
    assert str(COMPARED) in Voice(Words.load(), language).count(key, 7, earlier="")


@pytest.mark.parametrize("language", Words.load().languages)
@pytest.mark.parametrize("key", ["staff.change.too_few", "staff.change.too_few_now"])
def test_a_period_too_few_answered_in_names_what_it_takes(language: str, key: str) -> None:
    assert str(COMPARED) in Voice(Words.load(), language).say(key, answers="7", earlier="")


async def test_languages_are_in_alphabetical_order_with_a_word_on_habits(town: Town) -> None:
    await town.answer("care", *[1] * 30, language="en")
    await town.answer("care", *[5] * 30, language="ru")
    page = await town.read("/csat survey=care by language")
    assert page.picture is not None
    assert page.text.index("English") < page.text.index("Russian")
    for said in (page.text, page.picture.caption, " ".join(texts(page.picture.drawing))):
        assert "Peoples use scales differently" in said
