"""A change is judged when its days are over, and once: asked again, the answer is the same."""

from datetime import date, timedelta

import numpy as np
import pytest

from bot.reports.compare.reading import compare
from bot.reports.compare.results import BeforeAfter
from bot.reports.compare.spans_around import LENGTHS, usual_length
from bot.reports.compare.words import compare_page
from bot.reports.understanding import query_of
from bot.words.catalogues import Words
from bot.words.voice import Voice
from metrics.looks import sureness
from metrics.measure import Measure, change, measure
from tests.bot.test_compare import answered
from tests.bot.town import NOW, Town

ASKED = "/compare care before 2026-11-08 after settling=0d"
WORDS = Words.load()


async def compared(town: Town, text: str) -> BeforeAfter:
    return await compare(town.services, query_of(town.services, text))


def turn(town: Town, days: int) -> None:
    """Let days pass."""
    now = NOW + timedelta(days=days)
    town.services.clock = lambda: now


async def both_sides(town: Town, **place: str) -> None:
    await answered(town, "care", "2026-11-05", *[5] * 54, *[1] * 6, **place)
    await answered(town, "care", "2026-11-10", *[5] * 38, *[1] * 22, **place)


@pytest.mark.parametrize("language", ["en", "ru", "zh_Hans"])
async def test_before_its_days_are_over_there_are_counts_ranges_and_a_date(
    town: Town, language: str
) -> None:
    await both_sides(town)
    found = await compared(town, f"{ASKED} each=15d")
    assert found.before.measure is not None
    assert found.after.people == 60
    assert found.change is None
    assert found.full_on == date(2026, 11, 23)
    page = compare_page(Voice(WORDS, language), found)
    assert page.picture is not None
    for text in (page.text, page.picture.caption):
        assert "23" in text.splitlines()[3]
    if language == "en":
        assert page.text.splitlines()[3] == (
            "A verdict is possible from 23 Nov 2026 on, when both sides are full;"
            " until then there are only counts and ranges."
        )
        assert "learly" not in page.text
    turn(town, 1)
    assert (await compared(town, f"{ASKED} each=15d")).change is not None


async def test_asked_again_the_answer_is_that_of_the_first_time(town: Town) -> None:
    await both_sides(town)
    first = await town.text(ASKED)
    assert "Clearly down" in first
    assert "Looked at" not in first
    await answered(town, "care", "2026-11-10", *[5] * 200)  # it comes late, from elsewhere
    turn(town, 3)
    found = await compared(town, ASKED)
    assert found.taken_on == NOW.date()
    assert found.after.people == 60
    assert found.change == change(*measures(found))
    assert found.looked_on == ()
    again = (await town.text(ASKED)).splitlines()
    said = "Looked at on 22 Nov 2026: this is the answer of that day, whatever came in since."
    assert said in again
    unasked = [line for line in again if line != said and not line.startswith("Answered within")]
    assert unasked == [x for x in first.splitlines() if not x.startswith("Answered within")]
    page = await town.read(ASKED)
    assert page.picture is not None
    assert said in page.picture.caption


def measures(found: BeforeAfter) -> tuple[Measure, Measure]:
    assert found.before.measure is not None
    assert found.after.measure is not None
    return found.before.measure, found.after.measure


async def test_what_was_counted_is_kept_in_the_database(town: Town) -> None:
    await both_sides(town)
    await town.text(ASKED)
    kept = await town.services.database.read(
        lambda tx: tx.rows("SELECT key FROM meta WHERE key LIKE 'compared:%'")
    )
    assert len(kept) == 1


async def test_a_later_look_over_other_days_holds_for_many_looks(town: Town) -> None:
    await both_sides(town)
    assert (await compared(town, f"{ASKED} each=7d")).looked_on == ()
    turn(town, 2)
    later = await compared(town, f"{ASKED} each=10d")
    assert later.looked_on == (NOW.date(),)
    assert later.change == change(*measures(later), confidence=sureness(10))
    text = await town.text(f"{ASKED} each=10d")
    assert "looked at before, over other days (22 Nov 2026)" in text


async def test_another_filter_is_another_question(town: Town) -> None:
    await both_sides(town, agent="anna")
    await compared(town, ASKED)
    found = await compared(town, f"{ASKED} agent=anna")
    assert (found.taken_on, found.looked_on) == (None, ())
    assert found.change is not None


async def test_what_had_too_few_answers_was_no_look(town: Town) -> None:
    await answered(town, "care", "2026-11-05", *[5] * 54)
    await answered(town, "care", "2026-11-10", *[5] * 20)
    assert (await compared(town, ASKED)).change is None
    await answered(town, "care", "2026-11-10", *[5] * 20)
    found = await compared(town, ASKED)
    assert found.change is not None
    assert found.taken_on is None


async def test_a_length_that_is_not_named_changes_at_the_usual_ones_only(town: Town) -> None:
    await answered(town, "care", "2026-11-05", 5)
    found = []
    for days in range(-13, 90):
        turn(town, days)
        each = await compared(town, ASKED)
        found.append((each.before.period.days, each.full_on is None))
    assert [x for at, x in enumerate(found) if at == 0 or x != found[at - 1]] == [
        (7, False),
        *[(days, True) for days in LENGTHS],
    ]


def test_whoever_asks_every_day_for_three_months_is_misled_once_in_ten_times() -> None:
    """The first look is one of 95 %; all later ones together are wrong as seldom."""
    chance, wrong = np.random.default_rng(9), np.zeros(2)
    for _ in range(300):
        daily = chance.binomial(9, 0.85, size=180)
        before, after = daily[:90][::-1].cumsum(), daily[90:].cumsum()
        lengths = sorted({usual_length(days) for days in range(7, 91)})
        for taken, over in enumerate(lengths):
            sides = (int(side[over - 1]) for side in (before, after))
            first, second = (measure("csat", 5, {5: x, 1: 9 * over - x}) for x in sides)
            assert first is not None
            assert second is not None
            found = change(first, second, confidence=sureness(over) if taken else 0.95)
            wrong += (found.verdict != "unclear") * np.array([not taken, 1])
            if found.verdict != "unclear":
                break
    assert wrong[0] / 300 <= 0.07
    assert wrong[1] / 300 <= 0.1
