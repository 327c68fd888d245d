"""What staff say around a question, kind by kind, and what stays refused though it is near."""

from datetime import date

import pytest

from bot.text.grammar import read_query
from bot.text.known import Known
from bot.text.misreadings import Mistake
from bot.text.query import Query
from tests.bot.test_staff_reading import ZONE
from tests.forms import FORMS

TODAY = date(2026, 11, 25)  # a Wednesday
KNOWN = Known(
    {
        "agent": {"anna", "ben", "王芳", "Ty"},
        "channel": {"chat", "email"},
        "language": {"en", "it", "is"},
    }
)
WEEK = "2026-11-19..2026-11-25"


def read(text: str) -> Query | Mistake:
    form = FORMS[text.split(maxsplit=1)[0].lstrip("/")]
    return read_query(text, form, today=TODAY, zone=ZONE, surveys=["recommend"], known=KNOWN)


SAID = {
    # asking and thanking
    "how did we do last month?": "2026-10",
    "what happened yesterday": "2026-11-24",
    "can you give me october, thanks!": "2026-10",
    "what was it last week": "2026-W47",
    "how is ben doing this month": "2026-11..2026-11-25 agent=ben",
    "как там anna за вчера, спс": "2026-11-24 agent=anna",
    "а в октябре?": "2026-10",
    "帮忙看看王芳上周的表现": "2026-W47 agent=王芳",
    "ben昨天如何？": "2026-11-24 agent=ben",
    # a known value goes before a word that means nothing
    "ty": f"{WEEK} agent=Ty",
    "it": f"{WEEK} language=it",
    "is it chat": f"{WEEK} channel=chat",
    # short units
    "prev qtr": "2026-Q3",
    "this mth": "2026-11..2026-11-25",
    "2 yr ago": "2024",
    "тек. мес.": "2026-11..2026-11-25",
    "пред. кв.": "2026-Q3",
    "这个礼拜": "2026-W48..2026-11-25",
    "上礼拜五": "2026-11-20",
    # dates
    "3/Nov/2026": "2026-11-03",
    "Nov-03-26": "2026-11-03",
    "3-ноя-2026": "2026-11-03",
    "11.15": "2026-11-15",
    "10.28-11.15": "2026-10-28..2026-11-15",
    "1.11-2.11": "2026-11-01..2026-11-02",
    "28 nov": "2025-11-28",
    "last friday": "2026-11-20",
    "past week": WEEK,
    "last 3 months": "2026-08-28..2026-11-25",
    "november 2026": "2026-11",
    "с 1 октября по сегодняшний день": "2026-10-01..2026-11-25",
    "since 1 oct until now": "2026-10-01..2026-11-25",
    "10月1日开始到昨天": "2026-10-01..2026-11-24",
    # two days, or two periods
    "yesterday and today": "2026-11-24..2026-11-25",
    "вчера и сегодня": "2026-11-24..2026-11-25",
    "yesterday vs today": "2026-11-25 vs 2026-11-24",
    "今天和昨天": "2026-11-25 vs 2026-11-24",
    "本周与上周": "2026-W48..2026-11-25 vs 2026-W47",
    # the one before
    "october vs previous": "2026-10 vs 2026-09",
    "this week vs last": "2026-W48..2026-11-25 vs 2026-W47",
    "week vs the one before": f"{WEEK} vs 2026-11-12..2026-11-18",
    "этот месяц против позапрошлого": "2026-11..2026-11-25 vs 2026-09",
    "сентябрь по сравнению с августом": "2026-09 vs 2026-08",
    "上季度对比上上季度": "2026-Q3 vs 2026-Q2",
    # cuts
    "в разрезе каналов": f"{WEEK} by channel",
    "月 按渠道统计": "2026-10-27..2026-11-25 by channel",
}


@pytest.mark.parametrize("typed", SAID)
def test_a_line_is_read_as_it_was_meant(typed: str) -> None:
    found = read(f"/nps {typed}")
    assert isinstance(found, Query), found
    assert found.text() == f"/nps {SAID[typed]}".rstrip()
    again = read(found.lasting())
    assert isinstance(again, Query), again
    assert again.text() == found.text()


REFUSED = {
    "not today": "no_period",
    "how many yesterday": "no_period",
    "why": "no_period",
    "without anna": "no_period",
    "сегодян, пожалуйста": "no_period",
    "this week and last week": "two_periods",
    "сегодня и вчера": "two_periods",
    "14 and 16 november": "no_period",
    "agent=anna,ben": "filter_twice",
    "anna and ben": "filter_twice",
    "客服=anna、ben": "filter_twice",
    "by anna": "cut_with_value",
    "31 feb": "no_such_day",
    "1-31 feb": "no_such_day",
    "feb 1 - feb 30": "no_such_day",
    "2月1日到2月30日": "no_such_day",
    "week 54": "no_such_day",
    "13.13": "no_such_day",
    "28 november 2026": "future_period",
}


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_not_certain_stays_refused(typed: str) -> None:
    found = read(f"/nps {typed}")
    assert isinstance(found, Mistake), found.text()
    assert found.kind == REFUSED[typed]


def test_a_change_on_no_day_is_refused_as_such() -> None:
    found = read("/compare before 31 nov after")
    assert isinstance(found, Mistake)
    assert found.kind == "no_such_day"
