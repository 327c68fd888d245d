"""Customers type and never use Telegram's Reply: each message finds its question, edits theirs."""

from datetime import timedelta

import pytest

from tests.bot.customers import KEPT, PROMPT, TAP_TOO, WHICH, Crowd, Customer, buttons

pytestmark = pytest.mark.asyncio(loop_scope="module")

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FINAL = "Your score can no longer be changed, so it stays as it was."
WELCOME = "Hello! From time to time Acme asks you one short question here."


async def test_after_a_tap_on_1_they_lost_my_order_is_the_comment(crowd: Crowd) -> None:
    """A second message within the window joins it; after the window none does."""
    bob = await crowd.new()
    await bob.scores(1)
    first = await bob.says("they lost my order")
    assert bob.question.split("\n\n")[-1] == KEPT
    await crowd.stage.pass_time(23 * HOUR)
    await bob.says("twice")
    assert bob.parts == [("they lost my order", None), ("twice", None)]
    [alert] = bob.alerts
    assert alert.endswith("Comment: they lost my order\ntwice")
    assert "they lost my order\ntwice" in (await bob.case())["text"]
    assert (bob.news, bob.reaction(first)) == ([], "👍")
    await crowd.stage.pass_time(2 * HOUR)
    await bob.says("Hello?")
    assert len(bob.parts) == 2


@pytest.mark.parametrize("hours", [0, 25])
async def test_after_the_reason_other_a_sentence_is_the_comment(crowd: Crowd, hours: int) -> None:
    """Also when the prompt of the score has ended: the reason brings its own."""
    bob = await crowd.new()
    await bob.scores(2)
    await crowd.stage.pass_time(hours * HOUR)
    await crowd.stage.taps(bob.number, crowd.stage.button(bob.number, ":other", kind="r:"))
    assert bob.question.split("\n\n")[1].startswith("What was it?\n✍️ Write your comment")
    await bob.says("the music")
    assert bob.parts == [("the music", None)]
    [alert] = bob.alerts
    assert alert.endswith("Reason: Other\nComment: the music")


async def test_5_is_the_score_of_the_one_open_question(crowd: Crowd) -> None:
    bob = await crowd.new()
    await bob.says("5")
    assert (bob.answers, bob.parts, bob.news) == ({"after-chat": 5}, [], [])
    assert bob.question.startswith("You chose 😀 5. Thank you!")
    assert bob.question.endswith(PROMPT)


async def test_5_with_two_open_questions_is_asked_about_by_buttons(crowd: Crowd) -> None:
    """By touchpoint and day; no score is guessed, not even for a Reply to something else."""
    bob = await crowd.new()
    await bob.asked("delivery")
    await bob.says("5")
    assert (bob.answers, bob.parts, bob.news) == ({}, [], [WHICH])
    named = list(buttons(crowd.stage.from_bot(bob.number)[-1]))
    assert [each.partition(",")[0] for each in named] == ["support", "delivery"]
    greeting = crowd.stage.from_bot(bob.number)[0]
    assert greeting["text"].startswith(WELCOME)
    await bob.says("5", reply_to=greeting["message_id"])
    assert (bob.answers, bob.news) == ({}, [WHICH, WHICH])


async def test_5_after_a_confirmation_is_no_score(crowd: Crowd) -> None:
    """Who has put one question off is not taken to answer the other."""
    bob = await crowd.new()
    await bob.asked("delivery")
    await crowd.stage.does("later", user=bob.number)
    await bob.says("5")
    assert (bob.answers, bob.parts) == ({}, [("5", None)])
    assert bob.news == ["Kept. We will ask once more later, as you wished."]


async def test_5_after_a_prompt_is_the_comment_that_was_asked_for(crowd: Crowd) -> None:
    """Another question is open still, and older than the prompt."""
    bob = await crowd.new()
    first = crowd.stage.question(bob.number)
    await bob.asked("delivery")
    await crowd.stage.taps(bob.number, buttons(first)["😞 1"], message=first["message_id"])
    await bob.says("5")
    assert (bob.answers, bob.parts) == ({"after-chat": 1}, [("5", None)])
    [alert] = bob.alerts
    assert alert.endswith("Comment: 5")


async def test_5_is_the_newest_questions_though_an_older_prompt_stands(crowd: Crowd) -> None:
    bob = await crowd.new()
    await bob.scores(1)
    await bob.asked("delivery")
    await bob.says("4")
    assert (bob.answers, bob.parts) == ({"after-chat": 1, "delivered": 4}, [])


@pytest.mark.parametrize("words", ["Everything was fine, thank you!", "Всё хорошо!", "都很好", "?"])
async def test_words_a_minute_after_the_question_are_kept(crowd: Crowd, words: str) -> None:
    """The question stays open and says that one tap is still wanted."""
    bob = await crowd.new()
    await crowd.stage.pass_time(MINUTE)
    await bob.says(words)
    assert (bob.answers, bob.parts, bob.news) == ({}, [(words, None)], [])
    assert bob.question.split("\n\n")[-1] == TAP_TOO
    await bob.scores(5)
    assert bob.answers == {"after-chat": 5}
    assert bob.question == f"You chose 😀 5. Thank you!\n\n{KEPT}"


async def types(crowd: Crowd, typed: str, *, wait: timedelta = timedelta()) -> Customer:
    """Let a new customer type something and edit it: "first -> newer -> newest"."""
    bob, (first, *edits) = await crowd.new(), typed.split(" -> ")
    said = await bob.says(first)
    if wait:
        await crowd.stage.pass_time(wait)
    for newer in edits:
        await bob.edits(said, newer)
    return bob


CHOSEN = {1: "😞 1", 2: "🙁 2", 3: "😐 3", 4: "🙂 4", 5: "😀 5"}


@pytest.mark.parametrize(
    ("typed", "score", "words"),
    [
        ("2, slow -> 4, slow", 4, "slow"),
        ("great -> 5, great", 5, "great"),
        # other edits, and edits of edits
        ("5 -> 3", 3, ""),
        ("5 -> 5, great", 5, "great"),
        ("great -> 5", 5, ""),
        ("2, slwo -> 2, slow", 2, "slow"),
        ("5, great -> great", 5, "great"),
        ("5 -> 4-5", 5, "4-5"),
        ("2, slow -> 4, slow -> 1, slow", 1, "slow"),
        ("great -> 5, great -> 3, so so", 3, "so so"),
        ("2, slow -> slow -> 5️⃣ slow", 5, "slow"),
        ("5, great -> 5, great", 5, "great"),
        ("5, great -> \u3164", 5, "great"),  # what cannot be seen takes no word away
        ("5, great -> /stop", 5, "great"),  # an edit makes no command
    ],
)
async def test_an_edit_inside_the_change_window(
    crowd: Crowd, typed: str, score: int, words: str
) -> None:
    bob = await types(crowd, typed)
    assert bob.answers == {"after-chat": score}
    assert bob.parts == ([(words, None)] if words else [])
    thanks, _, below = bob.question.partition("\n\n")
    assert thanks == f"You chose {CHOSEN[score]}. Thank you!"
    assert below == KEPT if words else below.endswith(PROMPT)
    assert bob.news == []


async def test_an_edit_takes_back_what_was_unhappy_where_staff_read_it(crowd: Crowd) -> None:
    bob = await types(crowd, "2, slow -> 4, slow")
    [alert] = bob.alerts
    assert alert.startswith("🟢 after-chat: 4 of 5 now, after an unhappy first answer\n")
    assert alert.endswith("Comment: slow")


@pytest.mark.parametrize(
    ("typed", "words", "told"),
    [
        ("2, slow -> 4, slow", "slow", [FINAL]),
        # a score alone takes no words away, and new words are kept though the score stays
        ("2, slow -> 4", "slow", [FINAL]),
        ("2, slow -> 4, slow and rude", "slow and rude", [FINAL]),
        ("2, slow -> 2, slow and rude", "slow and rude", []),
    ],
)
async def test_an_edit_after_the_change_window_leaves_the_score(
    crowd: Crowd, typed: str, words: str, told: list[str]
) -> None:
    """The person is told, and staff read on what was said."""
    bob = await types(crowd, typed, wait=11 * MINUTE)
    assert (bob.answers, bob.parts) == ({"after-chat": 2}, [(words, None)])
    assert bob.news == told
    assert bob.question == f"You chose 🙁 2. Thank you!\n\n{KEPT}"
    [alert] = bob.alerts
    assert alert.startswith("🔴 after-chat: 2 of 5\n")
    assert alert.endswith(f"Comment: {words}")


async def test_a_first_score_by_an_edit_may_come_late(crowd: Crowd) -> None:
    """The question is open still: there is no score that could be final."""
    bob = await types(crowd, "great -> 5, great", wait=11 * MINUTE)
    assert (bob.answers, bob.parts) == ({"after-chat": 5}, [("great", None)])
    assert bob.news == []


async def test_words_that_wait_for_a_choice_are_not_taken_back_by_nothing(crowd: Crowd) -> None:
    bob = await crowd.new()
    await bob.asked("delivery")
    said = await bob.says("slow")
    await bob.edits(said, "\u3164")
    asks = crowd.stage.from_bot(bob.number)[-1]
    [support, _] = buttons(asks).values()
    await crowd.stage.taps(bob.number, support, message=asks["message_id"])
    assert bob.parts == [("slow", None)]


@pytest.mark.parametrize("length", [3_995, 4_096])
async def test_3995_characters_are_all_kept(crowd: Crowd, length: int) -> None:
    """And as many as a message can have; staff are shown as many as fit."""
    bob, words = await crowd.new(), ("слово " * 700)[: length - 1] + "."
    await bob.scores(1)
    await bob.says(words)
    assert bob.parts == [(words, None)]
    assert (bob.question.split("\n\n")[-1], bob.news) == (KEPT, [])
    [alert] = bob.alerts
    assert alert.partition("Comment: ")[2].startswith("слово " * 30)
