"""Which replies begin with a score, and which only with a number."""

import unicodedata
from importlib.resources import files

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.answering.comment import clean
from bot.settings.config import Survey
from bot.surveys.questionnaire import buttons_of
from bot.text.folding import fold, trim
from bot.text.score_words import LISTS, read_pages, score_words
from bot.text.typed_scores import Buttons, read_score
from bot.words.catalogues import Words
from metrics.catalogue import METRICS

FILLERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that show nothing


def buttons(metric: str, *, scale: int | None = None) -> Buttons:
    asked = {"metric": metric} | ({"scale": scale} if scale else {})
    return buttons_of(Survey.model_validate(asked), Words.load())


CSAT, NPS, STARS, THUMBS = (buttons(metric) for metric in ("csat", "nps", "stars", "thumbs"))
EVERY = [buttons(name, scale=points) for name, each in METRICS.items() for points in each.scales]
PIECES = st.sampled_from(
    [
        *(
            "5",
            "4",
            "1",
            "10",
            "٥",
            "５",
            "🔟",
            " ",
            "  ",
            "\n",
            ", ",
            ". ",
            "-",
            "/",
            "%",
            "(",
            ")",
            "?",
        ),
        *(
            "!",
            "👍",
            "👎🏽",
            "⭐",
            "★",
            "☆",
            "😡",
            "🍕",
            "\u200f",
            "\ufe0f",
            "\u20e3",
            "分",
            "分钟",
            "星",
        ),
        *("great", "orders", "stars", "out of", "of", "thanks", "баллов", "из", "спасибо", "минут"),
        *("пять", "nine", "五", "很好", "个", "给", "оценка", "if", "или"),
    ]
)
TYPED = st.text() | st.lists(PIECES).map("".join)


@pytest.mark.parametrize(
    ("text", "score", "rest"),
    [
        ("5", 5, ""),
        (" 5 ", 5, ""),
        ("5!", 5, ""),
        ("5, great", 5, "great"),
        ("5 - great", 5, "great"),
        ("5: great", 5, "great"),
        ("5; great", 5, "great"),
        ("5. Great", 5, "Great"),
        ("4 / 5", 4, ""),
        ("4/5, fine", 4, "fine"),
        ("4/5 fine", 4, "fine"),
        ("five", 5, ""),
        ("5 – very satisfied", 5, ""),
        ("4 – very satisfied", 4, "very satisfied"),
        ("5, it took 2 minutes", 5, "it took 2 minutes"),
        ("1 rude service", 1, "rude service"),
        ("3 food was cold", 3, "food was cold"),
        ("5 送货很快", 5, "送货很快"),
        ("5 very friendly staff", 5, "very friendly staff"),
    ],
)
def test_a_score(text: str, score: int, rest: str) -> None:
    assert read_score(text, CSAT) == (score, rest)


@pytest.mark.parametrize(
    "text",
    [
        "10",
        "100",
        "4/50",
        "5-7 days",
        "5:30 in the morning",
        "great, 5",
        "5 раз",
        "5%",
        "5 great orders",
        "1 rude driver",
        "1 friendly guy",
        "I would give 5 but it was late",
        "5星酒店",
        "3 хороших заказа",
        "2 slow",
        "5, maybe 4",
        "5 good, 1 bad",
        "1. late 2. cold",
        "1) late",
        "not 5",
        "не 5",
        "5?",
        "5, why so slow?",
        "5 👎",
        "5 if it was on time",
        "5½",
        "5²",
        "5 ⭐⭐⭐",
        "five stars were promised",
        "一般",
        "",
        "/5",
    ],
)
def test_no_score(text: str) -> None:
    assert read_score(text, CSAT) == (None, text)


def test_the_scale_decides() -> None:
    assert read_score("10", NPS) == (10, "")
    assert read_score("0, never", NPS) == (0, "never")
    assert read_score("9/10", NPS) == (9, "")
    assert read_score("11", NPS) == (None, "11")

    assert read_score("🔟", NPS) == (10, "")
    assert read_score("девять", NPS) == read_score("nine!", NPS) == read_score("九", NPS) == (9, "")
    assert read_score("7 – certainly", NPS) == (7, "certainly")
    assert read_score("10 – certainly", NPS) == (10, "")


@pytest.mark.parametrize("text", ["5 stars", "5 ⭐", "4/5", "5 из 5", "10 minutes", "11"])
def test_what_belongs_to_another_scale_is_no_score(text: str) -> None:
    """Five stars before a question from 0 to 10 are praise, not a detractor."""
    assert read_score(text, NPS) == (None, text)


def test_a_row_of_stars_is_counted_where_stars_are_asked_for() -> None:
    """One alone may be praise, and two numbers are none."""
    assert read_score("⭐⭐⭐⭐", STARS) == (4, "")
    assert read_score("★★★★ 4", STARS) == (4, "")
    assert read_score("⭐️⭐️⭐️⭐️⭐️ super!", STARS) == (5, "super!")
    assert read_score("★★★★☆", STARS) == (4, "")
    for text in ("⭐", "⭐⭐⭐⭐⭐⭐", "⭐⭐⭐⭐ 5", "★★☆"):
        assert read_score(text, STARS) == (None, text)


def test_thumbs_are_read_as_thumbs() -> None:
    """Their buttons carry no number, so a number is no score."""
    assert read_score("👍", THUMBS) == (2, "")
    assert read_score("👎🏿 slow", THUMBS) == (1, "slow")
    for text in ("1", "2", "👍👎", "👍?", "one"):
        assert read_score(text, THUMBS) == (None, text)


@pytest.mark.parametrize("asked", EVERY, ids=lambda each: f"{each.metric}-{each.points}")
def test_every_label_of_a_button_is_its_score(asked: Buttons) -> None:
    for label, score in asked.labels.items():
        assert read_score(label, asked) == ((None, label) if label == "⭐" else (score, ""))


@given(TYPED, st.sampled_from(EVERY))
def test_any_text_is_read_without_a_fault(text: str, asked: Buttons) -> None:
    score, rest = read_score(text, asked)
    assert rest == text if score is None else score in asked.scale
    assert text.rstrip().endswith(rest.rstrip())


@given(TYPED, st.sampled_from([CSAT, NPS]))
def test_without_a_number_there_is_no_score(text: str, asked: Buttons) -> None:
    """Neither a digit of any script nor a word for one in any language."""
    plain = fold(text)
    assume(not any(char.isdigit() for char in plain))
    assume(not any(word in plain for word in score_words().numbers))
    assert read_score(text, asked) == (None, text)


@given(st.text(st.characters(categories=["L"]), min_size=1), st.sampled_from([", ", "\n", " - "]))
def test_every_word_after_a_score_is_kept(words: str, mark: str) -> None:
    score, rest = read_score(f"5{mark}{words}", CSAT)
    assert rest == (f"5{mark}{words}" if score is None else words)


def test_the_lists_are_complete_in_every_language() -> None:
    """A customer of any language can type a number in words, and a unit."""
    pages = read_pages(files("bot").joinpath("locales"))
    assert sorted(pages) == Words.load().languages
    for page in pages.values():
        assert set(page) == {*LISTS, "numbers", "sounds"}
        assert [int(each) for each in page["numbers"]] == list(range(11))
        assert page["points"]
        assert page["stars"]
        assert page["of"]
        assert page["doubts"]


def test_no_word_has_two_meanings() -> None:
    """What is counted never praises, and no word is listed twice."""
    for page in read_pages(files("bot").joinpath("locales")).values():
        for name in LISTS:
            assert len(set(page[name])) == len(page[name]), name
        assert not set(page["judgements"]) & set(page["counts"])


@given(TYPED)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_trimming_leaves_nothing_only_of_what_shows_nothing(text: str) -> None:
    assert trim(trim(text)) == trim(text)
    seen = any(unicodedata.category(char)[0] in "LNPS" and char not in FILLERS for char in text)
    assert trim(text) or not seen


def test_4096_characters_are_kept() -> None:
    assert clean("a" * 5000) == "a" * 4096


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    clean(text).encode()
