"""Days, moments, numbers and tables as each language writes them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.operating.settings_words import value_words
from bot.reports.segments import segment_label
from bot.words import dates, figures, tables
from bot.words.answered_by import answers_words
from bot.words.catalogues import Words, number
from bot.words.durations import duration
from bot.words.voice import Voice
from metrics.periods import Period, parse_period

ZONE = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 22)
WORDS = Words.load()
EN, RU, ZH = (Voice(WORDS, language) for language in ("en", "ru", "zh_Hans"))
NBSP = "\N{NO-BREAK SPACE}"


def period(text: str) -> Period:
    return parse_period(text, today=TODAY, zone=ZONE)


@pytest.mark.parametrize(
    ("text", "english", "russian", "chinese"),
    [
        ("week", "16-22 Nov 2026", "16–22 нояб. 2026", "2026年11月16日至22日"),
        ("2026-05-09", "9 May 2026", "9 мая 2026", "2026年5月9日"),
        (
            "2026-10-26..2026-11-01",
            "26 Oct - 1 Nov 2026",
            "26 окт. – 1 нояб. 2026",
            "2026年10月26日至11月1日",
        ),
        (
            "2025-12-29..2026-01-04",
            "29 Dec 2025 - 4 Jan 2026",
            "29 дек. 2025 – 4 янв. 2026",
            "2025年12月29日至2026年1月4日",
        ),
    ],
)
def test_periods_name_their_days(text: str, english: str, russian: str, chinese: str) -> None:
    assert [dates.span(voice, period(text)) for voice in (EN, RU, ZH)] == [
        english,
        russian,
        chinese,
    ]


def test_moments_days_and_months() -> None:
    at = datetime(2026, 5, 9, 7, 5, tzinfo=UTC)
    assert [dates.moment(voice, at, ZONE) for voice in (EN, RU, ZH)] == [
        "9 May 09:05",
        "9 мая 09:05",
        "5月9日 09:05",
    ]
    assert [dates.moment_of_year(voice, at, ZONE) for voice in (EN, RU, ZH)] == [
        "9 May 2026 09:05",
        "9 мая 2026 09:05",
        "2026年5月9日 09:05",
    ]
    day = date(2026, 5, 9)
    assert [dates.day(voice, day) for voice in (EN, RU, ZH)] == ["9 May", "9 мая", "5月9日"]
    months = [segment_label(voice, "month", "2026-05-01") for voice in (EN, RU, ZH)]
    assert months == ["May 2026", "май 2026", "2026年5月"]


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [
        (73_421, "73,421", f"73{NBSP}421"),
        (Decimal("3.206"), "3.206", "3,206"),
        (Decimal("-1234.5"), "-1,234.5", f"-1{NBSP}234,5"),
        (0, "0", "0"),
    ],
)
def test_numbers_have_the_marks_of_their_language(
    value: Decimal | int, english: str, russian: str
) -> None:
    assert number("en", value) == number("zh_Hans", value) == english
    assert number("ru", value) == russian


def test_counts_in_sentences_are_grouped_too() -> None:
    said = [answers_words(voice, 73_421, 73_421) for voice in (EN, RU, ZH)]
    assert said == ["73,421 answers", f"73{NBSP}421 ответ", "73,421 份回答"]


@pytest.mark.parametrize(
    ("n", "words"),
    [(1, "1 ответ"), (2, "2 ответа"), (5, "5 ответов"), (11, "11 ответов"), (21, "21 ответ")],
)
def test_russian_has_three_plurals(n: int, words: str) -> None:
    assert answers_words(RU, n, n) == words


def test_shares_and_settings() -> None:
    assert [figures.share(voice, 0.87) for voice in (EN, RU, ZH)] == ["87 %", f"87{NBSP}%", "87%"]
    assert [value_words(voice, 2.5) for voice in (EN, RU, ZH)] == ["2.5", "2,5", "2.5"]
    days = timedelta(days=7)
    assert [duration(voice, days) for voice in (EN, RU, ZH)] == ["7 days", "7 дней", "7 天"]


def ends(line: str, wide: float) -> list[float]:
    """Where each letter of a line ends, with letters of two widths."""
    return list(accumulate(wide if tables._cell_width(each) == 2 else 1.0 for each in line))


@given(
    keys=st.lists(
        st.sampled_from(["王芳", "anna", "在线客服", "（无）", "b"]), min_size=2, max_size=6
    ),
    heads=st.tuples(st.sampled_from(["人数", "n"]), st.sampled_from(["区间", "от..до", "CSAT"])),
    wide=st.floats(1.2, 2.4),
)
def test_columns_line_up_however_wide_chinese_letters_are(
    keys: list[str], heads: tuple[str, str], wide: float
) -> None:
    """A telephone's monospaced type does not make them twice as wide as the others."""
    rows = [["客服", *heads], *([key, str(12 * at), "87%"] for at, key in enumerate(keys))]
    plain = tables.table(rows).removeprefix("<pre>").removesuffix("</pre>")
    lines = plain.split("\n")
    whole = {round(ends(line, wide)[-1], 6) for line in lines}
    assert len(whole) == 1
    columns = {
        round(ends(line[: -len(row[2])].rstrip(), wide)[-1], 6)
        for line, row in zip(lines[1:], rows[1:], strict=True)
    }
    assert len(columns) == 1
