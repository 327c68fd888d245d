"""People type instead of tapping, and never use Reply: what they write finds its question."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from playground.faults import Fault
from tests.bot.customers import SETTINGS, WHICH, buttons, kept, scores
from tests.bot.stage import ADMIN, BOB, STAFF, Stage, stage_of
from tests.bot.unsealed import words

DAY = timedelta(days=1)


@pytest.fixture
async def asked(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage on which Bob has been asked how satisfied he is."""
    async with stage_of(tmp_path, SETTINGS) as stage:
        await stage.starts()
        await stage.ended()
        yield stage


async def chooses(stage: Stage, text: str, data: str) -> str | None:
    """Press a button of the newest message that says so."""
    message = [each for each in stage.from_bot() if each["text"] == text][-1]
    return await stage.taps(BOB, data, message=message["message_id"])


async def test_the_choice_of_a_question_survives_a_restart(asked: Stage) -> None:
    """All that waited goes with it, read as it would have been at once."""
    await asked.ended(touchpoint="delivery")
    await asked.says(BOB, "5")
    await asked.says(BOB, "very quick")
    assert (scores(asked), asked.texts()[-2:]) == ({}, [WHICH, WHICH])
    named = buttons(asked.from_bot()[-1])
    assert list(named) == ["support, 16 Nov", "delivery, 16 Nov"]
    await asked.restart()
    assert await chooses(asked, WHICH, named["delivery, 16 Nov"])
    assert (scores(asked), kept(asked, survey="delivered")) == ({"delivered": 5}, ["very quick"])
    assert "Thank you, kept with that question." in asked.texts()
    await chooses(asked, WHICH, named["support, 16 Nov"])
    assert kept(asked, survey="after-chat") == [], "nothing is kept twice"


async def test_nobody_chooses_for_somebody_else(asked: Stage) -> None:
    await asked.ended(touchpoint="delivery")
    await asked.says(BOB, "slow")
    [data, _] = buttons(asked.from_bot()[-1]).values()
    await asked.starts(43, name="Charlie")
    message = asked.from_bot(43)[-1]["message_id"]
    toast = await asked.taps(43, data, message=message)
    assert toast == "This question was asked of somebody else."
    assert kept(asked) == []


async def test_an_anonymous_question_keeps_nothing_while_it_is_asked_which(asked: Stage) -> None:
    """The chosen one is listened for next."""
    await asked.ended(touchpoint="team")
    await asked.says(BOB, "slow")
    assert "nothing has been kept yet" in asked.texts()[-1]
    assert asked.rows("SELECT * FROM unplaced") == []
    [_, data] = buttons(asked.from_bot()[-1]).values()
    await asked.taps(BOB, data, message=asked.from_bot()[-1]["message_id"])
    assert asked.texts()[-1] == "Please write it now, as a message."
    await asked.says(BOB, "too many meetings")
    assert (kept(asked), words(asked.config.database_path)) == ([], ["too many meetings"])


async def test_newer_words_may_bring_the_score(asked: Stage) -> None:
    """The words stay the comment, or there is none where a score is all that is left."""
    said = await asked.says(BOB, "great")
    await asked.edits(BOB, said["message_id"], "5, great")
    assert (scores(asked), kept(asked)) == ({"after-chat": 5}, ["great"])
    await asked.edits(BOB, said["message_id"], "5")
    assert kept(asked) == []
    [tally] = asked.rows("SELECT comments FROM tally_scores WHERE dimension = 'total'")
    assert tally == {"comments": 0}


async def test_newer_words_of_a_comment_are_never_a_score(asked: Stage) -> None:
    await asked.score(5)
    said = await asked.says(BOB, "3")
    await asked.edits(BOB, said["message_id"], "4, really")
    assert (scores(asked), kept(asked)) == ({"after-chat": 5}, ["4, really"])


async def test_words_that_wait_are_edited_where_they_wait(asked: Stage) -> None:
    await asked.ended(touchpoint="delivery")
    said = await asked.says(BOB, "slwo")
    await asked.edits(BOB, said["message_id"], "slow")
    [data, _] = buttons(asked.from_bot()[-1]).values()
    await chooses(asked, WHICH, data)
    assert kept(asked) == ["slow"]


async def test_what_was_written_to_no_question_is_passed_on_as_a_case(asked: Stage) -> None:
    """Only when its person says so, with their name; more words join the one open case."""
    await asked.score(5)
    await asked.pass_time(25 * timedelta(hours=1))
    await asked.says(BOB, "My parcel is lost")
    guide = asked.from_bot()[-1]
    assert "nobody" not in guide["text"]
    assert guide["text"].endswith("Shall we pass on what you wrote? Your name goes along.")
    assert asked.rows("SELECT * FROM cases") == []
    assert list(buttons(guide)) == ["Pass this on to Acme"]
    assert await asked.taps(BOB, "g:", message=guide["message_id"]) == "Passed on."
    assert asked.texts()[-1] == "Passed on to Acme, with your name."
    [alert] = asked.from_bot(STAFF)
    assert "Bob" in alert["text"]
    assert alert["text"].endswith("Comment: My parcel is lost")
    await asked.says(BOB, "Hello?")
    short = asked.from_bot()[-1]
    assert short["text"] == "Shall we pass on what you wrote? Your name goes along."
    await asked.taps(BOB, "g:", message=short["message_id"])
    await asked.taps(BOB, "g:", message=short["message_id"])
    assert kept(asked) == ["My parcel is lost", "Hello?"]
    [case] = asked.rows("SELECT state, score FROM cases")
    assert case == {"state": "open", "score": None}
    await asked.says(ADMIN, "/case", chat_id=STAFF)
    assert "#1 - after-chat" in asked.texts(STAFF)[-1]


async def test_a_closed_case_opens_again_for_new_words(asked: Stage) -> None:
    await asked.score(1)
    await asked.says(ADMIN, "/case 1 close", chat_id=STAFF)
    await asked.pass_time(25 * timedelta(hours=1))
    await asked.says(BOB, "Still nothing")
    await asked.says(BOB, "Hello?")
    await asked.taps(BOB, "g:", message=asked.from_bot()[-1]["message_id"])
    assert asked.texts(STAFF)[-1].endswith("Comment: Still nothing\nHello?")
    [tally] = asked.rows("SELECT comments FROM tally_scores WHERE dimension = 'total'")
    assert tally == {"comments": 1}
    assert [row["state"] for row in asked.rows("SELECT state FROM cases")] == ["open"]


async def test_who_has_only_answered_anonymously_is_never_named(tmp_path: Path) -> None:
    """There is nothing to file the words with but the anonymous question: no offer is made."""
    async with stage_of(tmp_path, SETTINGS) as stage:
        await stage.starts()
        await stage.ended(touchpoint="team")
        await stage.score(2)
        await stage.pass_time(25 * timedelta(hours=1))
        await stage.says(BOB, "Hello?")
        assert "reply_markup" not in stage.from_bot()[-1]
        assert await stage.taps(BOB, "g:", message=stage.from_bot()[-1]["message_id"])
        assert stage.rows("SELECT * FROM unplaced") == stage.rows("SELECT * FROM cases") == []


async def test_what_closed_within_the_day_still_keeps_words(asked: Stage) -> None:
    """A day later they belong to nothing any more."""
    await asked.pass_time(14 * DAY)
    await asked.says(BOB, "Sorry, I was away")
    assert kept(asked) == ["Sorry, I was away"]
    await asked.pass_time(DAY)
    await asked.says(BOB, "Hello?")
    assert kept(asked) == ["Sorry, I was away"]


async def test_a_question_of_unknown_fate_hears_what_is_typed(tmp_path: Path) -> None:
    """Nobody knows which message it is, so that it is said what became of the words."""
    async with stage_of(tmp_path, SETTINGS) as stage:
        await stage.starts()
        stage.telegram.faults.add(Fault("lose_reply", "sendMessage"))
        await stage.ended()
        await stage.says(BOB, "quick")
        assert stage.texts()[-1] == "Your words are kept. Thank you!"
        await stage.says(BOB, "5")
        assert stage.texts()[-1] == "Your answer is kept. Thank you!"
        assert (scores(stage), kept(stage)) == ({"after-chat": 5}, ["quick"])
        [row] = stage.rows("SELECT delivered, answered FROM tally_asks WHERE dimension = 'total'")
        assert (row["delivered"], row["answered"]) == (1, 1)
