"""/agents: everybody beside what chance allows, and answers cut by visit and weekday."""

import pytest
from scipy import stats

from bot.errors import Refusal
from tests.bot.town import VOICE, Town


async def refusal(town: Town, text: str) -> str:
    with pytest.raises(Refusal) as caught:
        await town.read(text)
    return VOICE.plain(caught.value.key, **caught.value.values)


def table(text: str) -> list[list[str]]:
    """Read the rows of the table in a reply."""
    body = text[text.index("<pre>") + 5 : text.index("</pre>")]
    return [line.split() for line in body.splitlines()]


async def test_agents_are_listed_by_name_and_never_by_score(town: Town) -> None:
    await town.answer("care", *[1] * 6, agent="anna")
    await town.answer("care", *[5] * 6, agent="boris")
    await town.answer("care", *[3] * 6, agent="chen")
    text = await town.text("/agents csat month")
    assert [row[0] for row in table(text)[1:]] == ["anna", "boris", "chen"]
    assert "not for rewarding or punishing" in text


async def test_only_who_is_beyond_chance_is_named_above_the_table(town: Town) -> None:
    for name in ("anna", "boris", "chen", "dora"):
        await town.answer("care", *[5] * 36, *[2] * 4, agent=name)
    await town.answer("care", *[5] * 15, *[2] * 25, agent="emil")
    text = await town.text("/agents csat month")
    told = next(line for line in text.splitlines() if "Beyond what chance" in line)
    assert "below the rest: emil" in told
    share = (36 * 4 + 15) / 200
    assert stats.binom.cdf(15, 40, share) < 0.001 < stats.binom.sf(35, 40, share)
    assert "anna" not in told


async def test_agents_who_are_alike_are_said_to_be(town: Town) -> None:
    for name in ("anna", "boris", "chen"):
        await town.answer("care", *[5] * 16, *[2] * 4, agent=name)
    assert "chance alone scatters scores like this" in await town.text("/agents csat month")


async def test_fewer_than_five_answers_are_counts(town: Town) -> None:
    await town.answer("care", 1, 1, 1, 1, agent="anna")
    await town.answer("care", *[5] * 20, agent="boris")
    text = await town.text("/agents csat month")
    assert ["anna", "4"] in table(text)


async def test_an_anonymous_survey_has_no_agents(town: Town) -> None:
    assert "anonymous" in await refusal(town, "/agents enps")


async def test_an_agent_who_does_not_exist_gets_the_nearest_who_does(town: Town) -> None:
    await town.answer("care", *[5] * 20, agent="anna")
    said = await refusal(town, "/csat month agent=anne")
    assert '"anne"' in said
    assert "/csat 2026-10-24..2026-11-22 agent=anna" in said


async def test_satisfaction_is_cut_by_visit(town: Town) -> None:
    await town.answer("care", *[5] * 60, visit="1")
    await town.answer("care", *[1] * 60, visit="2")
    await town.answer("care", *[3] * 40, visit="14")
    rows = table(await town.text("/csat month by visit"))
    assert ["1", "60", "100%", "94..100"] in rows
    assert ["2", "60", "0%", "0..6"] in rows
    assert ["10", "and", "later", "40", "0%", "0..9"] in rows
    assert "60 answers" in await town.text("/csat month visit=2")
    assert "40 answers" in await town.text("/csat month visit=14")


async def test_satisfaction_is_cut_by_weekday(town: Town) -> None:
    await town.answer("care", *[5] * 70, days_ago=1)  # a Saturday
    await town.answer("care", *[5] * 35, days_ago=8)  # the Saturday before
    await town.answer("care", *[2] * 40, days_ago=3)  # a Thursday
    rows = table(await town.text("/csat month by weekday"))
    assert ["Thu", "40", "0%", "0..9"] in rows
    assert ["Sat", "105", "100%", "97..100"] in rows


async def test_an_agent_is_set_against_what_the_mix_of_answers_leads_to(town: Town) -> None:
    """Who answers for returns, where everybody is less satisfied, is not below the rest."""
    for name in ("anna", "boris", "chen"):
        await town.answer("care", *[5] * 56, *[2] * 4, agent=name, touchpoint="support")
        await town.answer("care", *[5] * 12, *[2] * 8, agent=name, touchpoint="returns")
    await town.answer("care", *[5] * 36, *[2] * 24, agent="emil", touchpoint="returns")
    text = await town.text("/agents csat month")
    assert "Beyond what chance" not in text
    assert "No difference that the data can show beyond what is expected" in text
    assert "what the touchpoints, channels and languages of the answers lead to" in text
    head, *rows = table(text)
    assert head == ["agent", "n", "CSAT", "expected"]
    assert ["anna", "80", "85", "%", "85", "%"] in rows
    assert ["emil", "60", "60", "%", "60", "%"] in rows


async def test_where_all_answers_are_of_one_kind_nothing_else_is_expected(town: Town) -> None:
    for name in ("anna", "boris"):
        scores = [*[5] * 30, *[2] * 10]
        await town.answer("care", *scores, agent=name, touchpoint="support", channel="chat")
    text = await town.text("/agents csat month")
    assert table(text)[0] == ["agent", "n", "CSAT"]


async def test_below_four_agents_nothing_is_drawn_in(town: Town) -> None:
    for name, good in (("anna", 40), ("boris", 30), ("chen", 10)):
        await town.answer("care", *[5] * good, *[2] * (40 - good), agent=name)
    text = await town.text("/agents csat month")
    assert "With fewer than 4 agents no score is drawn in" in text
    assert ["boris", "40", "75", "%"] in table(text)


async def test_agents_are_not_compared_by_those_who_named_a_reason(town: Town) -> None:
    await town.answer("care", *[1] * 20, agent="anna", reason="speed")
    assert '"reason" is none of' in await refusal(town, "/agents csat month reason=speed")


async def test_three_people_who_say_it_again_and_again_are_three(town: Town) -> None:
    """Forty-eight bad answers of as many people can hardly be chance, those of three can."""
    for name in ("boris", "chen"):
        await town.answer("care", *[5] * 70, *[2] * 30, agent=name)
    for day in range(1, 17):
        said = [(person, 2) for person in (1001, 1002, 1003)]
        await town.again("care", said, days_ago=day, agent="anna")
    assert "below the rest" not in await town.text("/agents csat month")
    await town.answer("care", *[2] * 48, agent="emil")
    assert "below the rest: emil" in await town.text("/agents csat month")
