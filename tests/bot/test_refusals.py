"""What whoever mistyped a command reads, in their own language: the nearest word, an example."""

from datetime import date
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.reports.corrections import corrected
from bot.text.grammar import read_query
from bot.text.misreadings import Mistake
from bot.text.query import Query
from bot.words.catalogues import Words
from bot.words.vocabulary import Spoken
from tests.bot.staff_grammar import parts, wild
from tests.forms import FORMS, parse_query

TODAY = date(2026, 11, 22)
ZONE = ZoneInfo("Europe/Berlin")
SURVEYS = ["recommend", "after chat", "after-chat"]
WORDS = Words.load()


def parse(text: str) -> Query:
    return parse_query(text, today=TODAY, zone=ZONE, surveys=SURVEYS)


def refused(text: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        parse(text)
    return caught.value


def said(language: str, text: str) -> str:
    refusal = refused(text)
    return WORDS.say(language, refusal.key, **refusal.values)


@pytest.mark.parametrize(
    ("language", "typed", "words"),
    [
        (
            "ru",
            "/nps недля",
            "Не знаю слова «недля»: может быть, «неделя»? Например: /nps неделя",
        ),
        ("ru", "/nps wek", "Не знаю слова «wek»: может быть, «неделя»? Например: /nps неделя"),
        (
            "ru",
            "/nps по агетам",
            "Не знаю слова «агетам»: может быть, «агент»? Например: /nps неделя по агентам",
        ),
        (
            "ru",
            "/nps агнт=анна",
            "Не знаю слова «агнт»: может быть, «агент»? Например: /nps неделя агент=anna",
        ),
        (
            "ru",
            "/nps агент suport",
            "После «агент» нужны знак равенства и значение. Например: /nps неделя агент=anna",
        ),
        (
            "ru",
            "/nps неделя против месяца",
            (
                "У этих двух периодов есть общие дни, сравнить их нельзя."
                " Например: /nps эта неделя против прошлой недели"
            ),
        ),
        (
            "ru",
            "/nps с 2027-01-01",
            "Период с 2027-01-01 ещё не начался. Например: /nps вчера",
        ),
        ("zh_Hans", "/nps 上个星其", "不认识“上个星其”：是不是“上周”？例如：/nps 上周"),
        ("zh_Hans", "/nps wek", "不认识“wek”：是不是“周”？例如：/nps 周"),
        ("zh_Hans", "/nps 客服=", "“客服=”后面要紧跟一个值。例如：/nps 周 客服=anna"),
        (
            "zh_Hans",
            "/responses 原因=速度",
            (
                "这里不能用“原因”，可以用：问卷、触点、客服、语言、渠道、次数、版本。"
                "例如：/responses 周 触点=support"
            ),
        ),
        ("en", "/nps недля", 'I do not know "недля": did you mean "week"? For example: /nps week'),
    ],
)
def test_a_wrong_word_gets_the_nearest_one_in_the_persons_language(
    language: str, typed: str, words: str
) -> None:
    assert said(language, typed) == words


WRONG = (
    *("wek", "last wek", "недля", "上州", "foo", "фу", "by agnet", "by x=y", "agnet=1", "agent="),
    *("agent=a agent=b", "2026-11-15..2026-11-01", "2027-01", "week vs month", "vs", "version=x"),
    *("survey=recomend", "touchpoint support", "reason=speed", "since", "since 2027-01-01", "0d"),
    *("before", "before x", "before 2027-01-01", "settling=x before 2026-10-01", "each=0", "lwo"),
    *("visit=x by visit", "week quarter", "2026-11-15.2026-11-20", "16.11.2026", "w47", "30 day s"),
)


def refusals() -> list[Refusal]:
    """Every refusal that some wrong command gets."""
    found = []
    for command, wrong in product(FORMS, WRONG):
        try:
            parse(f"/{command} {wrong}")
        except Refusal as refusal:
            found.append(refusal)
    return found


@pytest.mark.parametrize("language", WORDS.languages)
def test_every_example_of_every_refusal_works_in_every_language(language: str) -> None:
    found = refusals()
    assert len({refusal.key for refusal in found}) >= 12
    for refusal in found:
        example = refusal.values["example"]
        assert isinstance(example, Spoken)
        typed = WORDS.typed(language, example)
        assert typed in WORDS.plain(language, refusal.key, **refusal.values)
        assert parse(typed).text() == parse(example).text()


@given(
    command=st.sampled_from(sorted(FORMS)),
    typed=st.lists(st.sampled_from(WRONG) | parts | wild, max_size=6).map(" ".join),
    surveys=st.lists(
        st.sampled_from(SURVEYS) | st.from_regex("[a-z][a-z0-9 -]{0,8}[a-z]", fullmatch=True),
        min_size=1,
        max_size=3,
        unique=True,
    ),
    today=st.dates(date(1971, 1, 1), date(2199, 1, 1)),
)
def test_whatever_is_typed_is_a_query_or_a_mistake_with_an_example_that_works(
    command: str, typed: str, surveys: list[str], today: date
) -> None:
    form = FORMS[command]
    read = read_query(f"/{command} {typed}", form, today=today, zone=ZONE, surveys=surveys)
    if isinstance(read, Query):
        return
    assert read.command == command
    said = corrected(read, today=today, zone=ZONE, surveys=surveys).values["example"]
    assert isinstance(said, Spoken)
    assert isinstance(read_query(said, form, today=today, zone=ZONE, surveys=surveys), Query)


def test_the_first_mistake_counts() -> None:
    read = read_query(
        "/nps wek by agnet agnet=", FORMS["nps"], today=TODAY, zone=ZONE, surveys=SURVEYS
    )
    assert read == Mistake("nps", FORMS["nps"], "unknown_cut", "agnet", nearest="agent")
