"""Pictures as data: what is drawn is what was counted, in words of the catalogue, on the paper."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pictures.drawer import Pictures
from bot.pictures.frame import BAD, EARLIER, GOOD, INK, LARGE, WIDTH
from bot.pictures.lettering import _WIDTHS, width, wrapped
from bot.pictures.page import Page
from bot.pictures.paper import Drawing
from bot.pictures.rows import MOST_ROWS
from bot.pictures.svg import svg
from bot.reports.captions import caption
from bot.reports.responses.results import Cohort, Responses, SurveyAsks
from bot.reports.responses.words import responses_page
from bot.reports.summary.results import Breakdown, Segment, Summary
from bot.reports.summary.words import summary_page
from bot.text.query import Query
from bot.words.catalogues import Words
from bot.words.voice import Voice
from metrics.catalogue import scale_of
from metrics.kaplan_meier import Within
from metrics.periods import Period
from tests.bot.chart_cases import (
    POINTS,
    TODAY,
    WEEK,
    ZONE,
    block,
    compared,
    faults,
    measured,
    points,
    rows,
    summary,
    texts,
)

WORDS = Words.load()
ENGLISH = Voice(WORDS)
FONTS = Path(__file__).parents[2] / "bot" / "pictures" / "fonts"
FONT, SEMIBOLD = FONTS / "AfterwordSans-Regular.otf", FONTS / "AfterwordSans-SemiBold.otf"


def page(found: Summary, language: str = "en") -> Page:
    return summary_page(Voice(WORDS, language), found, today=TODAY)


def drawn(found: Page) -> Drawing:
    assert found.picture is not None
    return found.picture.drawing


def asked(*cohorts: Cohort, **more: Any) -> Page:
    query = Query("responses", WEEK, **more)
    names = [each.survey for each in cohorts]
    return responses_page(ENGLISH, Responses(query, cohorts, names), today=TODAY)


@st.composite
def tallies(draw: st.DrawFn) -> tuple[str, dict[int, int]]:
    metric = draw(st.sampled_from(sorted(POINTS)))
    scores = list(scale_of(metric, POINTS[metric]).scores)
    counts = st.integers(0, draw(st.sampled_from([1, 3, 40, 9000])))
    return metric, {score: draw(counts) for score in scores}


@settings(max_examples=40)
@given(tallies(), tallies())
def test_a_picture_says_what_was_counted(
    now: tuple[str, dict[int, int]], other: tuple[str, dict[int, int]]
) -> None:
    metric, tally = now
    before = other[1] if other[0] == metric else tally
    found = block(
        metric,
        tally,
        comparison=compared(metric, before, tally),
        trend=points(metric, [before, {}, tally]),
    )
    people = sum(tally.values())
    spec = drawn(page(summary(found)))
    assert faults(spec) == []
    counted = {row["score"]: row["people"] for row in rows(spec, "rect") if "score" in row}
    assert counted == (tally if people >= 5 else {})
    dots = [row["score"] for row in rows(spec, "point") if "score" in row]
    assert sorted(dots) == ([s for s, n in tally.items() for _ in range(n)] if people < 5 else [])
    bands = [row["people"] for row in rows(spec, "text") if "band" in row]
    assert sum(bands) == people
    if metric == "nps" and people >= 5:
        good, bad = tally[9] + tally[10], sum(tally[score] for score in range(7))
        (score,) = [row["value"] for row in rows(spec, "text") if {"value", "people"} <= row.keys()]
        assert score == pytest.approx(100 * (good - bad) / people, abs=1e-3)


def test_the_bars_are_as_high_as_their_counts() -> None:
    spec = drawn(page(summary(block("csat", {1: 10, 2: 5, 4: 40, 5: 20}))))
    high = {row["score"]: row["y2"] - row["y"] for row in rows(spec, "rect") if "score" in row}
    assert [high[score] / high[4] for score in (1, 2, 3, 4, 5)] == [0.25, 0.125, 0, 1, 0.5]
    colors = [row["color"] for row in rows(spec, "rect") if "score" in row]
    assert (colors[:2], colors[3:]) == ([BAD, BAD], [GOOD, GOOD])


def test_the_score_is_large_and_grey_where_answers_are_few() -> None:
    sure = drawn(page(summary(block("nps", {10: 60, 8: 20, 0: 20}))))
    (large,) = [row for row in rows(sure, "text") if row["text"] == "+40" and "people" in row]
    assert (large["value"], large["people"], large["color"]) == (40, 100, INK)
    few = drawn(page(summary(block("nps", {10: 6, 8: 2, 0: 2}))))
    (large,) = [row for row in rows(few, "text") if row["text"] == "+40" and "people" in row]
    assert large["color"] == EARLIER
    assert "anywhere from -25 to +83" in texts(few)


def test_under_five_answers_there_is_no_score_and_no_share() -> None:
    said = texts(drawn(page(summary(block("nps", {10: 2, 0: 1})))))
    assert "Too few for a score: it takes 5 people" in said
    assert "3 answers" in said
    assert not any("%" in text for text in said if "asks" not in text and "so far" not in text)


def test_no_answers_and_hidden_ones_are_said_calmly() -> None:
    nobody = drawn(page(summary(block("nps", {}))))
    assert "No answers yet" in texts(nobody)
    assert not [row for row in rows(nobody) if "score" in row]
    hidden = block("nps", {}, anonymous=True, hidden=True)
    said = " ".join(texts(drawn(page(summary(hidden)))))
    assert "Nothing was counted these days" in said
    assert "sks delivered" not in said


def test_the_line_breaks_where_nothing_is_known_and_where_the_question_changed() -> None:
    weeks = [{}, {}, {9: 40}, {10: 40}, {}, {8: 9}, {10: 30, 0: 10}]
    found = block("nps", weeks[-1], trend=points("nps", weeks, other=(0, 1)))
    spec = drawn(page(summary(found)))
    line = rows(spec, "line")
    assert [(row["value"], row["people"]) for row in line] == [
        *((100, 40), (100, 40)),
        *((0, 9), (50, 40)),
    ]
    assert [one["run"] == other["run"] for one, other in pairwise(line)] == [True, False, True]
    hollow = [row["people"] for row in rows(spec, "point") if row["fill"] == "#ffffff"]
    assert hollow == [9]
    assert "Dashes: the question changed." in texts(spec)
    assert "Hollow dots: fewer than 30, anywhere in the range" in " ".join(texts(spec))
    (dash,) = [
        row for row in rows(spec, "rule") if row["color"] == EARLIER and row["x"] == row["x2"]
    ]
    assert dash["x"] < line[0]["x"]


def test_the_band_is_the_interval() -> None:
    tally = {10: 30, 7: 10, 0: 20}
    spec = drawn(page(summary(block("nps", tally, trend=points("nps", [tally, tally])))))
    known = measured("nps", tally)
    assert known is not None
    (strip, _) = rows(spec, "area")
    assert (strip["low"], strip["high"]) == pytest.approx(
        (known.interval.low, known.interval.high), abs=1e-3
    )
    (dot, _) = rows(spec, "line")
    assert strip["y"] < dot["y"] < strip["y2"]


def test_a_change_is_clear_or_it_is_not() -> None:
    worse = compared("nps", {10: 80, 0: 20}, {10: 20, 0: 80})
    spec = drawn(page(summary(block("nps", {10: 20, 0: 80}, comparison=worse))))
    (verdict,) = [row for row in rows(spec, "text") if row["text"] == "Clearly down"]
    (arrow,) = [row for row in rows(spec, "text") if row["text"] == "▼"]
    assert (verdict["color"], verdict["size"], arrow["color"]) == (INK, LARGE, BAD)
    same = compared("nps", {10: 50, 0: 50}, {10: 52, 0: 48})
    said = texts(drawn(page(summary(block("nps", {10: 52, 0: 48}, comparison=same)))))
    assert "No clear change" in said
    assert any(text.endswith("Previous 7 days: 0") for text in said)
    assert not {"▲", "▼"} & set(said)


def test_two_periods_lie_beside_each_other_and_the_difference_against_zero() -> None:
    other = compared("csat", {1: 30, 5: 70}, {1: 10, 5: 90})
    assert other.change is not None
    found = block("csat", {1: 10, 5: 90}, comparison=other)
    spec = drawn(page(summary(found, against=WEEK.previous())))
    assert faults(spec) == []
    shares = {(row["score"], row["value"]) for row in rows(spec, "rect") if "score" in row}
    assert shares == {(1, 0.3), (1, 0.1), (5, 0.7), (5, 0.9)}
    (span,) = [row for row in rows(spec, "rect") if "low" in row]
    ends = other.change.interval
    assert (span["low"], span["high"]) == pytest.approx((ends.low, ends.high), abs=1e-3)
    assert span["x"] > WIDTH / 2  # clearly up: right of the zero


def segment(metric: str, key: str, tally: dict[int, int]) -> Segment:
    return Segment(key, sum(tally.values()), measured(metric, tally))


def test_rows_keep_their_order_and_the_rest_is_counted() -> None:
    parts = [segment("csat", f"agent {at:02}", {1: at, 5: 2 * at}) for at in range(1, 41)]
    found = block("csat", {1: 300, 5: 600}, breakdown=Breakdown("agent", parts))
    reply = page(summary(found, by="agent"))
    spec = drawn(reply)
    assert faults(spec) == []
    names = [text for text in texts(spec) if text.startswith("agent ")]
    assert names == [f"agent {at:02}" for at in range(1, MOST_ROWS + 1)]
    scores = [row["value"] for row in rows(spec, "point")]
    assert scores == pytest.approx([2 / 3] * 24, abs=1e-3)  # the first has three answers
    assert "15 more rows are not drawn: the word text shows more" in texts(spec)
    assert any(text.startswith("total 67") for text in texts(spec))
    assert reply.picture is not None
    assert "<pre>" in reply.text
    assert "<pre>" not in reply.picture.caption
    assert "not for rewarding or punishing people" in reply.picture.caption


def test_days_without_answers_are_gaps_in_the_line() -> None:
    days = {16: {5: 40}, 17: {5: 40}, 20: {4: 8}}
    parts = [segment("csat", f"2026-11-{day}", tally) for day, tally in days.items()]
    found = block("csat", {5: 80, 4: 8}, breakdown=Breakdown("day", parts))
    spec = drawn(page(summary(found, by="day")))
    dots = rows(spec, "point")
    gaps = [other["x"] - one["x"] for one, other in pairwise(dots)]
    assert gaps[1] == pytest.approx(3 * gaps[0], abs=0.1)
    assert [row["run"] for row in dots] == [0, 0, 2]
    assert [row["run"] for row in rows(spec, "line")] == [0, 0]


def test_surveys_of_one_metric_are_panels_three_at_most() -> None:
    blocks = [block("csat", {1: n, 5: 40}, f"survey-{n}") for n in range(5)]
    reply = page(summary(*blocks))
    spec = drawn(reply)
    assert faults(spec) == []
    assert [text for text in texts(spec) if text.startswith("survey-")] == [
        f"survey-{n}" for n in range(3)
    ]
    assert "2 more surveys are not drawn: choose one below" in texts(spec)
    bands = [row["people"] for row in rows(spec, "rect") if "band" in row]
    assert bands == [0, 0, 40, 1, 0, 40, 2, 0, 40]


def test_the_funnel_counts_what_became_of_the_asks() -> None:
    cohort = Cohort(
        "recommend", asked=100, delivered=90, answered=30, expired=20, withdrawn=4, unreachable=6,
        skipped={"gap": 30, "cap": 50, **{f"gate{n}": 1 for n in range(8)}},
    )  # fmt: skip
    spec = drawn(asked(cohort))
    assert faults(spec) == []
    counts = [row["people"] for row in rows(spec, "rect")]
    assert counts == [188, 100, 90, 30, 36, 20, 4, 6, 50, 30, *[1] * 6]
    assert "and 2 more reasons" in texts(spec)
    (rate,) = [row["value"] for row in rows(spec, "text") if "low" in row]
    assert rate == pytest.approx(1 / 3, abs=1e-3)


def test_response_rates_by_agent_are_dots_on_a_scale() -> None:
    shares = [
        SurveyAsks("anna", 40, 10, within=Within(40, (40,), (10,))),
        SurveyAsks("ben", 3, 3, within=Within(3, (3,), (3,))),
        SurveyAsks("", 100, 50, within=Within(100, (100,), (50,))),
    ]
    spec = drawn(
        asked(Cohort("care", asked=143, delivered=143, answered=63, rows=shares), by="agent")
    )
    assert [row["value"] for row in rows(spec, "point")] == [0.25, 0.5]
    assert {"10 of 40", "3 of 3", "50 of 100"} <= set(texts(spec))


@pytest.mark.parametrize("language", ["ru", "zh_Hans"])
def test_no_word_of_a_picture_is_left_in_english(language: str) -> None:
    before, after = {10: 80, 0: 20}, {10: 20, 7: 10, 0: 80}
    blocks = [
        block("nps", after, "1", comparison=compared("nps", before, after),
              trend=points("nps", [{}, before, {3: 7}, after], other=[0]), left_out=3),
        block("stars", {5: 12, 1: 1}, "2"),
        block("thumbs", {1: 2}, "3"),
    ]  # fmt: skip
    said = [text for each in blocks for text in texts(drawn(page(summary(each), language)))]
    allowed = {"NPS", "Europe/Berlin", "v1"}
    words = {word for text in said for word in re.findall(r"[A-Za-z][\w/]*", text)}
    assert words - allowed == set()


def test_the_word_text_asks_for_no_picture() -> None:
    assert page(summary(block("nps", {10: 9}), plain=True)).picture is None
    assert asked(Cohort("care", asked=9, delivered=9), plain=True).picture is None


def test_a_caption_holds_what_fits_and_names_the_rest() -> None:
    long = ["<b>survey</b>\n" + "x" * 400 for _ in range(5)]
    said = caption(ENGLISH, long, names=["a", "b", "c", "d", "e"])
    assert said.count("<b>") == 2
    assert said.endswith("In the picture or below: c, d, e")
    assert len(caption(ENGLISH, ["y" * 3000], names=["a"])) == 1024


@pytest.mark.parametrize("language", ["en", "ru", "zh_Hans"])
def test_letters_are_never_wider_than_they_are_taken_for(language: str) -> None:
    worse = compared("nps", {10: 80, 0: 20}, {10: 20, 0: 80})
    blocks = [block(metric, dict.fromkeys(range(1, n), 7)) for metric, n in POINTS.items()]
    blocks.append(block("nps", {10: 20, 0: 80}, comparison=worse))
    for each in blocks:
        for row in rows(drawn(page(summary(each), language)), "text"):
            assert width(row["text"], 1, bold=row["bold"]) >= real_width(**row) * 0.999, row


def test_every_letter_of_known_width_is_as_narrow_in_the_semibold_face() -> None:
    for letter, wide in advances(SEMIBOLD).items():
        if letter in _WIDTHS:
            assert width(letter, 1, bold=True) >= wide - 1e-9, letter


@cache
def advances(path: Path) -> Mapping[str, float]:
    font = TTFont(path)
    em = font["head"].unitsPerEm
    return {chr(code): font["hmtx"][name][0] / em for code, name in font.getBestCmap().items()}


def real_width(text: str, *, bold: bool, **_: Any) -> float:
    return sum(advances(SEMIBOLD if bold else FONT)[letter] for letter in text)


@given(st.text("abc щ 中，。-", max_size=80), st.integers(40, 300))
def test_wrapped_lines_fit_and_lose_nothing_but_spaces(text: str, most: int) -> None:
    lines = wrapped(text, 17, most)
    assert all(width(line, 17) <= most for line in lines)
    if not any("…" in line for line in lines):
        assert "".join("".join(lines).split()) == "".join(text.split())


async def test_every_kind_of_picture_can_be_drawn_and_stays_on_its_paper() -> None:
    quarter = Period(date(2026, 8, 25), TODAY + timedelta(days=1), ZONE, "quarter")
    tally = dict.fromkeys(range(11), 1000)
    long = "a survey with a name that goes on and on, as names do when nobody stops them"
    whole = block("nps", tally, long, comparison=compared("nps", {10: 90}, tally))
    parts = [segment("nps", f"{long} {n}", {10: n, 0: 7}) for n in range(60)]
    pages = [
        page(summary(whole, filters={"agent": long}), "ru"),
        page(summary(whole, against=WEEK.previous())),
        page(summary(whole, replace(whole, survey="b"))),
        page(summary(replace(whole, breakdown=Breakdown("agent", parts)), by="agent")),
        asked(Cohort(long, asked=10**6, delivered=10**6, answered=5, skipped={"gap": 10**6})),
        asked(Cohort(long, asked=9), Cohort("b", asked=9, delivered=9), Cohort("c")),
    ]
    days = [segment("nps", (quarter.since + timedelta(days=n)).isoformat(), tally) for n in (0, 89)]
    by_day = replace(whole, breakdown=Breakdown("day", days))
    pages.append(page(replace(summary(by_day), query=Query("nps", quarter, by="day"))))
    pictures = Pictures()
    for found in pages:
        png = await pictures.png(svg(drawn(found)))
        assert int.from_bytes(png[16:20], "big") == 2 * (WIDTH + 48)
    await pictures.close()
