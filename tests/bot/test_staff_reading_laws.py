"""Laws of reading: whatever the language, the spelling and the marks, the same days are meant."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_interval, get_day_names, get_month_names
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.text.grammar import read_query
from bot.text.query import Query
from bot.words import dates
from bot.words.catalogues import Words
from bot.words.voice import Voice
from metrics.calendar_units import Unit, first_day, moved
from metrics.periods import Period
from tests.bot.staff_grammar import parts, wild
from tests.forms import FORMS, VALUES, parse_query

ZONE = ZoneInfo("Europe/Berlin")
WORDS = Words.load()
LOCALES = ("en", "en_GB", "ru", "zh_Hans")
SPACES = (" ", "  ", "\u00a0", "\u3000", "\n", "\t", "\u2009", "\u200b", "\u2028", ", ", " \ufeff")
ENDS = ("", ".", "!", "。", "！", " 😀", "👍🏽", "…", " ?", "\n")
days = st.dates(date(2010, 1, 1), date(2030, 12, 31))


def read(typed: str, today: date) -> Query:
    found = read_query(typed, FORMS["nps"], today=today, zone=ZONE, surveys=[])
    assert isinstance(found, Query), (typed, found)
    return found


def span(typed: str, today: date) -> tuple[date, date]:
    period = read(f"/nps {typed}", today).period
    return period.since, period.last


@st.composite
def dressed(draw: st.DrawFn, text: str) -> str:
    """Write a line with other spaces and capitals, and marks at its end."""
    space = draw(st.sampled_from(SPACES))
    shapes = {"as it is": text, "upper": text.upper(), "title": text.title(), "lower": text.lower()}
    shown = shapes[draw(st.sampled_from(sorted(shapes)))]
    return shown.replace(" ", space) + draw(st.sampled_from(ENDS))


@given(day=days, locale=st.sampled_from(LOCALES), data=st.data())
def test_a_day_is_read_as_calendars_of_the_language_write_it(
    day: date, locale: str, data: st.DataObject
) -> None:
    form = data.draw(st.sampled_from(("medium", "long", "full")))
    typed = data.draw(dressed(format_date(day, form, locale)))
    assert span(typed, date(2030, 12, 31)) == (day, day)


@given(first=days, length=st.integers(1, 400), locale=st.sampled_from(LOCALES), data=st.data())
def test_so_is_a_range(first: date, length: int, locale: str, data: st.DataObject) -> None:
    last = min(first + timedelta(days=length), date(2030, 12, 31))
    typed = data.draw(dressed(format_interval(first, last, "yMMMd", locale=locale)))
    assert span(typed, date(2030, 12, 31)) == (first, max(first, last))


def latest(month: int, today: date) -> date:
    """The plainest way to the latest month begun with a number."""
    first = today.replace(day=1)
    while first.month != month:
        first = (first - timedelta(days=1)).replace(day=1)
    return first


@given(
    today=days,
    month=st.integers(1, 12),
    locale=st.sampled_from(LOCALES),
    width=st.sampled_from(("wide", "abbreviated")),
    context=st.sampled_from(("format", "stand-alone")),
    year=st.booleans(),
    data=st.data(),
)
def test_a_month_by_any_of_its_names_is_the_latest_begun(
    today: date,
    month: int,
    locale: str,
    width: str,
    context: str,
    data: st.DataObject,
    *,
    year: bool,
) -> None:
    name = get_month_names(width, context=context, locale=locale)[month]  # type: ignore[arg-type]
    first = latest(month, today)
    typed = f"{name} {first.year}" if year else str(name)
    until = moved("month", first, 1) - timedelta(days=1)
    assert span(data.draw(dressed(typed)), today) == (first, until)


@given(today=days, weekday=st.integers(0, 6), locale=st.sampled_from(LOCALES), data=st.data())
def test_a_weekday_is_the_latest_one(
    today: date, weekday: int, locale: str, data: st.DataObject
) -> None:
    names = get_day_names("wide", context="stand-alone", locale=locale)
    short = get_day_names("abbreviated", context="stand-alone", locale=locale)
    name = data.draw(st.sampled_from((names[weekday], short[weekday])))
    wanted = next(
        day for back in range(7) if (day := today - timedelta(days=back)).weekday() == weekday
    )
    assert span(data.draw(dressed(str(name))), today) == (wanted, wanted)


COUNTED = {
    1: ("{} days", "{}d", "{} d", "last {} days", "past {} days", "{} дней", "за {} дней"),
    7: (
        "{} weeks",
        "{}w",
        "last {} weeks",
        "{} недель",
        "последние {} недели",
        "近{}周",
        "{}个星期",
    ),
    30: ("{} months", "last {} months", "{} месяцев", "за последние {} месяца", "近{}个月"),
}


@given(today=days, number=st.integers(1, 12), unit=st.sampled_from(sorted(COUNTED)), data=st.data())
def test_so_many_units_end_today(today: date, number: int, unit: int, data: st.DataObject) -> None:
    typed = data.draw(st.sampled_from(COUNTED[unit])).format(number)
    length = number * unit
    assert span(data.draw(dressed(typed)), today) == (today - timedelta(days=length - 1), today)


NUMBERED: dict[Unit, tuple[str, ...]] = {
    "quarter": (
        "Q{n} {y}",
        "{y} Q{n}",
        "{y}-Q{n}",
        "{n} квартал {y}",
        "{n}-й квартал {y} года",
        "{y}年第{n}季度",
    ),
    "week": (
        "week {n} {y}",
        "W{n} {y}",
        "{y}-W{n:02}",
        "{n} неделя {y}",
        "неделя {n} {y} г.",
        "{y}年第{n}周",
    ),
    "month": ("{n}/{y}", "{n:02}.{y}", "{y}/{n}", "{y}-{n:02}", "{y}年{n}月"),
    "year": ("{y}", "{y} год", "{y}年", "in {y}", "за {y} г."),
}


@given(day=days, unit=st.sampled_from(sorted(NUMBERED)), data=st.data())
def test_a_numbered_unit_is_read(day: date, unit: Unit, data: st.DataObject) -> None:
    first = first_day(unit, day)
    year, week, _ = first.isocalendar()
    numbers = {"quarter": first.month // 3 + 1, "week": week, "month": first.month, "year": 0}
    shown = year if unit == "week" else first.year
    typed = data.draw(st.sampled_from(NUMBERED[unit])).format(n=numbers[unit], y=shown)
    until = moved(unit, first, 1) - timedelta(days=1)
    assert span(data.draw(dressed(typed)), date(2031, 12, 31)) == (first, until)


@given(first=days, length=st.integers(1, 800), language=st.sampled_from(WORDS.languages))
def test_whatever_dates_the_bot_writes_it_reads(first: date, length: int, language: str) -> None:
    period = Period(first, first + timedelta(days=length), ZONE, "")
    voice, today = Voice(WORDS, language), period.last
    for shown in (dates.span(voice, period), dates.dated(voice, period)):
        assert span(shown, today) == (period.since, period.last)
    assert span(dates.full_day(voice, first), today) == (first, first)
    assert span(dates.day(voice, first), first) == (first, first)
    month = first.replace(day=1)
    assert span(dates.month_of_year(voice, month), today)[0] == month
    at = period.start() + timedelta(hours=9, minutes=5)
    assert span(dates.moment_of_year(voice, at, ZONE), today) == (first, first)
    assert span(dates.moment(voice, at, ZONE), first) == (first, first)


@given(
    command=st.sampled_from(sorted(FORMS)),
    typed=st.lists(parts | wild, min_size=1, max_size=5).map(" ".join),
    today=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    values=st.sampled_from((VALUES, {}, {"agent": ["Zoë K"]})),
)
def test_an_example_is_read_and_is_never_what_was_refused(
    command: str, typed: str, today: date, values: dict[str, list[str]]
) -> None:
    known = {"today": today, "zone": ZONE, "surveys": ["recommend", "after chat"]}
    line = f"/{command} {typed}"
    try:
        parse_query(line, **known, values=values)
    except Refusal as refused:
        example = str(refused.values["example"])
        assert example != line
        parse_query(example, **known, values=values)
