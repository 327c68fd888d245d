"""What /trend draws: every point, a line broken where few answered, labels that keep apart."""

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures import paper
from bot.pictures.lettering import width
from bot.reports.points import Point
from bot.reports.trend.results import Course, Trend, TrendLine
from bot.reports.trend.words import count_of, step_of, trend_page
from bot.text.query import Query
from bot.words.catalogues import Words
from bot.words.voice import Voice
from metrics.calendar_units import Unit
from metrics.measure import measure
from metrics.periods import Period, parse_period
from tests.bot.chart_cases import rows, texts
from tests.bot.town import NOW, ZONE

TODAY = NOW.astimezone(ZONE).date()  # a Sunday
WORDS = Words.load()
PAPER = 520


def asked(text: str, by: str | None = None) -> Query:
    return Query("trend", parse_period(text, today=TODAY, zone=ZONE), by=by)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("today", "day"),
        ("14d", "day"),
        ("15d", "week"),
        ("quarter", "week"),
        ("120d", "week"),
        ("121d", "month"),
        ("year", "month"),
    ],
)
def test_the_step_suits_the_length(text: str, step: Unit) -> None:
    assert step_of(asked(text)) == step
    assert step_of(asked(text, by="day")) == "day"


@given(days=st.integers(1, 3000), step=st.sampled_from(["day", "week", "month"]))
def test_the_count_of_pieces_is_close_and_never_too_high(days: int, step: Unit) -> None:
    period = parse_period(f"{days}d", today=TODAY, zone=ZONE)
    cut = len(period.split(step))
    assert count_of(period, step) <= cut + days // 365 + 1
    assert cut <= count_of(period, step) + 2


def test_a_piece_is_whole_when_it_is_over_and_not_cut() -> None:
    shown = Trend(asked("quarter"), "week", TODAY, ())
    pieces = shown.query.period.split("week")
    assert [shown.whole(piece) for piece in pieces] == [False, *[True] * (len(pieces) - 2), False]


def course(
    voiced: Trend, *, gaps: frozenset[int] = frozenset(), broken: int | None = None
) -> Course:
    """A line over every piece, with 3 people where there is a gap."""
    pieces = [piece for piece in voiced.query.period.split(voiced.step) if piece.since <= TODAY]
    points = [_point(piece, 3 if at in gaps else 40 + at % 7) for at, piece in enumerate(pieces)]
    if broken is None:
        return Course("care", "csat", (TrendLine((1,), tuple(points)),))
    old = [p if at < broken else Point(p.period, 0) for at, p in enumerate(points)]
    new = [
        p if at >= broken else Point(p.period, 0, other_question=True)
        for at, p in enumerate(points)
    ]
    return Course("care", "csat", (TrendLine((1,), tuple(old)), TrendLine((2,), tuple(new))))


def _point(piece: Period, people: int) -> Point:
    good = people * 3 // 4
    found = measure("csat", 5, {5: good, 2: people - good}) if people >= 5 else None
    return Point(piece, people, found)


def page_of(text: str, by: str | None, language: str = "en", **what: Any) -> Any:
    voiced = Trend(asked(text, by), step_of(asked(text, by)), TODAY, ())
    return trend_page(Voice(WORDS, language), replace(voiced, courses=[course(voiced, **what)]))


@pytest.mark.parametrize("language", ["en", "ru", "zh_Hans"])
@pytest.mark.parametrize(
    ("text", "by", "pieces"),
    [
        ("today", None, 1),
        ("3d", None, 3),
        ("13d", None, 13),
        ("2025-11-24..2026-11-22", "week", 52),
        ("366d", "day", 366),
        ("year", None, 13),
    ],
)
def test_the_picture_has_every_point_and_at_most_eight_labels_apart(
    text: str, by: str | None, pieces: int, language: str
) -> None:
    page = page_of(text, by, language)
    assert page.picture is not None
    assert len(page.picture.caption.encode("utf-16-le")) // 2 <= 1024
    spec = page.picture.drawing
    joined = rows(spec, "line") or rows(spec, "point")
    assert len(joined) == pieces
    labels = [row for row in rows(spec, "text") if "at" in row]
    assert 1 <= len(labels) <= 8
    assert max(row["at"] for row in labels) == pieces - 1
    edges = sorted(
        (row["x"] - width(row["text"], 17) / 2, row["x"] + width(row["text"], 17) / 2)
        for row in labels
    )
    assert edges[0][0] >= -0.01
    assert edges[-1][1] <= PAPER + 0.01
    assert all(one[1] < other[0] for one, other in itertools.pairwise(edges))


def test_the_line_is_broken_where_few_answered_and_where_the_question_changed() -> None:
    page = page_of("quarter", None, gaps=frozenset({4, 8}), broken=6)
    runs = [
        len(mark.spots)
        for part in page.picture.drawing.parts
        for mark in part.marks
        if isinstance(mark, paper.Line)
    ]
    points = rows(page.picture.drawing, "point")
    count = len(asked("quarter").period.split("week"))
    # pieces 0-3 and, alone, 5 of the old question; then 6 and 7, and 9 to the last of the new
    assert sorted(runs) == [2, 4, count - 9]
    assert len(points) == count - 2
    read = texts(page.picture.drawing)
    assert "Gap: fewer than 5 answers." in read
    assert "v2" in read
    assert "Grey ring: not whole, or still going on." in read
    hollow = [row for row in points if row["fill"] == "#ffffff"]
    assert all(not row["whole"] for row in hollow)
    assert len(hollow) == 2


def test_no_picture_where_no_point_has_a_score() -> None:
    everywhere = frozenset(range(20))
    page = page_of("quarter", None, gaps=everywhere)
    assert page.picture is None
    assert "<pre>" in page.text
