"""Anonymous answers are counted and final, and nothing joins the person and the score."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.stage import BOB, FREE, STAFF, Stage, stage_of
from tests.bot.unsealed import scores, words

SETTINGS = (
    FREE
    + """\
[surveys.team]
metric = "enps"
delay = "0s"
repeat = { after_answer = "0s", after_silence = "0s" }
[[surveys.team.follow_up]]
scores = [0, 6]
reasons = ["speed"]
"""
)
KEPT = "Kept without your name. Thank you!"
FINAL = "Your answer is kept and can no longer be changed."


@pytest.fixture
async def asked(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage on which Bob has been asked anonymously."""
    async with stage_of(tmp_path, SETTINGS) as stage:
        await stage.starts()
        await stage.ended()
        yield stage


async def test_the_question_says_that_it_is_anonymous(asked: Stage) -> None:
    """And what is chosen is not shown again, nor can it be changed."""
    assert "Your answer is anonymous and final." in asked.question()["text"]
    assert await asked.score(7) == "Counted. Thank you!"
    assert "nobody can see that it is yours" in asked.question()["text"]
    assert "7" not in asked.question()["text"]
    assert [b["text"] for b in asked.question()["reply_markup"]["inline_keyboard"][0]] == [
        "Add a comment"
    ]


async def test_a_second_tap_changes_nothing(asked: Stage) -> None:
    """Nobody knows which answer it would replace."""
    button = asked.button(BOB, ":7")
    message = asked.question()["message_id"]
    await asked.taps(BOB, button, message=message)
    assert await asked.taps(BOB, button[:-1] + "9", message=message) == FINAL
    token = button.split(":")[1]
    assert await asked.taps(BOB, f"k:{token}:change", message=message) == FINAL
    assert scores(asked.config.database_path) == [7]


async def test_nothing_joins_the_person_and_the_score(asked: Stage) -> None:
    """Score and words wait sealed, each body as long as all others, and nothing tells a moment."""
    await asked.score(3)
    await asked.does("comment")
    traces = "SELECT * FROM invitations", "SELECT * FROM shown", "SELECT * FROM customers"
    before = [asked.rows(each) for each in traces]
    await asked.says(BOB, "Too many meetings")
    assert [asked.rows(each) for each in traces] == before, "who wrote, and when, is not kept"
    assert asked.rows("SELECT * FROM answers") == []
    assert asked.rows("SELECT * FROM comments") == []
    path = asked.config.database_path
    assert (scores(path), words(path)) == ([3], ["Too many meetings"])
    sealed = asked.rows("SELECT id, key, length(body) AS length FROM sealed ORDER BY 3")
    assert [row["length"] for row in sealed] == [12 + 1 + 16, 12 + 4 * 4096 + 16]
    assert len({row["id"] for row in sealed}) == len({row["key"] for row in sealed}) == 2
    assert asked.rows("SELECT * FROM tally_scores") == []
    [ask] = asked.rows("SELECT answered_at, comment_until % 3600000000 AS past FROM invitations")
    assert ask == {"answered_at": None, "past": 0}
    assert asked.rows("SELECT at % 86400000000 AS past FROM shown") == [{"past": 0}]


async def test_a_comment_is_taken_in_visibly(asked: Stage) -> None:
    """It is said from the message in hand; an edit has nothing to change, and that is said too."""
    await asked.score(3)
    question = asked.texts()[-1]
    said = await asked.says(BOB, "Too many meetings")
    await asked.says(BOB, "and too long")
    assert asked.texts()[-3:] == [question, KEPT, KEPT]
    await asked.edits(BOB, said["message_id"], "Far too many meetings")
    assert asked.texts()[-1].startswith("What you wrote anonymously stays as it was")
    assert words(asked.config.database_path) == ["Too many meetings", "and too long"]


async def test_what_could_tell_who_somebody_is_is_refused_in_words(asked: Stage) -> None:
    """A voice message is not kept; words below a picture are, and the picture is not."""
    await asked.says(BOB, "", attachment="voice")
    assert asked.texts()[-1].startswith("This was not kept")
    await asked.score(3)
    await asked.says(BOB, "our kitchen", attachment="photo")
    assert asked.texts()[-1].startswith("Your words are kept without your name. What you sent")
    assert words(asked.config.database_path) == ["our kitchen"]
    assert asked.rows("SELECT * FROM comments") == []


async def test_words_before_an_anonymous_score_leave_the_question_open(asked: Stage) -> None:
    """The receipt says that one tap is still wanted."""
    await asked.says(BOB, "Too many meetings")
    assert (
        asked.texts()[-1] == "Kept without your name. One more tap, please: choose a score above."
    )
    assert await asked.score(4) == "Counted. Thank you!"


async def test_staff_hear_of_low_answers_with_their_portion(asked: Stage) -> None:
    """Four say nothing to anybody; with the fifth, low ones are told as a number."""
    await asked.score(0)
    for user in range(100, 103):
        await asked.starts(user, name=f"Person {user}")
        await asked.ended(customer={"telegram_id": user})
        await asked.score(2, user=user)
    assert asked.texts(STAFF) == []
    await asked.starts(103, name="Person 103")
    await asked.ended(customer={"telegram_id": 103})
    await asked.score(9, user=103)
    [said] = asked.texts(STAFF)
    assert said.startswith("🔴 team: 4 of the 5 answers counted just now are low, 4 so far (anon")
    [alert] = asked.rows("SELECT invitation_id, customer_id FROM deliveries WHERE kind = 'alert'")
    assert alert == {"invitation_id": None, "customer_id": None}


async def test_undone_a_stop_word_is_an_anonymous_comment_once(asked: Stage) -> None:
    """However often the button is pressed: nothing kept tells which words were whose."""
    await asked.score(3)
    await asked.does("comment")
    await asked.says(BOB, "stop")
    stopped = asked.from_bot()[-1]
    [[button]] = stopped["reply_markup"]["inline_keyboard"]
    for _ in range(2):
        await asked.taps(BOB, button["callback_data"], message=stopped["message_id"])
    assert words(asked.config.database_path) == ["stop"]
    assert asked.rows("SELECT * FROM comments") == []
