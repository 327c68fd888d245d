"""What people write: a comment, a score, or something that this chat is not for."""

from datetime import timedelta

import pytest

from tests.bot.stage import BOB, CHARLIE, STAFF, VIEWER, Stage

HOUR = timedelta(hours=1)
GUIDE = (
    "In this chat Acme asks for your opinion from time to time. Nothing is being asked right now."
    "\n\nFor help, write to help@acme.example."
)
OFFER = "Shall we pass on what you wrote? Your name goes along."
SHORT = "For help, write to help@acme.example."
PARTS = "SELECT body, media FROM comments ORDER BY message_id"


@pytest.fixture
async def asked(stage: Stage) -> Stage:
    """A stage on which Bob has been asked how satisfied he is."""
    await stage.starts()
    await stage.ended()
    return stage


async def replies(stage: Stage, text: str = "", **more: object) -> int:
    """Let Bob reply to the question; gives the id of what he wrote."""
    said = await stage.says(BOB, text, reply_to=stage.question()["message_id"], **more)
    return int(said["message_id"])


def kept(stage: Stage) -> list[str]:
    return [str(row["body"]) for row in stage.rows(PARTS)]


def scores(stage: Stage) -> list[int]:
    return [int(row["score"]) for row in stage.rows("SELECT score FROM answers")]


async def test_words_before_the_score_are_kept_and_a_tap_is_asked_for(asked: Stage) -> None:
    """The same message says so; the tap makes both one answer."""
    await replies(asked, "10")
    assert "One more tap, please" in asked.question()["text"]
    await asked.score(1)
    assert "Your comment is kept" in asked.question()["text"]
    assert (scores(asked), kept(asked)) == ([1], ["10"])
    assert asked.texts(STAFF)[-1].endswith("Comment: 10")
    [tally] = asked.rows("SELECT comments FROM tally_scores WHERE dimension = 'total'")
    assert tally == {"comments": 1}


async def test_once_there_is_a_score_digits_are_comment(asked: Stage) -> None:
    """Typing cannot change an answer."""
    await asked.score(5)
    await replies(asked, "3")
    assert (scores(asked), kept(asked)) == ([5], ["3"])


async def test_within_the_window_messages_need_not_be_replies(asked: Stage) -> None:
    """Several are joined, without a press; after the window they are no comment."""
    await asked.score(1)
    assert "Write your comment" in asked.question()["text"]
    await asked.says(BOB, "I waited")
    assert "Your comment is kept" in asked.question()["text"]
    await asked.pass_time(23 * HOUR)
    await asked.says(BOB, "an hour")
    assert asked.texts(STAFF)[-1].endswith("Comment: I waited\nan hour")
    await asked.pass_time(2 * HOUR)
    await asked.says(BOB, "Hello?")
    assert kept(asked) == ["I waited", "an hour"]
    assert asked.texts()[-1] == f"{GUIDE}\n\n{OFFER}"


async def test_a_prompt_stands_as_long_as_it_listens(asked: Stage) -> None:
    """Then the message drops it; the button brings it back."""
    await asked.score(1)
    prompted = asked.question()["text"]
    assert "What would have made it better?\n✍️ Write your comment" in prompted
    await asked.pass_time(25 * HOUR)
    assert "better?" not in asked.question()["text"]
    assert "Write your comment" not in asked.question()["text"]
    assert await asked.does("comment") == "Write your comment as a message."
    assert asked.question()["text"] == prompted
    await asked.says(BOB, "I waited")
    assert kept(asked) == ["I waited"]


async def test_choosing_again_leaves_the_window_open(asked: Stage) -> None:
    """Who changes the score while writing is still writing."""
    await asked.score(1)
    await asked.does("comment")
    await asked.does("change")
    await asked.score(2)
    await asked.says(BOB, "Not that bad")
    assert (scores(asked), kept(asked)) == ([2], ["Not that bad"])


async def test_an_edited_message_updates_its_part(asked: Stage) -> None:
    """Also one that began with the score; staff see the newer words."""
    first = await replies(asked, "1, slwo")
    second = await replies(asked, "rude, too")
    await asked.edits(BOB, first, "1, slow")
    await asked.edits(BOB, second, "and rude")
    assert kept(asked) == ["slow", "and rude"]
    assert asked.texts(STAFF)[-1].endswith("Comment: slow\nand rude")


async def test_an_edit_of_something_else_is_no_comment(stage: Stage) -> None:
    """Nothing is kept, and nothing said a second time."""
    await stage.starts()
    said = await stage.says(BOB, "Hello?")
    await stage.ended()
    count = len(stage.from_bot())
    await stage.edits(BOB, said["message_id"], "5")
    assert (kept(stage), scores(stage), len(stage.from_bot())) == ([], [], count)


async def test_voice_and_photos_are_kept_by_their_id(asked: Stage) -> None:
    """Words below a picture are its words."""
    await asked.score(1)
    await replies(asked, attachment="voice")
    await replies(asked, "the parcel", attachment="photo")
    rows = asked.rows(PARTS)
    assert [tuple(row.values()) for row in rows] == [(None, "voice"), ("the parcel", "photo")]
    ids = asked.rows("SELECT file_id FROM comments")
    assert all(len(row["file_id"]) > 10 for row in ids)
    assert asked.texts(STAFF)[-1].endswith("Comment: [voice message]\n[photo] the parcel")


async def test_a_reply_to_a_closed_question_is_told_so(asked: Stage) -> None:
    """What it says is kept all the same, and no score any more."""
    question = asked.question()["message_id"]
    await asked.pass_time(timedelta(days=15))
    await asked.says(BOB, "5", reply_to=question)
    assert "closed by now" in asked.texts()[-1]
    assert (kept(asked), scores(asked)) == (["5"], [])


async def test_what_this_chat_is_for_is_said_once_a_day(stage: Stage) -> None:
    """With the contact for help; the second message of the day is met with one short line."""
    await stage.starts()
    await stage.says(BOB, "My parcel is lost")
    await stage.says(BOB, "Hello?")
    assert stage.texts()[1:] == [GUIDE, SHORT]
    await stage.pass_time(timedelta(days=1))
    await stage.says(BOB, "Anybody?")
    assert stage.texts()[1:] == [GUIDE, SHORT, GUIDE]


async def test_a_bare_number_without_a_question_is_no_score(stage: Stage) -> None:
    """Nothing was asked."""
    await stage.starts()
    await stage.says(BOB, "5")
    assert scores(stage) == []
    assert stage.texts()[-1] == GUIDE


async def test_groups_are_not_listened_to(stage: Stage) -> None:
    """Neither guided nor quoted, even when somebody replies to an alert."""
    await stage.starts()
    await stage.ended()
    await stage.score(1)
    alert = stage.from_bot(STAFF)[-1]["message_id"]
    await stage.says(VIEWER, "I will call him", chat_id=STAFF, reply_to=alert)
    assert len(stage.from_bot(STAFF)) == 1
    assert kept(stage) == []


async def test_nobody_comments_in_anothers_name(asked: Stage) -> None:
    """Charlie's messages are Charlie's, whatever number of message he replies to."""
    await asked.starts(CHARLIE, name="Charlie")
    await asked.score(1)
    await asked.does("comment")
    await asked.says(CHARLIE, "Me too", reply_to=asked.from_bot(CHARLIE)[0]["message_id"])
    assert kept(asked) == []
    assert asked.texts(CHARLIE)[-1] == GUIDE


async def test_markup_and_control_characters_do_no_harm(asked: Stage) -> None:
    """Words are shown to staff as they were written, without what would turn them round."""
    await asked.score(1)
    await replies(asked, "<b>late</b> & \u202egnorw\u0007 <script>")
    assert kept(asked) == ["<b>late</b> & gnorw <script>"]
    assert asked.texts(STAFF)[-1].endswith("Comment: <b>late</b> & gnorw <script>")
