"""For a day after a question has expired a tap, or a typed score, still counts."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage import recount
from storage.database import Database
from tests.bot.stage import ADMIN, BOB, STAFF, USUAL, Stage, stage_of

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SETTINGS = (
    USUAL.replace(
        "[surveys.recommend]", "patience = { factor = 4.0 }\n[surveys.recommend]"
    ).replace("[surveys.after-chat]", "[surveys.after-chat]\ncannot_say = true")
    + """
[surveys.team]
metric = "enps"
touchpoints = ["team"]
delay = "0s"
"""
)
ASKS = "SELECT sum({0}) AS n FROM tally_asks WHERE dimension = 'total'"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot whose question to Bob expired an hour ago."""
    async with stage_of(tmp_path, SETTINGS) as it:
        await it.starts()
        await it.ended()
        await it.pass_time(14 * DAY + HOUR)
        yield it


def state(stage: Stage) -> str:
    return str(stage.rows("SELECT state FROM invitations ORDER BY id DESC")[0]["state"])


def counted(stage: Stage) -> dict[str, int]:
    names = ("asked", "delivered", "answered", "expired", "withdrawn", "unknown", "cannot_say")
    found = {name: stage.rows(ASKS.format(name))[0]["n"] for name in names}
    return {name: n for name, n in found.items() if n}


async def proved(stage: Stage) -> None:
    """Stop the bot, and count every row again."""
    await stage.stop()
    database = await Database.open(stage.config.database_path)
    try:
        zone = ZoneInfo("Europe/Berlin")
        assert await database.read(lambda tx: recount.verify(tx, zone)) == []
    finally:
        await database.close()


async def test_a_tap_counts_and_the_message_thanks(stage: Stage) -> None:
    assert counted(stage) == {"asked": 1, "delivered": 1, "expired": 1}
    assert await stage.score(1) == "Kept: 😞 1"
    assert "You chose" in stage.texts()[-1]
    assert counted(stage) == {"asked": 1, "delivered": 1, "answered": 1}
    assert "after-chat: 1 of 5" in stage.texts(STAFF)[-1]
    assert stage.rows("SELECT state FROM cases") == [{"state": "open"}]
    await proved(stage)


async def test_it_is_counted_as_ignored_at_its_end_and_an_answer_takes_that_back(
    stage: Stage,
) -> None:
    first = (await stage.ended(touchpoint="delivery"))["decisions"][0]
    assert (first["decision"], first["gate"]) == ("skip", "patience")
    await stage.score(5)
    second = (await stage.ended(touchpoint="delivery"))["decisions"][0]
    assert second["decision"] == "ask"


async def test_until_then_the_message_stays_as_it_is_and_then_closes(stage: Stage) -> None:
    assert len(stage.questions()) == 1
    button, message = stage.button(BOB, ":5"), stage.question()["message_id"]
    await stage.pass_time(22 * HOUR)
    assert len(stage.questions()) == 1
    await stage.pass_time(2 * HOUR)
    assert stage.questions() == []
    assert "This question is closed now" in stage.texts()[-1]
    assert "not open any more" in str(await stage.taps(BOB, button, message=message))
    assert (state(stage), counted(stage)["expired"]) == ("expired", 1)
    await proved(stage)


async def test_a_typed_score_counts(stage: Stage) -> None:
    await stage.says(BOB, "2, too slow")
    assert stage.rows("SELECT score FROM answers") == [{"score": 2}]
    assert [row["body"] for row in stage.rows("SELECT body FROM comments")] == ["too slow"]
    assert counted(stage) == {"asked": 1, "delivered": 1, "answered": 1}
    await proved(stage)


async def test_words_alone_are_kept_and_a_tap_is_still_wanted(stage: Stage) -> None:
    await stage.says(BOB, "too slow")
    assert len(stage.questions()) == 1
    assert (state(stage), len(stage.rows("SELECT * FROM comments"))) == ("expired", 1)
    await stage.score(2)
    assert stage.rows("SELECT score FROM answers") == [{"score": 2}]
    await proved(stage)


async def test_words_do_not_keep_it_open_for_longer(stage: Stage) -> None:
    await stage.says(BOB, "too slow")
    await stage.pass_time(DAY)
    assert stage.questions() == []
    assert "This question is closed now" in stage.texts()[-1]


async def test_i_cannot_say_counts_too(stage: Stage) -> None:
    await stage.does("cannot_say")
    assert counted(stage) == {"asked": 1, "delivered": 1, "cannot_say": 1}
    await proved(stage)


async def test_it_can_no_longer_be_put_off(stage: Stage) -> None:
    assert "too late" in str(await stage.does("later"))
    assert state(stage) == "expired"
    assert ":later" not in str(stage.question())
    assert await stage.score(5) == "Kept: 😀 5"


async def test_who_never_wants_to_be_asked_sees_it_close_with_a_way_back(stage: Stage) -> None:
    button, message = stage.button(BOB, ":5"), stage.question()["message_id"]
    await stage.does("never")
    assert stage.questions() == []
    assert "u:resume" in str(stage.from_bot()[-1])
    assert "not open any more" in str(await stage.taps(BOB, button, message=message))
    assert (state(stage), counted(stage)) == ("expired", {"asked": 1, "delivered": 1, "expired": 1})


async def test_an_anonymous_question_closes_at_its_end(tmp_path: Path) -> None:
    """Whoever answered after it would stand out in its pool."""
    async with stage_of(tmp_path, SETTINGS) as stage:
        await stage.starts()
        await stage.ended(touchpoint="team")
        button, message = stage.button(BOB, ":5"), stage.question()["message_id"]
        await stage.pass_time(stage.config.surveys["team"].expires + HOUR)
        assert stage.questions() == []
        assert "not open any more" in str(await stage.taps(BOB, button, message=message))
        await stage.says(BOB, "5")
        scores = stage.rows("SELECT * FROM pools WHERE kind = 'scores'")
        assert (state(stage), scores) == ("expired", [])


async def test_a_press_that_comes_before_the_job_counts_too(tmp_path: Path) -> None:
    """Whether the bot has got to closing it makes no difference."""
    async with stage_of(tmp_path, SETTINGS) as stage:
        await stage.starts()
        await stage.ended()
        stage.clock.advance(14 * DAY + HOUR)
        assert await stage.score(5) == "Kept: 😀 5"
        assert counted(stage) == {"asked": 1, "delivered": 1, "answered": 1}


async def test_a_bot_that_was_away_for_that_day_closes_it_at_once(tmp_path: Path) -> None:
    async with stage_of(tmp_path, SETTINGS) as stage:
        await stage.starts()
        await stage.ended()
        await stage.pass_time(15 * DAY)
        assert stage.questions() == []
        assert "This question is closed now" in stage.texts()[-1]


async def test_figures_tell_it_as_answered(stage: Stage) -> None:
    await stage.says(ADMIN, "/responses month")
    assert "expired    1" in stage.texts(ADMIN)[-1]
    await stage.score(5)
    await stage.says(ADMIN, "/responses month")
    assert "answered   1" in stage.texts(ADMIN)[-1]
