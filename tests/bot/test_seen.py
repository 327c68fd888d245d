"""What cannot be seen is shown nowhere, and nothing that can be is lost."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words.catalogues import Words
from bot.words.seen import seen
from tests.bot.stage import ADMIN, STAFF, Stage

UNSEEN = "\u202e\u2066\u2069\u200b\u200e\u200f\ufeff\u00ad\u2060\u061c\U000e0041\u3164\x07"
LETTERS = st.characters(
    categories=["L", "N", "P", "Zs"], exclude_characters="\u115f\u1160\u3164\uffa0"
)


@given(st.lists(st.one_of(LETTERS, st.sampled_from(UNSEEN))))
def test_only_what_can_be_seen_stays_and_all_of_it(chars: list[str]) -> None:
    text = "".join(chars)
    assert seen(text) == "".join(each for each in chars if each not in UNSEEN)
    assert seen(seen(text)) == seen(text)


@given(st.text())
def test_nothing_turns_the_direction(text: str) -> None:
    turned = {unicodedata.bidirectional(each) for each in seen(text)}
    assert not turned & {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧‍👦 👍🏽 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣",
        "می‌خواهم",
        "क्‍ष",
        "שלום, مرحبا",
        "Zoë Müller\n二行",
    ],
)
def test_what_people_write_stays(text: str) -> None:
    assert seen(text) == text


@pytest.mark.parametrize(
    ("text", "left"), [("pay\u200dpal", "paypal"), ("\u200cAnna\u200d", "Anna")]
)
def test_joiners_that_join_nothing_go(text: str, left: str) -> None:
    assert seen(text) == left


@given(st.text(alphabet=st.sampled_from(UNSEEN + "ab"), min_size=1))
def test_every_value_in_every_language_passes_here(text: str) -> None:
    words = Words.load()
    for language in words.languages:
        said = words.say(language, "staff.why.title", person=text)
        assert not set(said) & set(UNSEEN)


async def test_names_and_comments_reach_staff_without_it(stage: Stage) -> None:
    stage.join(42, name="An\u202ena\u200b")
    await stage.says(42, "/start")
    await stage.ended(customer={"telegram_id": 42, "id": "C\u2066-7"})
    await stage.score(1)
    await stage.says(42, "slow\u202e\u200b \U000e0041service")
    for typed in ("/why 42", "/comments week", "/case 1"):
        await stage.says(ADMIN, typed, chat_id=STAFF)
    said = "".join(stage.texts(STAFF))
    assert "Anna" in said
    assert not set(said) & set(UNSEEN)
