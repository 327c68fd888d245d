"""What customers make of a message afterwards that was no answer as it first stood."""

import pytest

from tests.bot.customers import Crowd

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_slash_taken_away_is_read_as_if_it_had_never_been(crowd: Crowd) -> None:
    """The edit of what was no answer, written to the question that is still open."""
    bob = await crowd.new()
    said = await bob.says("/5, great")
    assert bob.answers == {}
    bob.looks()
    await bob.edits(said, "5, great")
    assert (bob.answers, bob.parts) == ({"after-chat": 5}, [("great", None)])
    assert (bob.news, bob.reaction(said)) == ([], "👍")
    await bob.edits(said, "4, good")
    assert (bob.answers, bob.parts) == ({"after-chat": 4}, [("good", None)])


async def test_words_without_a_score_are_read_so_too(crowd: Crowd) -> None:
    bob = await crowd.new()
    said = await bob.says("/it was slow")
    await bob.edits(said, "it was slow")
    assert (bob.answers, bob.parts) == ({}, [("it was slow", None)])


async def test_an_edit_of_what_was_written_before_the_question_is_no_answer(crowd: Crowd) -> None:
    bob = crowd.comes()
    await bob.says("/start")
    said = await bob.says("/5, great")
    await bob.asked()
    await bob.edits(said, "5, great")
    assert (bob.answers, bob.parts, bob.news) == ({}, [], [])


async def test_an_edit_into_a_command_or_of_one_that_stays_is_nothing(crowd: Crowd) -> None:
    bob = await crowd.new()
    said = await bob.says("/5, great")
    bob.looks()
    await bob.edits(said, "/4, good")
    assert (bob.answers, bob.parts, bob.news) == ({}, [], [])


async def test_nothing_that_may_have_been_anonymous_is_read_as_an_answer_with_a_name(
    crowd: Crowd,
) -> None:
    """Of anonymous words nobody knows which message they were."""
    bob = await crowd.new("team")
    await bob.scores(9)
    await bob.asked("support")
    said = await bob.says("/5, great")
    bob.looks()
    await bob.edits(said, "5, great")
    assert bob.answers == {}
    assert bob.parts == []
