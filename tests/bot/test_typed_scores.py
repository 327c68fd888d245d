"""Which replies begin with a score, and which only with a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.comment import clean, typed_score
from bot.settings.config import Survey

CSAT = Survey.model_validate({"metric": "csat"})
NPS = Survey.model_validate({"metric": "nps"})


@pytest.mark.parametrize(
    ("text", "score", "rest"),
    [
        ("5", 5, ""),
        (" 5 ", 5, ""),
        ("5!", 5, ""),
        ("5!!!", 5, ""),
        ("5, great", 5, "great"),
        ("5 - great", 5, "great"),
        ("5: great", 5, "great"),
        ("5; great", 5, "great"),
        ("5. Great", 5, "Great"),
        ("5 – great", 5, "great"),
        ("4/5", 4, ""),
        ("4 / 5", 4, ""),
        ("4/5, fine", 4, "fine"),
        ("4/5 fine", 4, "fine"),
    ],
)
def test_a_score(text: str, score: int, rest: str) -> None:
    assert typed_score(text, CSAT) == (score, rest)


@pytest.mark.parametrize(
    "text",
    [
        "2 hours late",
        "10",
        "0",
        "100",
        "4/10",
        "4/50",
        "4.5",
        "4,5",
        "5-7 days",
        "5:30 in the morning",
        "-5",
        "5th",
        "five",
        "great, 5",
        "5\ngreat",
        "",
        "/5",
    ],
)
def test_no_score(text: str) -> None:
    assert typed_score(text, CSAT) == (None, text)


def test_the_scale_decides() -> None:
    assert typed_score("10", NPS) == (10, "")
    assert typed_score("0, never", NPS) == (0, "never")
    assert typed_score("9/10", NPS) == (9, "")
    assert typed_score("11", NPS) == (None, "11")


@given(st.text())
def test_any_text_is_read_without_a_fault(text: str) -> None:
    score, rest = typed_score(text, CSAT)
    assert score is None or 1 <= score <= 5
    assert rest in text


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    clean(text).encode()
