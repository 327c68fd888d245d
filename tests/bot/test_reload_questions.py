"""A reload changes questions and surveys: what waits, what was asked, what is asked from now on."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.bot.reloads import SETTINGS, change, reply_to
from tests.bot.stage import BOB, Stage, stage_of


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage_of(tmp_path, SETTINGS) as stage:
        yield stage


async def test_a_changed_question_starts_a_version(stage: Stage) -> None:
    change(stage, "Were you helped?", "Was it <b>good</b>?")
    assert await reply_to(stage, "/reload") == (
        "Reloaded. In force from now on:\n"
        "survey after-chat: text.en.question: Were you helped? -> Was it <b>good</b>?\n"
        "survey after-chat: question v2 starts, and is not compared with earlier ones; "
        "if it means the same, set `continues`"
    )
    change(stage, "text.en.question", 'continues = "v1"\ntext.en.question')
    assert await reply_to(stage, "/reload") == (
        "Reloaded. In force from now on:\nsurvey after-chat: continues: none -> v1"
    )
    assert stage.rows(
        "SELECT number, continues FROM versions WHERE survey = 'after-chat' ORDER BY number"
    ) == [{"number": 1, "continues": None}, {"number": 2, "continues": "v1"}]
    assert "Question v2" in await reply_to(stage, "/surveys")


async def test_what_waits_is_asked_in_the_new_words_and_counts_for_them(stage: Stage) -> None:
    await stage.starts()
    await stage.ended()
    change(stage, "Were you helped?", "Was it good?")
    await reply_to(stage, "/reload")
    await stage.pass_time(timedelta(minutes=11))
    assert "Was it good?" in stage.question()["text"]
    await stage.score(5)
    assert stage.rows("SELECT version, s5 FROM tally_scores WHERE dimension = 'total'") == [
        {"version": 2, "s5": 1}
    ]
    assert stage.rows("SELECT version, asked FROM tally_asks WHERE dimension = 'total'") == [
        {"version": 2, "asked": 1}
    ]


async def test_what_was_put_off_is_asked_again_as_it_was_asked(stage: Stage) -> None:
    """Its first message has shown a question: the second is the same ask, and counts as it does."""
    await stage.starts()
    await stage.ended()
    await stage.pass_time(timedelta(minutes=11))
    await stage.does("later")
    change(stage, "Were you helped?", "Was it good?")
    await reply_to(stage, "/reload")
    await stage.pass_time(timedelta(hours=25))
    assert len(stage.from_bot(BOB)) >= 2
    assert stage.question()["text"].startswith("Were you helped?")
    await stage.score(5)
    assert stage.rows("SELECT version, s5 FROM tally_scores WHERE dimension = 'total'") == [
        {"version": 1, "s5": 1}
    ]


async def test_a_removed_survey_asks_nobody_any_more(stage: Stage) -> None:
    await stage.starts()
    await stage.ended()
    text = stage.config_file.read_text("utf-8")
    stage.config_file.write_text(text.partition("[surveys.after-chat]")[0], "utf-8")
    assert await reply_to(stage, "/reload") == (
        "Reloaded. In force from now on:\n"
        "survey after-chat removed; its answers stay, and what was to be asked is dropped"
    )
    assert (await stage.ended())["decisions"] == []
    await stage.pass_time(timedelta(minutes=11))
    assert stage.questions() == []
    assert stage.rows("SELECT state, gate FROM invitations") == [
        {"state": "skipped", "gate": "staff"}
    ]
    assert "No longer in the configuration" in await reply_to(stage, "/surveys")
    await stage.restart()
    assert "No longer in the configuration" in await reply_to(stage, "/surveys")
    assert (await reply_to(stage, "/csat")).startswith("No survey measures CSAT here.")


async def test_a_link_to_a_removed_survey_promises_no_question(stage: Stage) -> None:
    """Whoever opens it is told at once what the last look before sending would find."""
    stage.join(BOB)
    [decision] = (await stage.ended(customer={"id": "C-7"}))["decisions"]
    text = stage.config_file.read_text("utf-8")
    stage.config_file.write_text(text.partition("[surveys.after-chat]")[0], "utf-8")
    await reply_to(stage, "/reload")
    await stage.says(BOB, f"/start {decision['link'].partition('?start=')[2]}")
    assert len(stage.texts(BOB)) == 1
    assert "Here comes your question" not in stage.texts(BOB)[0]
    assert stage.questions() == []
    [row] = stage.rows("SELECT state, gate FROM invitations")
    assert row == {"state": "skipped", "gate": "staff"}


async def test_a_new_survey_asks_from_now_on(stage: Stage) -> None:
    await stage.starts()
    assert (await stage.ended(touchpoint="shop"))["decisions"] == []
    with stage.config_file.open("a", encoding="utf-8") as file:
        file.write('[surveys.shop]\nmetric = "stars"\ntouchpoints = ["shop"]\ndelay = "0s"\n')
    assert (await reply_to(stage, "/reload")).endswith("\nsurvey shop added")
    [decision] = (await stage.ended(touchpoint="shop"))["decisions"]
    assert (decision["survey"], decision["decision"]) == ("shop", "ask")
    assert len(stage.questions()) == 1


async def test_an_answer_given_before_counts_for_the_question_that_was_read(stage: Stage) -> None:
    await stage.starts()
    await stage.ended()
    await stage.pass_time(timedelta(minutes=11))
    change(stage, "Were you helped?", "Was it good?")
    change(stage, "text.en.question", 'text.en.thanks = "Cheers!"\ntext.en.question')
    await reply_to(stage, "/reload")
    await stage.score(4)
    assert stage.question()["text"].startswith("Were you helped?\n\nYou chose 🙂 4. Cheers!")
    assert stage.rows("SELECT version, s4 FROM tally_scores WHERE dimension = 'total'") == [
        {"version": 1, "s4": 1}
    ]
