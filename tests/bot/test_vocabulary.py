"""Staff commands in every language: what is typed is understood, what is shown can be typed."""

from collections import defaultdict
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.query import LENGTHS, STEPS, Query
from bot.words.catalogues import Words
from bot.words.vocabulary import IGNORED, normal, vocabulary
from metrics.catalogue import METRICS
from metrics.periods import PHRASES, parse_period
from tests.forms import FORMS, parse_query

TODAY = date(2026, 11, 22)
ZONE = ZoneInfo("Europe/Berlin")
SURVEYS = ["recommend", "after chat", "after-chat"]
WORDS = Words.load()
TRANSLATED = [language for language in WORDS.languages if language != "en"]
CUTS = {name for form in FORMS.values() for name in (*form.by, *form.filters)} - {"after"}
FLAGS = {name for form in FORMS.values() for name in form.words}


def parse(text: str) -> Query:
    return parse_query(text, today=TODAY, zone=ZONE, surveys=SURVEYS)


@pytest.mark.parametrize(
    ("typed", "english"),
    [
        ("/nps неделя", "/nps week"),
        ("/nps за неделю", "/nps week"),
        ("/NPS Эта Неделя", "/nps this week"),
        ("/nps прошлый месяц", "/nps last month"),
        ("/nps за прошлый месяц по агентам", "/nps last month by agent"),
        ("/nps квартал", "/nps quarter"),
        ("/nps год", "/nps year"),
        ("/nps 7д", "/nps 7d"),
        ("/nps 7 дней", "/nps 7d"),
        ("/nps за последние 30 дней", "/nps 30d"),
        ("/nps с 2026-11-01", "/nps since 2026-11-01"),
        ("/nps эта неделя против прошлой недели", "/nps this week vs last week"),
        ("/nps 2026-W46 против 2026-W40", "/nps 2026-W46 vs 2026-W40"),
        ("/nps агент=анна", "/nps agent=анна"),
        ("/csat месяц точка=support канал = chat", "/csat month touchpoint=support channel=chat"),
        ("/nps по дням недели", "/nps by weekday"),
        ("/nps неделя по неделям", "/nps week by week"),
        ("/comments низкие текст", "/comments low text"),
        ("/compare до 2026-11-01 после", "/compare before 2026-11-01 after"),
        ("/trend звёзды", "/trend stars"),
        ("/trend звезды", "/trend stars"),
        ("/nps 周", "/nps week"),
        ("/nps 本周", "/nps this week"),
        ("/nps 上周 按 客服", "/nps last week by agent"),
        ("/nps 本周按客服", "/nps this week by agent"),
        ("/nps 本周，按天", "/nps this week by day"),
        ("/nps 今天", "/nps today"),
        ("/nps 7天", "/nps 7d"),
        ("/nps 近７天", "/nps 7d"),
        ("/nps 自2026-11-01", "/nps since 2026-11-01"),
        ("/nps 自 2026-11-01", "/nps since 2026-11-01"),
        ("/nps 本周 对比 上周", "/nps this week vs last week"),
        ("/nps 本周对比上周", "/nps this week vs last week"),
        ("/nps 客服=anna", "/nps agent=anna"),
        ("/nps 本周客服＝anna", "/nps this week agent=anna"),
        ("/nps 版本=３", "/nps version=3"),
        ("/comments 低分 文字", "/comments low text"),
        ("/compare 2026-11-01 前后", "/compare before 2026-11-01 after"),
        ("/compare 2026-11-01前后", "/compare before 2026-11-01 after"),
        ("/nps неделя 按 客服", "/nps week by agent"),
        ("/nps ｗｅｅｋ", "/nps week"),
        ("/nps last 7 days", "/nps 7d"),
        ("/nps by agents", "/nps by agent"),
        ("/nps week.", "/nps week"),
        ("/nps week!", "/nps week"),
        ("/nps 本周。", "/nps this week"),
        ("/nps week 😀", "/nps week"),
        ("/nps week by agent 👍🏽", "/nps week by agent"),
        ("/nps agent=J.", "/nps agent=J."),
    ],
)
def test_commands_are_understood_in_every_language(typed: str, english: str) -> None:
    assert parse(typed).text() == parse(english).text()


def test_a_value_stays_as_it_was_typed() -> None:
    assert parse('/nps агент="Анна Ёлкина"').filters == {"agent": "Анна Ёлкина"}
    assert parse("/nps agent=неделя").filters == {"agent": "неделя"}
    assert parse("/nps 客服=本周").filters == {"agent": "本周"}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_word_of_the_grammar_has_a_translation(language: str) -> None:
    words = vocabulary().languages[language]
    metrics = {name for name in METRICS if not name.isupper()} - {"nps", "csat", "ces", "enps"}
    assert {*PHRASES, "{}d", "by", "vs", "before", "after", *CUTS, *FLAGS} <= words.keys()
    assert {"by day", "by week", "by month"} <= words.keys()
    assert metrics - {"thumbs"} <= words.keys()
    assert all(words.values())


def test_no_spelling_means_two_things() -> None:
    meanings = defaultdict(set)
    for words in vocabulary().languages.values():
        for word, spellings in words.items():
            meanings[word].add(word)
            for spelling in spellings:
                meanings[normal(spelling)].add(word)
    assert {spelling: means for spelling, means in meanings.items() if len(means) > 1} == {}


def hole(text: str) -> str:
    """Fill the hole of a phrase."""
    return text.replace("{}", "2026-11-01").replace("{year}", "2026")


def test_every_spelling_is_read_as_its_word() -> None:
    for words in vocabulary().languages.values():
        for word, spellings in words.items():
            for spelling in spellings:
                meant = "" if word == IGNORED else word
                if word.isdecimal():
                    continue  # a number says something beside a unit only
                filled = [hole(text) for text in (spelling, meant)]
                assert vocabulary().english(filled[0]) == filled[1], spelling


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_shown_is_read_back(language: str) -> None:
    for word in vocabulary().languages[language]:
        if word != IGNORED and not word.isdecimal():
            filled = hole(word)
            assert vocabulary().english(vocabulary().spoken(language, filled)) == filled


PERIODS = st.sampled_from(
    ["week", "7d", "2026-W46", "2026-11-01", "since 2026-11-16", "last month"]
)


@given(
    language=st.sampled_from(WORDS.languages),
    command=st.sampled_from(sorted(name for name in FORMS if not FORMS[name].around)),
    period=PERIODS,
    value=st.text(st.characters(blacklist_categories=("Cs", "Cc", "Z")), min_size=1, max_size=20),
    plain=st.booleans(),
)
def test_any_command_means_the_same_in_the_words_of_any_language(
    language: str, command: str, period: str, value: str, *, plain: bool
) -> None:
    form = FORMS[command]
    keys = [key for key in form.filters if key in ("agent", "touchpoint", "channel")]
    known = parse_period(period, today=TODAY, zone=ZONE)
    asked = Query(
        command,
        known,
        filters=dict.fromkeys(keys, value),
        by=form.by[-1] if form.by else None,
        plain=plain,
    )
    typed = WORDS.typed(language, asked.text())
    assert parse(typed).text() == asked.text()


@given(language=st.sampled_from(WORDS.languages), day=st.dates(date(2026, 1, 1), TODAY))
def test_a_comparison_around_a_day_too(language: str, day: date) -> None:
    text = f"/compare csat before {day} after"
    assert parse(WORDS.typed(language, text)).text() == parse(text).text()


@given(st.text(max_size=60))
def test_any_text_is_translated_without_a_fault(text: str) -> None:
    english = vocabulary().english(text)
    assert vocabulary().english(english) == english or any(c for c in text if ord(c) > 127)
    for language in WORDS.languages:
        WORDS.typed(language, text)


def test_names_that_follow_a_command_are_left_alone() -> None:
    for name in ("/test week", "/why low", "/skip by", "/cadence month"):
        assert WORDS.typed("ru", name) == name


@pytest.mark.parametrize("language", WORDS.languages)
def test_the_help_names_words_that_are_understood(language: str) -> None:
    values = {"touchpoint": "support", "agent": "anna", "survey": "after-chat", "lang": "ru"}
    text = WORDS.plain(language, "staff.help.grammar", **values)
    periods, filters, cuts, against = (
        line.split("</b>")[1].strip(": ：") for line in text.split("\n")
    )
    shown = periods.replace("。", ". ").split(". ")[0].replace("、", ", ").split(", ")
    assert len(shown) >= 10
    for period in shown:
        parse(f"/nps {period}")
    assert parse(f"/nps {filters}").filters["touchpoint"] == "support"
    assert parse(f"/nps this month {against}").against is not None
    if language != "en":
        for cut in cuts.replace("、", ", ").split(", "):
            assert parse(f"/nps {cut}").by is not None
    assert parse(f"/nps by {STEPS[0]}").by == "day"


def test_lengths_are_read_in_any_language() -> None:
    day = TODAY - timedelta(days=60)
    text = f"/compare before {day} after settling=7d"
    assert parse(f"/compare до {day} после привыкание=7д").text() == parse(text).text()
    assert parse(f"/compare {day}前后 适应期=7天").text() == parse(text).text()
    assert set(LENGTHS) <= CUTS
