"""What Telegram's replies say of a person and a group, how long that holds, and what does not."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.wire.members import HOLDS, Member, Members
from bot.wire.transport import Telegram
from tests.bot.bot_api import TOKEN, Answer, Server, agreed, listening, refused

CHAT, ANN, BEN = -100_900, 902, 903
NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
USER = {"id": ANN, "is_bot": False, "first_name": "Ann", "last_name": "Lee"}


@dataclass(frozen=True)
class World:
    """Who is asked, and what is known then."""

    server: Server
    members: Members

    async def knows(self, user: int = ANN, *, at: datetime = NOW) -> bool | None:
        await self.members.make_sure([(CHAT, user)], now=at)
        return self.members.is_in(CHAT, user)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    server = Server()
    async with listening(server) as url:
        telegram = Telegram(TOKEN, api_url=url)
        yield World(server, Members(telegram.calls))
        await telegram.close()


def told(status: object, **more: object) -> Answer:
    return agreed({"status": status, "user": USER, **more})


@pytest.mark.parametrize(
    ("answer", "known"),
    [
        *((told(status), True) for status in ("creator", "administrator", "member")),
        *((told(status), False) for status in ("left", "kicked", "something new")),
        (told("restricted", is_member=True), True),
        (told("restricted", is_member=False), False),
        (told("restricted"), False),
        (told("restricted", is_member="true"), False),
        *((answer, None) for answer in (agreed(True), agreed({}), agreed([]), told(None), None)),
        (agreed({"status": "member", "user": {"first_name": "Ann"}}), None),
        (refused(400, "Bad Request: PARTICIPANT_ID_INVALID"), None),
        (refused(400, "Bad Request: member list is inaccessible"), None),
        (refused(403, "Forbidden: bot was kicked from the supergroup chat"), None),
        (refused(429, "Too Many Requests: retry after 7", retry_after=7), None),
        ((502, b"<html>Bad Gateway</html>"), None),
    ],
    ids=lambda value: None if isinstance(value, bool) or value is None else value[1].decode()[:60],
)
async def test_only_a_reply_that_says_so_makes_a_member(
    world: World, answer: Answer | None, known: bool | None
) -> None:
    world.server.answers.append(answer)
    assert await world.knows() is known


async def test_it_holds_for_a_minute_and_what_cannot_be_told_anew_holds_no_more(
    world: World,
) -> None:
    world.server.answers += [told("member"), refused(400, "Bad Request: no"), told("left")]
    almost = HOLDS - timedelta(seconds=1)
    assert await world.knows() is True
    assert await world.knows(at=NOW + almost) is True
    assert len(world.server.calls) == 1
    assert await world.knows(at=NOW + HOLDS) is None
    assert await world.knows(at=NOW + HOLDS) is False  # asked again at once
    assert await world.knows(at=NOW) is not True  # a clock that went back vouches for nobody


async def test_each_is_asked_about_once_however_often_they_press(world: World) -> None:
    world.server.answers += [told("member"), told("member")]
    await world.members.make_sure([(CHAT, ANN), (CHAT, BEN), (CHAT, ANN)], now=NOW)
    asked = [(method, given["user_id"]) for method, given in world.server.calls]
    assert sorted(asked) == [("getChatMember", ANN), ("getChatMember", BEN)]


async def test_news_of_somebody_concerns_them_alone_and_only_that_group(world: World) -> None:
    world.server.answers += [told("member"), told("member")]
    await world.members.make_sure([(CHAT, ANN), (CHAT, BEN)], now=NOW)
    left = {"status": "left", "user": USER}
    world.members.forget({"chat_member": {"chat": {"id": -1}, "new_chat_member": left}})
    assert world.members.is_in(CHAT, ANN) is True
    world.members.forget({"chat_member": {"chat": {"id": CHAT}, "new_chat_member": left}})
    assert world.members.is_in(CHAT, ANN) is None
    assert world.members.is_in(CHAT, BEN) is True


async def test_who_is_looked_up_for_a_list_is_named_and_not_kept(world: World) -> None:
    world.server.answers += [told("left"), agreed({"title": "Acme staff"}), refused(400, "no")]
    assert await world.members.look([(CHAT, ANN)]) == [Member(present=False, name="Ann Lee")]
    assert world.members.is_in(CHAT, ANN) is None
    assert await world.members.title(CHAT) == "Acme staff"
    assert await world.members.title(CHAT) is None
