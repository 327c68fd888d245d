"""People who answer again and again: what is said of them, and how sure figures of them are."""

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence

import pytest

from bot.words.answered_by import answers_words
from bot.words.catalogues import Words
from bot.words.voice import Voice
from metrics.measure import Measure, change, measure
from metrics.repeats import NOBODY_TWICE, Repeats, repeats_of, worths
from storage.recount import verify
from tests.bot.chart_cases import texts
from tests.bot.town import ZONE, Town

WORTH = worths("csat", 5)
Said = Sequence[tuple[int, int]]  # person, score


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["64 answers from 51 people", "2 answers from 1 person", "64 answers", "1 answer"]),
        ("ru", ["64 ответа от 51 человека", "2 ответа от 1 человека", "64 ответа", "1 ответ"]),
        ("zh_Hans", ["64 份回答，来自 51 人", "2 份回答，来自 1 人", "64 份回答", "1 份回答"]),
    ],
)
def test_people_are_named_where_there_are_fewer_of_them(language: str, said: list[str]) -> None:
    voice = Voice(Words.load(), language)
    numbers = [(64, 51), (2, 1), (64, 64), (1, 1)]
    assert [answers_words(voice, *each) for each in numbers] == said


async def test_a_summary_says_from_how_many_people_the_answers_came(town: Town) -> None:
    thrice = [(person, 5 if person % 3 else 2) for person in range(1, 13)] * 3
    await town.again("care", thrice, days_ago=2)
    await town.answer("care", *[4] * 8)
    page = await town.read("/csat week survey=care")
    assert "\n44 answers from 20 people: 32 satisfied, 0 neutral, 12 dissatisfied" in page.text
    assert "anywhere from" in page.text  # twenty people are few, whatever they say
    assert page.picture is not None
    assert "\n44 answers from 20 people: " in page.picture.caption
    assert any("44 answers from 20 people" in text for text in texts(page.picture.drawing))
    assert "44 answers from 20 people" in await town.text("/overall week")


async def test_the_period_before_is_compared_by_people(town: Town) -> None:
    await town.again("care", [(person, 5) for person in range(1, 11)] * 4, days_ago=9)
    await town.answer("care", *[5] * 30)
    said = await town.text("/csat week survey=care")
    assert "40 answers from 10 people, too few to compare: it takes 30 people on each side" in said
    said = await town.text("/compare survey=care 2026-11-14")
    assert "Before: 100 %, anywhere from" in said
    assert "40 answers from 10 people" in said


async def test_rows_and_points_go_by_people_too(town: Town) -> None:
    await town.again("care", [(1, 5), (1, 4), (1, 5), (1, 2), (1, 5)], agent="ann")
    await town.answer("care", *[5] * 5, agent="bob")
    table = (await town.text("/csat week survey=care by agent")).splitlines()
    rows = {line.removeprefix("<pre>").split()[0]: line for line in table}
    assert rows["ann"].split() == ["ann", "5"]  # five answers of one person have no score
    assert "100%" in rows["bob"]
    assert (await town.text("/trend csat week survey=care")).count("80%") == 0
    found = await town.text("/csat week survey=care channel=x agent=ann")
    assert "ann" in found or "no answers" in found


async def test_two_filters_tell_people_apart_as_well(town: Town) -> None:
    said = [(1, 5), (2, 4), (1, 3), (1, 5), (3, 4), (4, 4), (5, 5)]
    await town.again("care", said, agent="ann", channel="chat")
    text = await town.text("/csat week survey=care agent=ann channel=chat")
    assert "\n7 answers from 5 people: 6 satisfied" in text


async def test_of_a_longer_period_it_is_said_that_people_are_counted_once_a_year(
    town: Town,
) -> None:
    await town.answer("care", *[5] * 5)
    assert "once a year" in await town.text("/csat 2025-06-01..2026-11-22 survey=care")
    assert "once a year" not in await town.text("/csat year survey=care")


LONG = "2025-06-01..2026-11-22"
TYPED = (
    "/csat {}", "/csat {} by agent", "/csat {} by reason", "/overall {}", "/trend csat {} by month",
    "/agents csat {}", "/benchmark csat {}",
)  # fmt: skip


async def test_every_reply_says_once_where_people_cannot_be_told_apart(town: Town) -> None:
    """In the text and below the picture: over long periods, and of one who answers always."""
    await town.answer("care", *[5] * 12, agent="bob")
    await town.answer("checkout", *[5] * 12, agent="bob")
    assert await _told(town, LONG) == {("once a year", 1)}
    await town.again("care", [(1, 5)] * 402, agent="ann")
    assert await _told(town, "month") == {("beyond", 1)}


async def _told(town: Town, period: str) -> set[tuple[str, int]]:
    """Collect what all replies say of people, and how often each of them says it."""
    found: set[tuple[str, int]] = set()
    for language in ("en", "ru", "zh_Hans"):
        voice = Voice(Words.load(), language)
        notes = {
            "once a year": voice.say("staff.summary.once_a_year"),
            "beyond": voice.say("staff.summary.beyond", most=voice.number(400)),
        }
        for typed in TYPED:
            for text in await _replies(town, typed.format(period), voice):
                said = {(name, text.count(note)) for name, note in notes.items() if note in text}
                found |= said or {(f"{language}: nothing in {typed}", 0)}
    return found


async def _replies(town: Town, typed: str, voice: Voice) -> list[str]:
    """Give the words of a reply and those below its picture."""
    page = await town.read(typed, voice)
    return [page.text, *([page.picture.caption] if page.picture else [])]


async def test_of_sides_and_of_a_period_beside_it_is_said_as_well(town: Town) -> None:
    await town.again("care", [(1, 5)] * 402, days_ago=15)
    await town.answer("care", *[5] * 40, days_ago=15)
    await town.answer("care", *[5] * 40)
    for typed in (
        "/compare survey=care 2026-11-11 each=9d",
        "/csat 7d survey=care vs 2026-11-01..2026-11-15",
    ):
        for text in await _replies(town, typed, Voice(Words.load(), "en")):
            assert text.count("Somebody answered more than 400 times") == 1


async def test_replies_without_a_word_of_portions_say_that_one_may_be_several(town: Town) -> None:
    await town.answer("team", *[9] * 40, days_ago=15)
    await town.answer("team", *[9] * 40)
    for typed in ("/compare survey=team 2026-11-11 each=9d", "/trend survey=team month"):
        said = await _replies(town, typed, Voice(Words.load(), "en"))
        assert re.search("one person may have", said[0], re.IGNORECASE), said


async def test_of_anonymous_answers_it_is_said_that_people_are_not_known(town: Town) -> None:
    await town.answer("team", *[9] * 10)
    said = await town.text("/enps week")
    assert "10 answers: 10 promoters" in said
    assert said.count("One person may have answered more than once.") == 1
    named = await town.text("/csat week survey=care")
    assert "One person may" not in named


# A hundred people answer three times in each of two periods, and nothing changes between them.
# Each person is satisfied with a chance of their own: some nearly always, some seldom.


def period(
    chance: random.Random, people: range, *, times: int, alike: float = 0.5
) -> list[tuple[int, int]]:
    """Let everybody answer so often; the answers of one person agree with a correlation."""
    a, b = 0.8 * (1 - alike) / alike, 0.2 * (1 - alike) / alike
    said = []
    for person in people:
        happy = chance.betavariate(a, b)
        said += [(person, 5 if chance.random() < happy else 2) for _ in range(times)]
    return said


def found_of(said: Said, *, known: bool) -> Measure:
    repeats = repeats_of((person, WORTH[score]) for person, score in said)
    found = measure("csat", 5, Counter(s for _, s in said), repeats if known else NOBODY_TWICE)
    assert found is not None
    return found


@pytest.mark.parametrize(("times", "wrong_before"), [(3, 0.10), (8, 0.25)])
def test_nothing_changed_and_so_it_is_seldom_said(times: int, wrong_before: float) -> None:
    """The rate of false "clearly"; before, each answer was taken for a person."""
    chance, runs = random.Random(times), 400
    clear: Counter[bool] = Counter()
    for _ in range(runs):
        one, other = (period(chance, range(at, at + 60), times=times) for at in (0, 60))
        for known in (False, True):
            before, after = (found_of(each, known=known) for each in (one, other))
            clear[known] += change(before, after).verdict != "unclear"
    assert clear[True] / runs <= 0.05 + 2 * (0.05 * 0.95 / runs) ** 0.5
    assert clear[False] / runs > wrong_before


async def test_the_bot_says_what_the_arithmetic_says(town: Town) -> None:
    """Through the real commands: periods of three answers each, set beside the one before."""
    chance = random.Random(13)
    clear = 0
    for run in range(8):
        people = range(1000 * run + 1, 1000 * run + 41)
        sides = [period(chance, people, times=3) for _ in range(2)]
        agent = f"a{run}"
        for side, day in zip(sides, (10, 3), strict=True):
            for at in range(3):  # on three days
                await town.again("care", side[at::3], days_ago=day + at, agent=agent)
        text = await town.text(f"/csat 7d survey=care agent={agent}")
        before, after = (found_of(each, known=True) for each in sides)
        assert after.people == 40
        assert "120 answers from 40 people" in text
        naive = found_of(sides[1], known=False)
        assert after.interval.width > 1.2 * naive.interval.width
        assert f"{100 * after.value:.0f} %" in text.splitlines()[0]
        clear += "clearly" in text
        assert ("clearly" not in text) or change(before, after).verdict != "unclear"
    assert clear <= 1
    assert await town.services.database.read(lambda tx: verify(tx, ZONE)) == []


def test_repeats_are_those_of_every_two_answers() -> None:
    said: list[tuple[int | None, int]] = [(1, 5), (2, 3), (1, 2), (None, 4), (1, 4), (None, 4)]
    pairs: Mapping[str, int] = {
        "pairs": 3,
        "sums": 5 + 2 + 5 + 4 + 2 + 4,
        "products": 10 + 20 + 8,
        "previous": 2,
    }
    assert repeats_of(said) == Repeats(**pairs)
    assert Repeats(10, 20, 30, 4).scaled(0.5) == Repeats(5, 10, 15, 2)
