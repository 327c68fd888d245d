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
from bot.text.score_words import KINDS, LISTS, read_pages, score_words
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


@pytest.mark.parametrize(
    "words",
    [
        "the app keeps crashing",
        "never again, 3 hours for a cold pizza",
        "dont ever call me",
        "we're happy",
        "food was cold",
        "recieved the wrong size",
        "soooo gooood",
        "everythng on time",
        "horible experience",
        "wonderful evening",
        "rude and late service",
        "music too loud",
        "muchas gracias",
        "stole my bag",
        "верните деньги",
        "не советую никому",
        "ждала час",
        "курьер вежливый",
        "обслуживание медленное",
        "вежливый курьер",
        "атлично",
        "просто огонь",
        "курьером доволен",
        "обманули нас",
        "какой-то кошмар",
        "千万别买",
        "根本找不到入口",
        "東西壞了",
        "桌子很脏",
    ],
)
def test_words_that_cannot_be_counted_are_a_comment_beside_the_score(words: str) -> None:
    assert read_score(f"4 {words}", CSAT) == (4, words)


@pytest.mark.parametrize(
    ("text", "score", "rest"),
    [
        ("1 food was cold", 1, "food was cold"),
        ("1 thieves", 1, "thieves"),
        ("1 грубые курьеры", 1, "грубые курьеры"),
        ("1 ужасный сервис", 1, "ужасный сервис"),
        ("5 девушка вежливая", 5, "девушка вежливая"),
        ("5 Анна очень помогла", 5, "Анна очень помогла"),
        ("5 цены радуют", 5, "цены радуют"),
        ("2 slow service", 2, "slow service"),
        ("4, not 5 because of the wait", 4, "not 5 because of the wait"),
        ("4, would have been 5 but it was late", 4, "would have been 5 but it was late"),
        ("4, а не 5 из-за соуса", 4, "а не 5 из-за соуса"),
        ("4 but I waited at door 3", 4, "but I waited at door 3"),
        ("4分，扣1分因为慢", 4, "扣1分因为慢"),
        ("5 👍 10 minutes early", 5, "10 minutes early"),
        ("5. 3 visits and never a problem", 5, "3 visits and never a problem"),
        ("5分 app is slow", 5, "app is slow"),
        ("4 stars hair in the soup", 4, "hair in the soup"),
        ("4分師傅很準時", 4, "師傅很準時"),
        ("(4) bit slow", 4, "bit slow"),
        ("5 for the whole team", 5, "for the whole team"),
        ("5，15分钟就到", 5, "15分钟就到"),
    ],
)
def test_a_score_by_what_stands_around_it(text: str, score: int, rest: str) -> None:
    assert read_score(text, CSAT) == (score, rest)


@pytest.mark.parametrize(
    "text",
    [
        "my score is 5",
        "оценка 5",
        "给5分",
        "评分:5",
        "1 large pizza missing",
        "1 plate the waiter dropped",
        "2 cold pizza missing",
        "2 were cold",
        "3 never arrived",
        "2 not delivered",
        "4 of 5 arrived",
        "4 out of 5 parcels arrived",
        "3 waiters were rude",
        "2 too many",
        "5 in a row",
        "5 a day",
        "4 may be too kind",
        "5 star hotel",
        "10 points never credited",
        "7up was warm",
        "2 day delivery",
        "3 хороших ролла",
        "2 пиццы отправила",
        "5 сообщений написал",
        "5 доставка подряд с опозданием",
        "4 дневная задержка",
        "3 не приехали",
        "2 привезли холодными",
        "1 вежливый курьер",
        "5 тако холодные",
        "5分给不了",
        "2 大盒都坏",
        "2個包裹",
        "3 樓沒電梯",
        "5, well 4 actually",
        "1:30到的",
        "5.12下的单",
        "2 staff on shift",
        "5 for a week",
        "4, точнее 3",
    ],
)
def test_what_is_counted_is_no_score(text: str) -> None:
    assert read_score(text, CSAT) == (None, text)


@pytest.mark.parametrize("tail", ["", "не привезли", "плохо упакованы", "заказывал", "и всё"])
@pytest.mark.parametrize("quality", ["", "холодных", "каких-то плохих"])
@pytest.mark.parametrize(
    ("few", "many"),
    [
        ("заказа", "заказов"),
        ("пиццы", "пицц"),
        ("ложки", "ложек"),
        ("блюда", "блюд"),
        ("двери", "дверей"),
        ("стула", "стульев"),
        ("таблетки", "таблеток"),
        ("операции", "операций"),
        ("яйца", "яиц"),
        ("остановки", "остановок"),
    ],
)
def test_in_russian_the_case_tells_what_is_counted(
    few: str, many: str, quality: str, tail: str
) -> None:
    for text in (f"3 {quality} {few} {tail}", f"5 {quality} {many} {tail}"):
        assert read_score(text, NPS) == (None, text)


@pytest.mark.parametrize("tail", ["", "missing", "were cold", "never came", "my wife ordered"])
@pytest.mark.parametrize("quality", ["", "rude", "very slow", "terrible", "brand new"])
@pytest.mark.parametrize("thing", ["order", "waiter", "glass", "box", "plate", "text", "member"])
def test_in_english_the_number_tells_what_is_counted(thing: str, quality: str, tail: str) -> None:
    several = f"{thing}es" if thing[-1] in "sx" else f"{thing}s"
    for text in (f"1 {quality} {thing} {tail}", f"3 {quality} {several} {tail}"):
        assert read_score(text, NPS) == (None, text)


def test_none_of_something_is_no_score() -> None:
    """Zero counts what is never counted otherwise."""
    assert read_score("0 never again", NPS) == (0, "never again")
    assert read_score("0 никому не посоветую", NPS) == (0, "никому не посоветую")
    for text in ("0 help", "0 complaints", "0 внимания", "0 эмоций", "0 回应"):
        assert read_score(text, NPS) == (None, text)


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
    assert read_score("👍 5 minutes and done", THUMBS) == (2, "5 minutes and done")
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
        assert set(page) == {*LISTS, "forms", "numbers", "sounds", "endings"}
        assert [int(each) for each in page["numbers"]] == list(range(11))
        assert page["points"]
        assert page["stars"]
        assert page["of"]
        assert page["doubts"]


def test_no_word_has_two_meanings() -> None:
    """A phrase says one thing, in whatever language, and is listed once."""
    pages = read_pages(files("bot").joinpath("locales")).values()
    listed = [fold(word) for page in pages for kind in KINDS for word in page[kind]]
    assert sorted(set(listed)) == sorted(listed)


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
