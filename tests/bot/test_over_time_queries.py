"""What /compare and /trend understand is written back in words that mean the same."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.text.query import CUTS, Query
from metrics.periods import parse_period
from tests.bot.town import NOW, ZONE
from tests.forms import FORMS, parse_query

TODAY = NOW.astimezone(ZONE).date()
SURVEYS = ["recommend", "care", "after chat"]


def parse(text: str) -> Query:
    return parse_query(text, today=TODAY, zone=ZONE, surveys=SURVEYS)


DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 1, 1))
VALUES = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=12).filter(
    lambda text: '"' not in text and text == text.strip()
)


@given(
    survey=st.sampled_from([None, *SURVEYS]),
    metric=st.sampled_from([None, "csat", "nps"]),
    around=st.none() | DAYS,
    settling=st.none() | st.integers(0, 400),
    each=st.none() | st.integers(1, 400),
    version=st.none() | st.integers(1, 50),
    agent=st.none() | VALUES,
    plain=st.booleans(),
)
def test_a_comparison_is_read_as_it_is_written(
    *,
    survey: str | None,
    metric: str | None,
    around: date | None,
    settling: int | None,
    each: int | None,
    version: int | None,
    agent: str | None,
    plain: bool,
) -> None:
    asked = Query(
        "compare",
        parse("/compare").period,
        survey=survey,
        metric=metric,
        around=around,
        form=FORMS["compare"],
        settling=settling,
        each=each,
        version=version,
        filters={"agent": agent} if agent else {},
        plain=plain,
    )
    assert parse(asked.text()) == asked


@given(
    days=st.integers(1, 800),
    by=st.sampled_from([None, "day", "week", "month"]),
    metric=st.sampled_from([None, "csat", "enps"]),
    cut=st.sampled_from([cut for cut in CUTS if cut not in ("language", "visit", "reason")]),
    value=VALUES,
)
def test_a_trend_is_read_as_it_is_written(
    days: int, by: str | None, metric: str | None, cut: str, value: str
) -> None:
    asked = Query(
        "trend",
        parse(f"/trend {days}d").period,
        by=by,
        metric=metric,
        filters={cut: value},
    )
    again = parse(asked.text())
    assert again.text() == asked.text()
    period = (again.period.since, again.period.until)
    assert period == (asked.period.since, asked.period.until)
    assert replace(again, period=asked.period) == asked


def test_nothing_means_a_quarter_of_a_trend() -> None:
    assert parse("/trend").period == parse_period("quarter", today=TODAY, zone=ZONE)
    assert FORMS["trend"].by == ("day", "week", "month")
