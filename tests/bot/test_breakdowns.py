"""Answers cut by agent and by day: their order, and how many it takes for a score."""

from tests.bot.town import Town

WEEK = "16-22 Nov 2026, Europe/Berlin"
FAIR = (
    "In alphabetical order. These scores are for learning, not for rewarding or punishing people:"
    " with few answers they differ by chance alone."
)


async def test_agents_come_in_alphabetical_order_and_counts_below_five(town: Town) -> None:
    await town.answer("care", *[1] * 7, agent="Anna")
    await town.answer("care", *[5] * 8, agent="ben")
    await town.answer("care", *[5] * 4, agent="an agent with a name of many words")
    assert (await town.text("/csat survey=care by agent")).splitlines()[3:] == [
        "<pre>agent              n CSAT   range",
        "an agent with a    4",
        "name of many words",
        "Anna               7   0%   0..41",
        "ben                8 100% 63..100</pre>",
        "Fewer than 5: counts only, no score",
        "Fewer than 30: anywhere in the range, not compared or ranked",
        FAIR,
        f"{WEEK} - question v1",
    ]


async def test_touchpoints_carry_scores_as_agents_do(town: Town) -> None:
    await town.answer("care", *[5] * 40, touchpoint="support")
    await town.answer("care", *[4] * 61, touchpoint="sales")
    await town.answer("care", *[4] * 29)
    assert (await town.text("/csat survey=care by touchpoint")).splitlines()[3:-1] == [
        "<pre>touchpoint  n CSAT   range",
        "sales      61 100% 94..100",
        "support    40 100% 91..100",
        "(none)     29 100% 88..100</pre>",
        "Fewer than 30: anywhere in the range, not compared or ranked",
    ]


async def test_days_come_in_their_order(town: Town) -> None:
    await town.answer("recommend", *[10] * 6, days_ago=4)
    await town.answer("recommend", 2, 2, days_ago=1)
    assert (await town.text("/nps by day")).splitlines()[2:5] == [
        "<pre>day    n  NPS    range",
        "18 Nov 6 +100 +8..+100",
        "21 Nov 2</pre>",
    ]
