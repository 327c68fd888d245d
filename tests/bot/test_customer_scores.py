"""What customers type instead of pressing a score: read where it certainly is one, else kept."""

import pytest

from tests.bot.customers import KEPT, PROMPT, TAP_TOO, Crowd

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHOWN = {  # how a score of each survey reads in the message
    "support": {1: "😞 1", 2: "🙁 2", 3: "😐 3", 4: "🙂 4", 5: "😀 5"},
    "shop": {each: str(each) for each in range(11)},
    "setup": {each: str(each) for each in range(1, 8)},
    "visit": {each: f"{'★' * each} {each}" for each in range(1, 6)},
    "page": {1: "👎", 2: "👍"},
}
UNHAPPY = {"support": 2, "shop": 6, "setup": 3, "visit": 2, "page": 1}  # and less is told to staff


async def check_score(
    crowd: Crowd, typed: str, score: int, rest: str = "", about: str = "support"
) -> None:
    """Type it: it is the score, its rest the comment, and the message itself says so."""
    bob = await crowd.new(about)
    said = await bob.says(typed)
    assert list(bob.answers.values()) == [score]
    assert bob.parts == ([(rest, None)] if rest else [])
    thanks, _, below = bob.question.partition("\n\n")
    assert thanks == f"You chose {SHOWN[about][score]}. Thank you!"
    assert below == KEPT if rest else below.endswith(PROMPT)
    assert (bob.news, bob.reaction(said)) == ([], "👍" if rest else "")
    told = [each.partition("Comment: ")[2] for each in bob.alerts]
    assert told == ([rest] if score <= UNHAPPY[about] else [])


async def check_comment(crowd: Crowd, typed: str, about: str = "support") -> None:
    """Type it: all of it is the comment, no score, and the question stays and wants one tap."""
    bob = await crowd.new(about)
    said = await bob.says(typed)
    assert (bob.answers, bob.parts) == ({}, [(typed, None)])
    assert bob.question.split("\n\n")[-1] == TAP_TOO
    assert (bob.news, bob.reaction(said), bob.alerts) == ([], "👍", [])
    assert sorted(bob.offered) == sorted(SHOWN[about].values())


@pytest.mark.parametrize(
    ("typed", "score", "rest"),
    [
        *(("5，很好", 5, "很好"), ("5。", 5, ""), ("5：快", 5, "快"), ("４／５", 4, "")),
        *(("5分", 5, ""), ("5颗星", 5, "")),
        # others of the kind: marks, brackets and units of a full width, and of the old script
        *(("5、很好", 5, "很好"), ("5；好", 5, "好"), ("（5）", 5, ""), ("【5】", 5, "")),
        *(("５．很好", 5, "很好"), ("2！", 2, ""), ("五分", 5, ""), ("五颗星", 5, "")),
        *(("5 分 很好", 5, "很好"), ("5顆星", 5, ""), ("5 顆星 很好", 5, "很好")),
        ("5謝謝", 5, "謝謝"),
    ],
)
async def test_a_score_among_chinese_marks(crowd: Crowd, typed: str, score: int, rest: str) -> None:
    await check_score(crowd, typed, score, rest)


@pytest.mark.parametrize(
    "typed",
    [
        *("5分钟", "5 minutes", "50%", "4-5", "4.5", "4/10", "2 hours late"),
        "5 of my orders came late",
        # other counts, of the old script and of other languages, too
        *("5分鐘", "5 小時", "5 個包裹遲到", "5 張票", "5个", "5 минут", "2 часа"),
        *("5 days late", "1 of them was late", "2 late", "5-minute wait", "5€", "$5", "5th"),
        # other shares, ranges, fractions and scales
        *("５０％", "٥٠٪", "4–5", "4~5", "4 или 5", "4或5", "4,5", "4½", "4 / 10", "5/7"),
        *("5 из 10", "0", "6", "05", "-5", "5:30", "#5", "5 000", "5 5"),
        # numbers that do not come first: a guess is never made
        *("Оценка: 5", "my score: 2", "给5分", "給5分", "我给5分", "给1分，慢"),
    ],
)
async def test_what_is_counted_is_no_score(crowd: Crowd, typed: str) -> None:
    await check_comment(crowd, typed)


@pytest.mark.parametrize(
    ("typed", "score", "rest", "about"),
    [
        *(("5️⃣", 5, "", "support"), ("5⃣ ok", 5, "ok", "support"), ("5 ⭐️", 5, "", "support")),
        *(("5👍🏽 thanks", 5, "thanks", "support"), ("🔟", 10, "", "shop")),
        ("⭐⭐⭐⭐", 4, "", "visit"),
        # other keycaps, digits in rings, stars and hearts
        *(("1⃣", 1, "", "support"), ("５️⃣", 5, "", "support"), ("⑤", 5, "", "support")),
        *(("❺", 5, "", "support"), ("0️⃣", 0, "", "shop"), ("1️⃣0️⃣ super", 10, "super", "shop")),
        *(("🔟/🔟", 10, "", "shop"), ("⑩", 10, "", "shop"), ("➉", 10, "", "shop")),
        *(("❿ super", 10, "super", "shop"), ("⓾", 10, "", "shop"), ("⓪", 0, "", "shop")),
        *(("⭐️⭐️⭐️⭐️ ok", 4, "ok", "visit"), ("⭐ ⭐", 2, "", "visit"), ("🌟🌟🌟", 3, "", "visit")),
        *(("★★★★☆", 4, "", "visit"), ("5❤️", 5, "", "support"), ("👍 4", 4, "", "support")),
    ],
)
async def test_a_score_in_signs(
    crowd: Crowd, typed: str, score: int, rest: str, about: str
) -> None:
    await check_score(crowd, typed, score, rest, about)


@pytest.mark.parametrize(
    ("typed", "about"),
    [
        *(("5😡", "support"), ("5👎", "support"), ("10 👎", "shop"), ("0 👍", "shop")),
        *(
            ("⭐⭐⭐⭐", "support"),
            ("⭐", "visit"),
            ("⭐⭐⭐⭐⭐⭐", "visit"),
            ("5🌟🌟", "support"),
        ),
        *(("🔟🔟", "shop"), ("5⃣5⃣", "support"), ("👍👎", "page")),
        # a face that is on no button, beside words, more than one, or where no faces are
        *(("🤗", "support"), ("🙂 thanks", "support"), ("🙂🙂", "support"), ("🙂?", "support")),
        *(("🙂", "visit"), ("🙂", "shop"), ("🙂", "page")),
    ],
)
async def test_signs_that_leave_a_doubt_are_no_score(crowd: Crowd, typed: str, about: str) -> None:
    await check_comment(crowd, typed, about)


@pytest.mark.parametrize(
    "typed",
    [
        *("\u200f5", "5\u200b", "٥", "۵", "５"),
        # other characters that cannot be seen, and digits of other scripts
        *("\u200e5\u200e", "\u20685\u2069", "\ufeff5", "\u20605", "\u00ad5", "5\u00a0"),
        *("\u30005", "5\ufe0f", "\u28005", "\u202b5\u202c", "\t5\n", "५", "৫", "๕", "𝟓"),
    ],
)
async def test_a_5_with_what_cannot_be_seen(crowd: Crowd, typed: str) -> None:
    await check_score(crowd, typed, 5)


@pytest.mark.parametrize(
    ("typed", "score", "rest"),
    [
        *(("5 out of 5", 5, ""), ("5 stars", 5, ""), ("5 баллов", 5, ""), ("4 из 5", 4, "")),
        *(("5+", 5, ""), ("(5)", 5, ""), ("5\ngreat", 5, "great"), ("5 great", 5, "great")),
        # other units, marks, quotes and ways to begin
        *(("4/5", 4, ""), ("1 star", 1, ""), ("4 of 5, ok", 4, "ok"), ("five out of five", 5, "")),
        *(("5 звёзд", 5, ""), ("1 балл", 1, ""), ("5 pts", 5, ""), ("5 points!", 5, "")),
        *(("5!!!", 5, ""), ("5…", 5, ""), ("«5»", 5, ""), ("*5*", 5, ""), ("[5]", 5, "")),
        *(("5++", 5, ""), ("5-", 5, ""), ("1)", 1, ""), ("5\r\ngreat", 5, "great")),
        *(("5 спасибо", 5, "спасибо"), ("2, slow", 2, "slow"), ("5 – great", 5, "great")),
        ("5great", 5, "great"),
    ],
)
async def test_a_score_in_its_words(crowd: Crowd, typed: str, score: int, rest: str) -> None:
    await check_score(crowd, typed, score, rest)


@pytest.mark.parametrize(
    ("typed", "score", "about"),
    [
        *(("🙂 4", 4, "support"), ("★★★★ 4", 4, "visit"), ("👍", 2, "page")),
        ("7 – certainly", 7, "setup"),
        # others: an end in another language, a tone of skin, the low end
        *(("🙂", 4, "support"), (" 😞\n", 1, "support"), ("😐\ufe0f", 3, "support")),
        *(("😞 1", 1, "support"), ("★ 1", 1, "visit"), ("👎", 1, "page"), ("👍🏿", 2, "page")),
        *(
            ("10 – certainly", 10, "shop"),
            ("0 – not at all", 0, "shop"),
            ("10 – 一定会", 10, "shop"),
        ),
        *(("1 – not at all", 1, "setup"), ("5 – очень довольны", 5, "support")),
    ],
)
async def test_the_label_of_a_button(crowd: Crowd, typed: str, score: int, about: str) -> None:
    await check_score(crowd, typed, score, about=about)


@pytest.mark.parametrize(
    ("typed", "score"),
    [
        *(("девять", 9), ("nine", 9), ("九", 9)),
        *(("Девять!", 9), ("NINE.", 9), ("«девять»", 9), ("ноль", 0), ("zero", 0), ("零", 0)),
        *(("〇", 0), ("ten", 10), ("十", 10), ("十分", 10), ("两", 2), ("兩", 2)),
        *(("девять из десяти", 9), ("nine out of ten", 9), ("九分", 9)),
    ],
)
async def test_a_number_word_as_the_whole_message(crowd: Crowd, typed: str, score: int) -> None:
    await check_score(crowd, typed, score, about="shop")


@pytest.mark.parametrize("typed", ["nine lives", "a nine", "两个", "eleven", "девять, супер"])
async def test_a_number_word_among_others_is_no_score(crowd: Crowd, typed: str) -> None:
    await check_comment(crowd, typed, "shop")
