"""Whoever is not in the staff group any more is no viewer there, whatever they type or press."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import pytest
import pytest_asyncio

from bot.app import STAFF_COMMANDS
from playground.faults import Fault
from tests.bot.people import WALL
from tests.bot.staff_acts import TYPED
from tests.bot.stage import ADMIN, BASE, BOB, CHARLIE, STAFF, VIEWER, Stage, stage_of

pytestmark = pytest.mark.asyncio(loop_scope="module")
T = TypeVar("T")

AFTER_A_MINUTE = timedelta(seconds=61)
LISTED = 904
OTHERS = -100_903
BOTH = BASE.replace("chats = [{staff}]", f"chats = [{{staff}}, {OTHERS}]\nviewers = [{LISTED}]")
DENIED = "Sorry, this is for staff"
WELL = "✅ The bot is well."
UNSURE = "I could not ask Telegram whether you are in this group"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rooms(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Two staff groups; Vera is in the first, Lea, who is listed, in neither."""
    async with stage_of(tmp_path_factory.mktemp("office"), base=BOTH) as stage:
        stage.join(LISTED, name="Lea")
        stage.telegram.create_group("Others", chat_id=OTHERS, members=(ADMIN,), now=WALL())
        await stage.starts()
        yield stage


@pytest_asyncio.fixture(loop_scope="module")
async def office(rooms: Stage) -> AsyncIterator[Stage]:
    """The same for each test: Vera is there, the bot is a member, and nobody was asked about."""
    rooms.telegram.set_member(STAFF, VIEWER, "member", now=WALL())
    rooms.telegram.set_member(STAFF, rooms.telegram.bot.id, "member", now=WALL())
    await rooms.pass_time(AFTER_A_MINUTE)
    rooms.telegram.calls.clear()
    yield rooms
    rooms.telegram.users[VIEWER].language_code = "en"


def asked(stage: Stage) -> int:
    """How often Telegram was asked who is in a group."""
    return sum(call.method == "getChatMember" for call in stage.telegram.calls)


def outside(stage: Stage, who: int, act: Callable[[], T], chat: int = STAFF) -> T:
    """Let somebody act in a group who is not in it: what was seen there can still be pressed."""
    members = stage.telegram.chats[chat].members
    before = members.get(who, "left")
    members[who] = "member"
    try:
        return act()
    finally:
        members[who] = before


async def types(stage: Stage, who: int, text: str, chat: int = STAFF) -> str:
    """Let somebody type in a group, who may have left it; gives the reply."""
    outside(stage, who, lambda: stage.telegram.say(who, text, chat_id=chat, now=WALL()), chat)
    await stage.settle()
    return stage.texts(chat)[-1]


async def presses(stage: Stage, who: int, data: str, message: int) -> str | None:
    """Let somebody press in a group, who may have left it; gives the toast."""
    query = outside(stage, who, lambda: stage.press(who, data, message=message, chat=STAFF))
    await stage.settle()
    return stage.toast(query)


def leaves(stage: Stage, who: int, status: str = "left") -> None:
    stage.telegram.set_member(STAFF, who, status, now=WALL())


@contextmanager
def only_told_by(stage: Stage, kind: str) -> Iterator[None]:
    """Let Telegram tell of what happens by one kind of the updates that the bot asked for."""
    asked_for = stage.telegram.updates.allowed
    assert kind in asked_for
    stage.telegram.updates.allowed = frozenset({kind})
    yield
    stage.telegram.updates.allowed = asked_for


def first_button(message: dict[str, Any]) -> str:
    return str(message["reply_markup"]["inline_keyboard"][0][0]["callback_data"])


async def test_who_left_is_no_viewer_within_a_minute(office: Stage) -> None:
    assert (await types(office, VIEWER, "/csat week")).startswith("CSAT")
    shown = office.from_bot(STAFF)[-1]
    assert asked(office) == 1
    assert await presses(office, VIEWER, first_button(shown), shown["message_id"]) is None
    assert asked(office) == 1  # what was said less than a minute ago holds
    leaves(office, VIEWER)
    await office.pass_time(AFTER_A_MINUTE)
    assert (await types(office, VIEWER, "/csat week")).startswith(DENIED)
    toast = await presses(office, VIEWER, first_button(shown), shown["message_id"])
    assert (toast or "").startswith(DENIED)
    assert asked(office) == 2
    leaves(office, VIEWER, "member")
    await office.pass_time(AFTER_A_MINUTE)
    assert (await types(office, VIEWER, "/csat week")).startswith("CSAT")


async def test_where_the_bot_is_an_administrator_it_holds_at_once(office: Stage) -> None:
    office.telegram.set_member(STAFF, office.telegram.bot.id, "administrator", now=WALL())
    assert (await types(office, VIEWER, "/health")).startswith(WELL)
    with only_told_by(office, "chat_member"):
        leaves(office, VIEWER)
    assert (await types(office, VIEWER, "/health")).startswith(DENIED)
    with only_told_by(office, "chat_member"):
        leaves(office, VIEWER, "member")
    assert (await types(office, VIEWER, "/health")).startswith(WELL)


async def test_elsewhere_the_groups_own_news_of_it_does(office: Stage) -> None:
    await types(office, VIEWER, "/health")
    with only_told_by(office, "message"):  # "Vera left the group" comes to every bot in it
        leaves(office, VIEWER)
    assert (await types(office, VIEWER, "/health")).startswith(DENIED)


async def test_a_member_of_one_staff_group_is_none_of_another(office: Stage) -> None:
    assert (await types(office, VIEWER, "/health", OTHERS)).startswith(DENIED)
    assert (await types(office, VIEWER, "/health")).startswith(WELL)


async def test_whoever_the_operator_listed_keeps_their_role_and_is_not_asked_about(
    office: Stage,
) -> None:
    assert (await types(office, LISTED, "/health")).startswith(WELL)
    await types(office, ADMIN, "/health")
    assert asked(office) == 0


async def test_whatever_who_left_types_is_denied(office: Stage) -> None:
    leaves(office, VIEWER)
    before = len(office.from_bot(STAFF))
    for each in STAFF_COMMANDS:
        text = f"/{each.name} {TYPED.get(each.name, '')}".strip()
        say = partial(office.telegram.say, VIEWER, text, chat_id=STAFF, now=WALL())
        outside(office, VIEWER, say)
    await office.settle()
    replies = [str(each["text"]) for each in office.from_bot(STAFF)[before:]]
    assert len(replies) == len(STAFF_COMMANDS)
    assert [each for each in replies if not each.startswith(DENIED)] == [
        f"Your id: {VIEWER}\nThis chat's id: {STAFF}"
    ]
    assert asked(office) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault("error", "getChatMember", status=502, html=True),
        Fault("error", "getChatMember", status=400, words="CHAT_ADMIN_REQUIRED"),
        Fault("flood", "getChatMember", retry_after=5),
    ],
    ids=lambda fault: f"{fault.kind} {fault.status}",
)
async def test_where_telegram_cannot_be_asked_nothing_is_shown(office: Stage, fault: Fault) -> None:
    await types(office, VIEWER, "/csat week")
    shown = office.from_bot(STAFF)[-1]
    await office.pass_time(AFTER_A_MINUTE)
    office.telegram.faults.add(fault)
    assert (await types(office, VIEWER, "/csat week")).startswith(UNSURE)
    assert (await types(office, VIEWER, "/csat week")).startswith("CSAT")
    await office.pass_time(AFTER_A_MINUTE)
    office.telegram.faults.add(fault)
    toast = await presses(office, VIEWER, first_button(shown), shown["message_id"])
    assert (toast or "").startswith(UNSURE)
    assert len(toast or "") <= 200


@pytest.mark.parametrize(
    ("language", "begins"), [("ru", "Telegram не ответил, состоите ли"), ("zh-hans", "我没能向")]
)
async def test_it_is_said_in_their_language(office: Stage, language: str, begins: str) -> None:
    office.telegram.users[VIEWER].language_code = language
    office.telegram.faults.add(Fault("close", "getChatMember"))
    assert (await types(office, VIEWER, "/csat")).startswith(begins)


async def test_nothing_is_asked_about_customers_and_what_is_for_anyone(office: Stage) -> None:
    await office.ended()
    await office.score(2)
    await office.says(BOB, "slow")
    await office.says(BOB, "/csat week")
    await types(office, VIEWER, "good morning")
    await types(office, VIEWER, "/nps@other_bot")
    assert asked(office) == 0
    office.join(CHARLIE, name="Charlie")
    office.telegram.faults.add(Fault("close", "getChatMember"))
    assert str(CHARLIE) in await types(office, CHARLIE, "/id")
