"""An album is several messages in a row: all are kept, and what is said to them is said once."""

import pytest

from tests.bot.customers import WHICH, Crowd, Customer, buttons

pytestmark = pytest.mark.asyncio(loop_scope="module")

PHOTO = {"file_id": "F", "file_unique_id": "U", "width": 1, "height": 1}


async def sends_album(bob: Customer, name: str, *, of: int = 3) -> list[int]:
    return [await bob.sends(photo=[PHOTO], media_group_id=name) for _ in range(of)]


async def test_which_question_it_is_about_is_asked_once_and_all_of_it_goes_there(
    crowd: Crowd,
) -> None:
    bob = await crowd.new()
    await bob.asked("delivery")
    numbers = await sends_album(bob, "A")
    assert bob.news == [WHICH]
    which = crowd.stage.from_bot(bob.number)[-1]
    place = next(data for text, data in buttons(which).items() if text.startswith("delivery"))
    await crowd.stage.taps(bob.number, place, message=which["message_id"])
    assert bob.parts == [(None, "photo")] * len(numbers)


async def test_another_album_and_other_words_are_answered_again(crowd: Crowd) -> None:
    bob = await crowd.new()
    await bob.asked("delivery")
    await sends_album(bob, "A", of=2)
    await sends_album(bob, "B", of=2)
    await bob.says("the parcel")
    assert bob.news == [WHICH] * 3


async def test_an_anonymous_question_refuses_it_once(crowd: Crowd) -> None:
    bob = await crowd.new("team")
    await sends_album(bob, "A")
    assert len(bob.news) == 1


async def test_where_nothing_is_asked_it_meets_the_guide_once(crowd: Crowd) -> None:
    bob = crowd.comes()
    await bob.says("/start")
    bob.looks()
    await sends_album(bob, "A")
    assert len(bob.news) == 1


async def test_the_edit_of_a_caption_gets_its_own_reply(crowd: Crowd) -> None:
    bob = await crowd.new()
    await bob.asked("delivery")
    [number, _] = await sends_album(bob, "A", of=2)
    await bob.sends(photo=[PHOTO], media_group_id="A", caption="slow", anew=number)
    assert bob.news == [WHICH]
    rows = crowd.stage.rows("SELECT body FROM unplaced WHERE message_id = ?", number)
    assert {"body": "slow"} in rows
