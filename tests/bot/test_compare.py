"""Before and after a change: what is compared, what is said of it, and what is refused."""

import random
from datetime import date, timedelta

import pytest

from bot.errors import Refusal
from bot.reports.compare.reading import compare
from bot.reports.understanding import query_of
from bot.text.query import Query
from bot.words.catalogues import Words
from metrics.tally import tally_of
from tests.bot.town import NOW, VOICE, ZONE, Town
from tests.forms import parse_query

TODAY = NOW.astimezone(ZONE).date()
SURVEYS = ["recommend", "care", "after chat"]
ASKED = "/compare care before 2026-11-01 after"
WORDS = Words.load()


def days_before(on: str) -> int:
    return (TODAY - date.fromisoformat(on)).days


async def answered(town: Town, survey: str, on: str, *scores: int, **place: str) -> None:
    await town.answer(survey, *scores, days_ago=days_before(on), **place)


async def refusal(town: Town, text: str) -> tuple[str, str]:
    """Give the words, and what the example in them leads to."""
    with pytest.raises(Refusal) as caught:
        await town.read(text)
    words = VOICE.say(caught.value.key, **caught.value.values)
    example = words.rpartition(": ")[2]
    return words.removesuffix(example), (await town.text(example)).splitlines()[0]


def parse(text: str) -> Query:
    return parse_query(text, today=TODAY, zone=ZONE, surveys=SURVEYS)


# -- the whole reply ---------------------------------------------------------------------------


async def test_a_change_reads_like_this(town: Town) -> None:
    await answered(town, "care", "2026-10-30", *[5] * 80, *[4] * 30, *[3] * 5, *[1] * 5)
    await answered(town, "care", "2026-11-03", *[1] * 50)  # while people settle in
    await answered(town, "care", "2026-11-12", *[5] * 50, *[4] * 30, *[3] * 20, *[1] * 20)
    assert await town.text(ASKED) == (
        "CSAT 92 % before 1 Nov 2026, 67 % after: clearly down - <b>care</b>\n"
        "Before: 92 % (85 % to 96 %), 120 answers\n"
        "After: 67 % (57 % to 75 %), 120 answers\n"
        "Clearly down: by 15 to 35 points\n"
        "<pre>score Before     After\n"
        "5         80 67%    50 42%\n"
        "4         30 25%    30 25%\n"
        "3          5  4%    20 17%\n"
        "2          0  0%     0  0%\n"
        "1          5  4%    20 16%</pre>\n"
        "With so many answers a true change of 16 points or more would show four times in five;"
        " a smaller one may go unseen.\n"
        "A second look, at all scores by rank (Mann-Whitney): one from after is the higher in 34 %"
        " of pairs, ties shared; 50 % is no shift.\n"
        "Answered within three days of being asked: before 100 % of 120 asks, after 100 % of 120.\n"
        "This is a comparison, not an experiment; the date should have been fixed before looking.\n"
        "Before: 18-31 Oct 2026; after: 8-21 Nov 2026, Europe/Berlin"
        " - 7 days to settle in left out - question v1"
    )


async def test_both_sides_are_the_days_that_raw_lists_say(town: Town) -> None:
    chance = random.Random(7)
    given_on: list[tuple[date, int]] = []
    for days in range(1, 60):
        scores = [chance.choice([1, 3, 4, 5]) for _ in range(chance.randrange(6))]
        given_on += [(TODAY - timedelta(days=days), score) for score in scores]
        await town.answer("care", *scores, days_ago=days)
    for settling, each in ((0, None), (7, None), (3, 9), (0, 40)):
        said = f"{ASKED} settling={settling}d" + (f" each={each}d" if each else "")
        found = await compare(town.services, query_of(town.services, said))
        day, length = date(2026, 11, 1), each or 14
        first = day + timedelta(days=settling)
        before = [s for on, s in given_on if day - timedelta(days=length) <= on < day]
        after = [s for on, s in given_on if first <= on < first + timedelta(days=length)]
        assert found.before.tally == tally_of(before)
        assert found.after.tally == tally_of(after)


async def test_filters_hold_on_both_sides_for_answers_and_asks(town: Town) -> None:
    for on in ("2026-10-30", "2026-11-12"):
        await answered(town, "care", on, *[5] * 30, agent="anna")
        await answered(town, "care", on, *[1] * 30, agent="ben")
    text = await town.text(f"{ASKED} agent=anna")
    assert "Before: 100 % (88 % to 100 %), 30 answers" in text
    assert "before 100 % of 30 asks, after 100 % of 30." in text


async def test_few_answers_are_counts_and_no_verdict(town: Town) -> None:
    await answered(town, "care", "2026-10-30", 5, 4, 1)
    await answered(town, "care", "2026-11-12", *[5] * 12)
    lines = (await town.text(ASKED)).splitlines()
    assert lines[1:4] == [
        "Before: 3 answers, too few for a score: it takes 5 people",
        "After: 100 %, anywhere from 74 % to 100 %, 12 answers",
        "A comparison needs 30 answers on each side.",
    ]
    assert (await town.read(ASKED)).picture is None
    example = (await town.text(f"{ASKED} each=10d")).splitlines()[3].rpartition(": ")[2]
    assert example == "/compare survey=care before 2026-11-01 after"


async def test_anonymous_sides_under_five_stay_hidden(town: Town) -> None:
    await answered(town, "team", "2026-10-30", 9, 9, 1)
    await answered(town, "team", "2026-11-12", *[9] * 40)
    await town.ask("team", 9)
    text = await town.text("/compare team before 2026-11-01 after")
    assert "Before: no answers, or too few to show; this survey is anonymous" in text
    assert "<pre>" not in text
    assert "3 answers" not in text
    assert "Answered within" not in text  # so many of so many asks would tell them


async def test_the_staff_survey_is_compared_only_when_it_is_named(town: Town) -> None:
    await answered(town, "team", "2026-10-30", *[9] * 5)
    with pytest.raises(Refusal) as caught:
        await town.read("/compare before 2026-11-01 after")
    assert "team" not in str(caught.value.values["names"])
    assert "care" in str(caught.value.values["names"])


async def test_buttons_ask_the_same_of_other_lengths(town: Town) -> None:
    await answered(town, "care", "2026-10-30", *[5] * 9, agent="anna")
    await answered(town, "care", "2026-11-12", *[5] * 9, agent="anna")
    page = await town.read(f"{ASKED} agent=anna")
    bodies = {choice.label: choice.body for row in page.rows for choice in row}
    assert list(bodies) == ["7 days each", "settling 0 days", "checkout"]
    for body in bodies.values():
        if "checkout" not in body:
            assert "9 answers" in await town.text(body)


# -- refusals ----------------------------------------------------------------------------------


async def test_what_cannot_be_compared_is_refused_with_an_example_that_works(town: Town) -> None:
    for on in ("2026-10-20", "2026-11-12", "2026-11-15"):
        await answered(town, "care", on, *[5] * 31)
    for typed, said in (
        ("care before 2026-12-01 after", "2026-12-01 is still to come"),
        ("care", "Which day did it change?"),
        ("before 2026-11-01 after", "Which survey? There are: recommend, care, checkout."),
        ("csat before 2026-11-01 after", "Which survey? There are: care, checkout."),
        ("care before 2026-11-18 after", "The days left out to settle in (7) are no fewer"),
        ("care before 2026-11-01 after settling=400d", "The days left out to settle in (400)"),
        ("care before 1970-01-02 after", "1970-01-02 is too early"),
        ("care before 2026-10-20 after", "Nobody answered in the 14 days before 2026-10-20"),
    ):
        words, first = await refusal(town, f"/compare {typed}")
        assert words.startswith(said), words
        assert first.endswith("</b>"), first


async def test_a_comparison_across_versions_names_them_and_the_day(town: Town) -> None:
    await answered(town, "care", "2026-10-20", *[5] * 31)
    await town.renew("care")
    await answered(town, "care", "2026-10-27", *[4] * 31)
    await answered(town, "care", "2026-11-12", *[5] * 31)
    words, first = await refusal(town, ASKED)
    assert words == (
        'In these days "care" asked v1, v2, and v2 (since 2026-11-22) is another question, so'
        " before and after cannot be compared. For example: "
    )
    assert first == "CSAT 100 % before 1 Nov 2026, 100 % after: no clear change - <b>care</b>"


async def test_where_no_days_have_one_question_the_example_shows_them_apart(town: Town) -> None:
    await answered(town, "care", "2026-10-30", *[5] * 31)
    await town.renew("care")
    await answered(town, "care", "2026-11-12", *[4] * 31)
    with pytest.raises(Refusal) as caught:
        await town.read(ASKED)
    example = str(caught.value.values["example"])
    assert example == "/csat 2026-10-18..2026-11-22 survey=care by version"
    assert "v1" in await town.text(example)


async def test_a_question_that_continues_is_compared(town: Town) -> None:
    await answered(town, "care", "2026-10-30", *[5] * 31)
    await town.renew("care", continues="v1")
    await answered(town, "care", "2026-11-12", *[5] * 31)
    text = await town.text(ASKED)
    assert "No clear change: anywhere between 11 down and 11 up" in text
    assert text.endswith("question v1, v2")


async def test_anonymous_answers_are_not_filtered(town: Town) -> None:
    await answered(town, "team", "2026-10-30", *[9] * 8)
    await answered(town, "team", "2026-11-12", *[9] * 8)
    words, first = await refusal(town, "/compare team before 2026-11-01 after touchpoint=x")
    assert words.startswith('"team" is anonymous')
    assert first == "<b>team: eNPS before and after 1 Nov 2026</b>"


async def test_an_unknown_agent_is_refused(town: Town) -> None:
    await answered(town, "care", "2026-10-30", *[5] * 8, agent="anna")
    words, _ = await refusal(town, f"{ASKED} agent=ana")
    assert words.startswith('Nothing is known of agent "ana"')


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("/compare before", "staff.no_day"),
        ("/compare before yesterday after", "staff.no_day"),
        ("/compare before 2026-11 after", "staff.no_day"),
        ("/compare before 2026-02-30 after", "staff.no_such_day"),
        ("/compare week before 2026-11-01 after", "staff.not_understood"),
        ("/compare after 2026-11-01", "staff.not_understood"),
        ("/compare before 2026-11-01 after 2026-10-20", "staff.overlapping_periods"),
        ("/compare before 2026-11-01 after 2026-11-08 settling=3d", "staff.filter_twice"),
        ("/compare care recommend before 2026-11-01 after", "staff.filter_twice"),
        ("/compare before 2026-11-01 after settling=week", "staff.no_days"),
        ("/compare before 2026-11-01 after settling=-3d", "staff.no_days"),
        ("/compare before 2026-11-01 after each=0d", "staff.no_days"),
        ("/compare before 2026-11-01 after each=99999d", "staff.no_days"),
        ("/compare before 2026-11-01 after each=", "staff.empty_filter"),
        ("/compare before 2026-11-01 after survey=cafe", "staff.unknown_survey"),
        ("/compare before 2026-11-01 after by agent", "staff.not_understood"),
        ("/compare before 2026-11-01 after vs week", "staff.not_understood"),
        ("/compare before 2026-11-01 after settle=3d", "staff.unknown_word"),
        ("/nps week settling=3d", "staff.not_one_of"),
    ],
)
def test_bad_words_get_one_sentence_and_an_example_that_reads(typed: str, key: str) -> None:
    with pytest.raises(Refusal) as caught:
        parse(typed)
    assert caught.value.key == key
    for language in ("en", "ru", "zh_Hans"):
        assert WORDS.plain(language, key, **caught.value.values)
    parse(str(caught.value.values["example"]))


def test_the_day_after_can_be_named() -> None:
    asked = parse("/compare care before 2026-11-01 after 2026-11-05")
    assert (asked.survey, asked.around, asked.settling) == ("care", date(2026, 11, 1), 4)
