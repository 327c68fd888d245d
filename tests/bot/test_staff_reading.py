"""How staff may write periods, filters and comparisons, in three languages; and what is refused."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.text.grammar import read_query
from bot.text.known import Known
from bot.text.misreadings import Mistake
from bot.text.query import Query
from tests.forms import FORMS

TODAY = date(2026, 11, 22)  # a Sunday
ZONE = ZoneInfo("Europe/Berlin")
KNOWN = Known(
    {
        "agent": {"anna", "Anna Lee", "王芳", "17"},
        "touchpoint": {"delivery", "support", "shop"},
        "channel": {"chat", "phone", "shop"},
        "language": {"ru", "zh_Hans", "en"},
        "reason": {"speed"},
        "survey": {"recommend"},
    },
    {"touchpoint": {"delivery": ("Home delivery", "Доставка")}},
)


def read(text: str) -> Query | Mistake:
    command = text.partition(" ")[0].lstrip("/")
    return read_query(
        text, FORMS[command], today=TODAY, zone=ZONE, surveys=["recommend"], known=KNOWN
    )


def meant(text: str) -> str:
    found = read(text)
    assert isinstance(found, Query), found
    return found.text().partition(" ")[2]


PERIODS = {
    "2026-11-16..2026-11-22": (
        *("week", "7 d", "7d", "1w", "7 days", "the last 7 days", "past week", "week.", "week!"),
        *("week 😀", "📊 week", "“week”", "week\u200b", "\u3000week", "неделя", "за неделю"),
        *(
            "за последние 7 дней",
            "последние семь дней",
            "一周",
            "过去7天",
            "近七天",
            "ｗｅｅｋ",
            "７天",
        ),
        *(
            "16-22 Nov 2026",
            "16–22 нояб. 2026",
            "2026年11月16日至22日",
            "since monday",
            "с понедельника",
        ),
        *("Nov 16 – 22, 2026", "16.11-22.11", "16.11.2026–22.11.2026", "自周一", "11月16日起"),
        *("from 16 to 22 november", "с 16-го по 22-е ноября"),
        *("从11月16日到22日", "since the 16th"),
    ),
    "2026-11-09..2026-11-22": (
        *("2w", "2 weeks", "last two weeks", "in the past 14 days", "fortnight", "14 дней"),
        *("последние 2 недели", "за две недели", "近两周", "最近2个星期", "过去14天"),
    ),
    "2026-11": (
        *("november", "Nov", "nov 2026", "NOVEMBER 2026", "in november", "11/2026", "11.2026"),
        *(
            "ноябрь",
            "за ноябрь",
            "в ноябре",
            "ноября",
            "нояб.",
            "ноябрь 2026 года",
            "ноябрь 2026 г.",
        ),
        *(
            "11月",
            "十一月",
            "2026年11月",
            "11月份",
            "2026/11",
            "2026.11",
            "this november",
            "今年11月",
        ),
    ),
    "2025-12": ("december", "декабрь", "12月", "dec", "december last year", "去年十二月"),
    "2025-11": ("last november", "прошлый ноябрь", "ноябрь прошлого года", "november last year"),
    "2026-Q4": (
        *("Q4", "2026 Q4", "Q4 2026"),
        *("2026Q4", "q4/2026", "4th quarter", "fourth quarter of 2026"),
        *("4 квартал", "4-й квартал 2026 г.", "четвёртый квартал", "IV квартал", "第四季度"),
        *("2026年第四季度", "四季度", "2026年第4季度"),
    ),
    "2026..2026-11-22": (
        *("ytd", "year to date", "this year", "с начала года", "этот год", "今年", "年初至今"),
    ),
    "2026-01-01..2026-06-30": ("h1", "first half of 2026", "первое полугодие", "上半年"),
    "2026-W47": ("this week", "эта неделя", "本周", "week 47", "w47", "W47 2026", "2026W47"),
    "2026-W45": (
        "week 45",
        "45 неделя",
        "неделя 45",
        "45-я неделя 2026",
        "第45周",
        "2026年第45周",
    ),
    "2026-W46": ("last week", "previous week", "на прошлой неделе", "上周", "from last week"),
    "2026-11-01": (
        *("1 Nov", "Nov 1", "1st of November", "the 1st of november", "November 1, 2026", "1nov"),
        *("1 ноября", "1 ноября 2026 г.", "1-го ноября", "11月1日", "十一月一日", "11月1号"),
        *("01.11.2026", "1.11.2026", "01.11", "01.11.26", "2026/11/1", "2026-11-1", "Sun 1 Nov"),
        *(
            "вс, 1 нояб. 2026 г.",
            "2026年11月1日星期日",
            "1 Nov 2026 09:05",
            "на 1 ноября",
            "1. November",
        ),
    ),
    "2026-11-16": ("monday", "on Monday", "в понедельник", "пн", "周一", "星期一", "本周一"),
    "2026-11-20": ("last friday", "прошлая пятница", "2 days ago", "позавчера", "前天", "2天前"),
    "2026-11-13": ("上周五", "friday last week"),
    "2026-11-21..2026-11-22": ("weekend", "выходные", "周末"),
    "2026-11-01..2026-11-15": (
        *("2026-11-01..2026-11-15", "2026-11-01 - 2026-11-15", "2026-11-01 – 11-15", "1-15 Nov"),
        *("2026-11-01—2026-11-15", "2026-11-01 to 2026-11-15", "from 1 Nov to 15 Nov", "1–15日"),
        *("between 1 nov and 15 nov", "Nov 1 - Nov 15", "1 nov until 15 nov", "Nov 1-15, 2026"),
        *("с 1 по 15 ноября", "с 1 ноября по 15 ноября", "1–15 нояб. 2026", "с 01.11 по 15.11"),
        *("с 1 до 15 ноября", "между 1 и 15 ноября", "01.11–15.11.2026", "11月1日至15日"),
        *(
            "11月1日到11月15日",
            "从11月1日到15日",
            "11/1/2026 – 11/15/2026",
            "2026-11-01…2026-11-15",
        ),
        *("11月1日-15日", "2026-11-01~2026-11-15", "1 nov. to 15 nov."),
    ),
    "2026-11-01..2026-11-30": ("2026-11-01 - 2026-11-30", "2026-11-01 – 11-30", "1-30 ноября"),
    "2026-11-01..2026-11-22": (
        *("since 2026-11-01", "с 01.11.2026", "с 1 ноября", "since 1 Nov", "from 1 november"),
        *("since november", "с начала ноября", "自11月1日起", "11月1日以来", "1 nov onwards"),
    ),
    "2026-10-01..2026-11-30": ("oct-nov", "октябрь–ноябрь", "10月至11月", "oct to nov 2026"),
    "2025-12-28..2026-01-03": ("28 dec - 3 jan", "28 декабря - 3 января", "12月28日至1月3日"),
    "2025-12-29..2026-01-04": (
        *("29 Dec 2025 - 4 Jan 2026",),
        *("29 дек. 2025 – 4 янв. 2026", "2025年12月29日至2026年1月4日"),
    ),
    "2026-10-26..2026-11-01": (
        *("26 Oct - 1 Nov 2026", "26 окт. – 1 нояб. 2026", "2026年10月26日至11月1日"),
    ),
    "2026": ("2026", "2026 год", "за 2026 год", "2026年", "in 2026"),
    "2026-08-25..2026-11-22": ("quarter", "3 months", "last 3 months", "近三个月", "90 дней"),
    "2026-05-25..2026-11-22": ("half a year", "полгода", "半年"),
}


@pytest.mark.parametrize(
    ("typed", "days"), [(each, days) for days, forms in PERIODS.items() for each in forms]
)
def test_a_period_is_read_however_it_is_written(typed: str, days: str) -> None:
    assert meant(f"/nps {typed}") == days


WEEK = "2026-11-16..2026-11-22"
LINES = {
    "/nps anna": f"{WEEK} agent=anna",
    "/nps ANNA week": f"{WEEK} agent=anna",
    "/nps week Anna Lee": f'{WEEK} agent="Anna Lee"',
    "/nps week for anna, by day": f"{WEEK} agent=anna by day",
    "/nps agent=Anna lee": f'{WEEK} agent="Anna Lee"',
    "/nps agent=ANNA!": f"{WEEK} agent=anna",
    "/nps agent: anna": f"{WEEK} agent=anna",
    "/nps agent:anna, channel:chat": f"{WEEK} agent=anna channel=chat",
    "/nps agent anna": f"{WEEK} agent=anna",
    "/nps agent : 17": f"{WEEK} agent=17",
    "/nps touchpoint = Delivery": f"{WEEK} touchpoint=delivery",
    "/nps home delivery": f"{WEEK} touchpoint=delivery",
    "/nps доставка": f"{WEEK} touchpoint=delivery",
    "/nps channel shop": f"{WEEK} channel=shop",
    "/frt chat": f"{WEEK} channel=chat",
    "/nps recommend": f"{WEEK} survey=recommend",
    "/nps lang=русский": f"{WEEK} language=ru",
    "/nps lang=Russian": f"{WEEK} language=ru",
    "/nps язык: Chinese": f"{WEEK} language=zh_Hans",
    "/nps lang=zh": f"{WEEK} language=zh_Hans",
    "/nps 语言=中文": f"{WEEK} language=zh_Hans",
    "/nps 语言：俄语": f"{WEEK} language=ru",
    "/nps на русском": f"{WEEK} language=ru",
    "/nps 客服：王芳": f"{WEEK} agent=王芳",
    "/nps 本周王芳": "2026-W47 agent=王芳",
    "/nps 上周王芳按渠道": "2026-W46 agent=王芳 by channel",
    "/nps last week vs this week": "2026-W47 vs 2026-W46",
    "/nps this week vs last week": "2026-W47 vs 2026-W46",
    "/nps vs last week": "2026-W47 vs 2026-W46",
    "/nps week vs last week": "2026-W47 vs 2026-W46",
    "/nps October versus November": "2026-11 vs 2026-10",
    "/nps октябрь против ноября": "2026-11 vs 2026-10",
    "/nps 上周对比本周": "2026-W47 vs 2026-W46",
    "/nps Q3 compared to Q4 by month": "2026-Q4 vs 2026-Q3 by month",
    "/comments bad": f"{WEEK} low",
    "/comments негативные за ноябрь": "2026-11 low",
    "/comments 差评 本周": "2026-W47 low",
    "/trend csat ноябрь": "csat 2026-11",
    "/compare before 1 nov after": "before 2026-11-01 after",
    "/compare before and after 1 Nov": "before 2026-11-01 after",
    "/compare до и после 1 ноября": "before 2026-11-01 after",
    "/compare 11月1日前后": "before 2026-11-01 after",
    "/compare recommend 1 ноября": "survey=recommend before 2026-11-01 after",
}


@pytest.mark.parametrize("typed", LINES)
def test_a_line_is_read_as_it_was_meant(typed: str) -> None:
    assert meant(typed) == LINES[typed]


REFUSED = {
    "/nps week by agent by channel": "two_cuts",
    "/nps week by agent, channel": "two_cuts",
    "/nps 周 按客服 按渠道": "two_cuts",
    "/nps shop": "two_filters",
    "/nps 1/11/2026": "two_days",
    "/nps 1/11/2026 - 5/11/2026": "two_days",
    "/nps until 15 nov": "no_start",
    "/nps по 15 ноября": "no_start",
    "/nps 2026-11-01 2026-11-15": "two_periods",
    "/nps week month": "two_periods",
    "/nps tomorrow": "future_period",
    "/nps next week": "future_period",
    "/nps следующая неделя": "future_period",
    "/nps 下周": "future_period",
    "/nps 2027": "future_period",
    "/nps from 15 nov to 1 nov": "reversed_period",
    "/nps 31 nov": "no_such_day",
    "/nps 2026-02-30": "no_such_day",
    "/nps 24h": "no_period",
    "/nps week agent": "filter_form",
    "/nps week vs month": "shared_days",
}


@pytest.mark.parametrize("typed", REFUSED)
def test_what_can_mean_two_things_or_nothing_is_refused_by_its_kind(typed: str) -> None:
    found = read(typed)
    assert isinstance(found, Mistake), found.text()
    assert found.kind == REFUSED[typed]


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        *(
            ("2 wekes", "2w"),
            ("3 mnths", "3mo"),
            ("7", "7d"),
            ("24h", None),
            ("last 24 hours", None),
        ),
        *(("31 nov", None), ("novmber", "november"), ("2 недль", "2w"), ("24 часа", None)),
        ("48小时", None),
    ],
)
def test_no_other_unit_is_suggested_than_was_typed(typed: str, nearest: str | None) -> None:
    found = read(f"/nps {typed}")
    assert isinstance(found, Mistake)
    assert found.nearest == nearest


def test_a_name_of_the_grammar_stays_one_and_needs_its_dimension() -> None:
    known = Known({"agent": {"May", "week"}})
    form = FORMS["nps"]
    for typed, code in (
        ("/nps may", "2026-05"),
        ("/nps agent=may", f"{WEEK} agent=May"),
        ("/nps agent=week", f"{WEEK} agent=week"),
    ):
        found = read_query(typed, form, today=TODAY, zone=ZONE, surveys=[], known=known)
        assert isinstance(found, Query)
        assert found.text() == f"/nps {code}"
