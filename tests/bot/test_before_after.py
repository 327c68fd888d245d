"""Before and after a change, without a database: properties, words, and what is drawn."""

import math
import random
import statistics
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bot.reports.compare.results import BeforeAfter, Side
from bot.reports.compare.words import compare_page
from bot.text.query import Query
from bot.words.catalogues import Words
from bot.words.changes import change_words
from bot.words.voice import Voice
from metrics.mann_whitney import mann_whitney
from metrics.measure import Measure, change, measure
from metrics.periods import Period
from metrics.power import smallest_change
from metrics.tally import Tally
from tests.bot.chart_cases import rows
from tests.bot.town import NOW, VOICE, ZONE

TODAY = NOW.astimezone(ZONE).date()
WORDS = Words.load()


def tallies(metric: str) -> st.SearchStrategy[Tally]:
    scores = range(11) if metric == "nps" else range(1, 6)
    return st.dictionaries(
        st.sampled_from(list(scores)), st.integers(0, 60), min_size=1, max_size=6
    ).filter(lambda tally: sum(tally.values()) >= 30)


METRIC_AND_SIDES = st.sampled_from([("nps", 11), ("csat", 5), ("stars", 5)]).flatmap(
    lambda asked: st.tuples(st.just(asked), tallies(asked[0]), tallies(asked[0]))
)


@given(METRIC_AND_SIDES)
def test_swapping_before_and_after_mirrors_the_change(
    given_sides: tuple[tuple[str, int], Tally, Tally],
) -> None:
    (metric, points), one, other = given_sides
    first, second = measured(metric, points, one), measured(metric, points, other)
    there, back = change(first, second), change(second, first)
    assert there.difference == pytest.approx(-back.difference)
    assert there.interval.low == pytest.approx(-back.interval.high)
    assert there.interval.high == pytest.approx(-back.interval.low)
    mirrored = {"up": "down", "down": "up", "unclear": "unclear"}
    assert back.verdict == mirrored[there.verdict]
    if there.verdict != "unclear":
        one_way, other_way = (change_words(VOICE, first, each) for each in (there, back))
        assert one_way.replace("up", "?") == other_way.replace("down", "?") or (
            one_way.replace("down", "?") == other_way.replace("up", "?")
        )
    ranks, turned = mann_whitney(one, other), mann_whitney(other, one)
    assert ranks is not None
    assert turned is not None
    assert ranks.higher == pytest.approx(1 - turned.higher)


def measured(metric: str, points: int, tally: Tally) -> Measure:
    found = measure(metric, points, tally)
    assert found is not None
    return found


@given(METRIC_AND_SIDES)
def test_what_could_have_shown_follows_the_sample_size_formula(
    given_sides: tuple[tuple[str, int], Tally, Tally],
) -> None:
    (metric, points), one, other = given_sides
    size = smallest_change(measured(metric, points, one), measured(metric, points, other))
    assert size > 0
    if metric == "csat":
        return
    worth = {s: (s > 8) * 100.0 - (s < 7) * 100.0 for s in range(11)}
    lists = [
        [worth[s] if metric == "nps" else float(s) for s, n in tally.items() for _ in range(n)]
        for tally in (one, other)
    ]
    spread = statistics.pvariance(lists[0] + lists[1])
    z = stats.norm.ppf(0.975) + stats.norm.ppf(0.8)
    plain = z * math.sqrt(spread * (1 / len(lists[0]) + 1 / len(lists[1])))
    assert size == pytest.approx(plain, rel=0.35, abs=60 if metric == "nps" else 0.6)


@pytest.mark.parametrize(("people", "points"), [(50, 44), (100, 31), (200, 22), (500, 14)])
def test_what_a_week_of_nps_can_show_is_as_published(people: int, points: int) -> None:
    tally = {10: people // 2, 8: people * 3 // 10, 1: people // 5}
    week = measured("nps", 11, tally)
    assert round(smallest_change(week, week)) == points


@pytest.mark.parametrize(("people", "points"), [(50, 25), (100, 17), (200, 11), (500, 7)])
def test_what_a_week_of_csat_can_show_is_as_published(people: int, points: int) -> None:
    good = round(people * 0.85)
    week = measured("csat", 5, {5: good, 1: people - good})
    assert 100 * smallest_change(week, week) == pytest.approx(points, abs=1.2)


def test_a_true_change_of_that_size_is_found_four_times_in_five() -> None:
    chance = random.Random(11)
    people, runs, found = 150, 400, 0
    base = measured("csat", 5, {5: 120, 1: 30})
    size = smallest_change(base, measured("csat", 5, {5: 120, 1: 30}))
    for _ in range(runs):
        sides = [sum(chance.random() < share for _ in range(people)) for share in (0.8, 0.8 - size)]
        first, second = (measured("csat", 5, {5: good, 1: people - good}) for good in sides)
        found += change(first, second).verdict == "down"
    assert 0.72 < found / runs < 0.88


# -- words and pictures ------------------------------------------------------------------------


def test_the_words_of_a_change() -> None:
    def said(metric: str, points: int, before: Tally, after: Tally, language: str = "en") -> str:
        first, second = measured(metric, points, before), measured(metric, points, after)
        return change_words(Voice(WORDS, language), second, change(first, second))

    better, worse = {5: 90, 1: 10}, {5: 60, 1: 40}
    assert said("csat", 5, better, worse) == "Clearly down: by 18 to 41 points"
    assert said("csat", 5, worse, better) == "Clearly up: by 18 to 41 points"
    assert said("csat", 5, better, worse, "ru") == "Явное снижение: от 18 до 41 пункта"
    assert said("stars", 5, better, worse) == "Clearly down: by 0.74 to 1.65"
    assert said("csat", 5, better, better) == "No clear change: anywhere between 9 down and 9 up"


def test_a_clear_change_never_reads_as_by_nothing() -> None:
    first = measured("csat", 5, {5: 9000, 1: 1000})
    for good in range(9080, 9130, 5):
        second = measured("csat", 5, {5: good, 1: 10000 - good})
        found = change(first, second)
        if found.verdict == "up":
            assert "by 0 to" not in change_words(VOICE, second, found)
            return
    pytest.fail("no change was clear")


def drawn(metric: str, points: int, before: Tally, after: Tally, language: str) -> BeforeAfter:
    first, second = measured(metric, points, before), measured(metric, points, after)
    spans = [
        Period(date(2026, 10, 17), date(2026, 11, 1), ZONE, ""),
        Period(date(2026, 11, 8), date(2026, 11, 23), ZONE, ""),
    ]
    return BeforeAfter(
        Query("compare", spans[0], survey="care", around=date(2026, 11, 1)),
        "care",
        metric,
        points,
        date(2026, 11, 1),
        7,
        15,
        Side(spans[0], first.people, before, first),
        Side(spans[1], second.people, after, second),
        change(first, second),
        smallest_change(first, second),
        mann_whitney(after, before),
        (1,),
    )


@pytest.mark.parametrize("language", ["en", "ru", "zh_Hans"])
def test_the_picture_holds_what_the_counts_say(language: str) -> None:
    before, after = {5: 60, 4: 20, 1: 20}, {5: 30, 3: 30, 1: 40}
    page = compare_page(Voice(WORDS, language), drawn("csat", 5, before, after, language))
    assert page.picture is not None
    assert len(page.picture.caption.encode("utf-16-le")) // 2 <= 1024
    drawing = page.picture.drawing
    bars = rows(drawing, "rect")
    shares = {(mark["x2"] <= 260, mark["score"]): mark["share"] for mark in bars}
    for early, tally in ((True, before), (False, after)):
        for score in range(1, 6):
            assert shares[early, score] == pytest.approx(tally.get(score, 0) / 100)
    (dot,) = rows(drawing, "point")
    assert dot["value"] == pytest.approx(-0.5)
    assert dot["x"] < 260
    assert all(0 <= mark["x"] <= 520 for mark in rows(drawing))
