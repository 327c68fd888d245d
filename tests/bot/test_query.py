"""What staff may type, and the words they get for what they may not."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.text.query import CUTS, Query, command_of
from bot.words.catalogues import Words
from tests.forms import FORMS, parse_query

TODAY = date(2026, 11, 22)
ZONE = ZoneInfo("Europe/Berlin")
SURVEYS = ["recommend", "after chat"]
WORDS = Words.load()


def parse(text: str) -> Query:
    return parse_query(text, today=TODAY, zone=ZONE, surveys=SURVEYS)


def refusal(text: str) -> str:
    with pytest.raises(Refusal) as caught:
        parse(text)
    return WORDS.say("en", caught.value.key, **caught.value.values)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("/nps", "/nps 2026-11-16..2026-11-22"),
        ("/nps week", "/nps 2026-11-16..2026-11-22"),
        ("/NPS@OurBot Week", "/nps 2026-11-16..2026-11-22"),
        ("/nps today", "/nps 2026-11-22"),
        ("/nps last month", "/nps 2026-10"),
        ("/nps by agent week", "/nps 2026-11-16..2026-11-22 by agent"),
        ("/nps by lang", "/nps 2026-11-16..2026-11-22 by language"),
        ("/nps by", "/nps 2026-11-16..2026-11-22 by"),
        ("/nps last week vs 2026-W40 by day", "/nps 2026-W46 vs 2026-W40 by day"),
        ("/csat agent = anna 7d", "/csat 2026-11-16..2026-11-22 agent=anna"),
        ("/csat agent='anna'", "/csat 2026-11-16..2026-11-22 agent=anna"),
        ('/csat agent="Anna Lee"', '/csat 2026-11-16..2026-11-22 agent="Anna Lee"'),
        ("/csat agent=“Anna Lee”", '/csat 2026-11-16..2026-11-22 agent="Anna Lee"'),
        ("/csat lang=zh-hans", "/csat 2026-11-16..2026-11-22 language=zh_Hans"),
        ("/csat survey=Recommend", "/csat 2026-11-16..2026-11-22 survey=recommend"),
        ("/csat version=v3", "/csat 2026-11-16..2026-11-22 version=3"),
        ("/comments low", "/comments 2026-11-16..2026-11-22 low"),
        ("/comments after=17", "/comments 2026-11-16..2026-11-22 after=17"),
    ],
)
def test_what_is_typed_has_one_form_that_means_the_same_later(typed: str, canonical: str) -> None:
    assert parse(typed).text() == canonical
    assert parse(canonical).text() == canonical


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/nps wek", 'I do not know "wek": did you mean "week"? For example: /nps week'),
        (
            "/nps last wek",
            'I do not know "last wek": did you mean "last week"? For example: /nps last week',
        ),
        (
            "/nps by agnet",
            'I do not know "agnet": did you mean "agent"? For example: /nps week by agent',
        ),
        (
            "/nps toucpoint=x",
            (
                'I do not know "toucpoint": did you mean "touchpoint"?'
                " For example: /nps week touchpoint=support"
            ),
        ),
        (
            "/comments lwo",
            'I do not know "lwo": did you mean "low"? For example: /comments this week low',
        ),
        (
            "/nps week bay agent",
            'I do not know "bay": did you mean "by"? For example: /nps this week by agent',
        ),
        ("/nps foo", 'I do not understand "foo" here. For example: /nps week'),
        (
            "/nps touchpoint suport",
            (
                '"touchpoint" wants a value after an equals sign.'
                " For example: /nps week touchpoint=support"
            ),
        ),
        (
            "/nps agent=",
            '"agent" wants a value right after the equals sign. For example: /nps week agent=anna',
        ),
        (
            "/nps agent=a agent=b",
            '"agent" can be given once only. For example: /nps week agent=anna',
        ),
        (
            "/nps 2026-11-15..2026-11-01",
            (
                "2026-11-15..2026-11-01 ends before it begins."
                " For example: /nps 2026-11-01..2026-11-15"
            ),
        ),
        ("/nps 2027-01", "2027-01 has not begun yet. For example: /nps last month"),
        (
            "/nps week vs month",
            (
                "These two periods share days, so they cannot be compared."
                " For example: /nps this week vs last week"
            ),
        ),
        (
            "/nps vs",
            (
                'After "vs" comes the period to compare with.'
                " For example: /nps this month vs last month"
            ),
        ),
        (
            "/nps survey=recomend",
            (
                'There is no survey "recomend"; there are: recommend, after chat.'
                " For example: /nps week survey=recommend"
            ),
        ),
        (
            "/nps survy=x",
            (
                'I do not know "survy": did you mean "survey"?'
                ' For example: /nps week survey="after chat"'
            ),
        ),
        (
            "/nps version=new",
            '"new" is not a number for "version". For example: /nps week version=1',
        ),
        (
            "/responses reason=speed",
            (
                '"reason" is none of survey, touchpoint, agent, language, channel, visit, version.'
                " For example: /responses week touchpoint=support"
            ),
        ),
        (
            "/nps by touchpoint=support",
            (
                'I do not understand "touchpoint=support" here.'
                " For example: /nps week touchpoint=support"
            ),
        ),
    ],
)
def test_what_cannot_be_read_gets_the_nearest_word_and_an_example(typed: str, words: str) -> None:
    assert refusal(typed) == words


def test_every_example_works() -> None:
    for typed in ("/nps wek", "/nps by agnet", "/nps 2027-01", "/nps vs", "/comments lwo"):
        parse(refusal(typed).rpartition(": ")[2])


def test_moving_a_calendar_month_gives_the_whole_month_before() -> None:
    assert parse("/nps this month by day").moved(-1).text() == "/nps 2026-10 by day"


def test_moving_forgets_what_was_compared_and_the_page() -> None:
    assert parse("/nps last week vs 2026-W40").moved(-1).text() == "/nps 2026-W45"
    assert parse("/comments week after=17").moved(-1).after is None


@pytest.mark.parametrize("text", ["", "  ", "/", "nps", "/nps@other week"])
def test_the_command_is_the_first_word(text: str) -> None:
    assert command_of(text) == ("nps" if "nps" in text else "")


@given(
    value=st.text(st.characters(blacklist_categories=("Cs", "Cc", "Z")), min_size=1, max_size=40),
    command=st.sampled_from(sorted(FORMS)),
    key=st.sampled_from([cut for cut in CUTS if cut not in ("language", "reason")]),
)
def test_any_value_survives_the_way_into_a_button_and_back(
    value: str, command: str, key: str
) -> None:
    assume(key in FORMS[command].filters)
    asked = Query(
        command, parse("/nps week").period, form=FORMS[command], filters={key: f"{value} {value}"}
    )
    assert parse(asked.text()).filters == asked.filters


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for command in FORMS:
        try:
            parse(f"/{command} {text}")
        except Refusal as refused:
            WORDS.say("en", refused.key, **refused.values)
