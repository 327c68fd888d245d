"""Every command and button of the map, for every kind of person, in every kind of chat."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
import pytest_asyncio

from bot.access import ANONYMOUS_ADMIN, Role
from bot.app import STAFF_BUTTONS, STAFF_COMMANDS
from bot.effects import Scene
from bot.errors import Refusal
from bot.running.admitting import admit, admit_press
from bot.running.looking_ahead import look_ahead
from bot.services import Services
from bot.wire.incoming import read_said, read_tap
from bot.wire.members import Members
from bot.wire.transport import Telegram as Wire
from playground.core import Telegram
from playground.server import serve
from storage.transaction import Transaction
from tests.bot.people import WALL
from tests.bot.town import SETTINGS, open_town

pytestmark = pytest.mark.asyncio(loop_scope="module")

STAFF, SECOND, UNLISTED = -100_900, -100_903, -100_907
GROUPS = (STAFF, SECOND, UNLISTED)
TOKEN = "123456:TOKEN"
NO = {"staff.denied", "staff.member_unknown", "staff.anonymous_admin"}


@dataclass(frozen=True)
class Kind:
    """A kind of person: what the settings say of them, and what they are in the staff group."""

    id: int
    listed: Role = Role.ANYONE
    status: str | None = None

    @property
    def is_there(self) -> bool:
        return self.status in {"member", "restricted", "creator", "administrator"}


KINDS = {
    "stranger": Kind(100),
    "colleague": Kind(101, status="member"),
    "colleague who may not write": Kind(102, status="restricted"),
    "who left": Kind(103, status="left"),
    "who was removed": Kind(104, status="kicked"),
    "who was restricted and left": Kind(105, status="restricted, out"),
    "viewer": Kind(106, Role.VIEWER, "member"),
    "agent": Kind(107, Role.AGENT, "member"),
    "analyst": Kind(108, Role.ANALYST, "member"),
    "admin": Kind(109, Role.ADMIN, "administrator"),
    "listed agent who left": Kind(110, Role.AGENT, "left"),
    "listed admin who left": Kind(111, Role.ADMIN, "left"),
    "hidden administrator": Kind(ANONYMOUS_ADMIN, Role.ANYONE),
}
LISTED = f"""
[staff]
admins = [109, 111]
analysts = [108]
agents = [107, 110]
viewers = [106]
chats = [{STAFF}, {SECOND}]
"""


def may(kind: Kind, chat: int, needed: Role, *, asked: bool = True) -> bool:
    """What is to be, in words of its own: who is listed, else who is in that very group."""
    if needed is Role.ANYONE:
        return True
    if chat == UNLISTED:
        return False
    by_group = Role.VIEWER if asked and chat == STAFF and kind.is_there else Role.ANYONE
    return max(kind.listed, by_group) >= needed


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Services]:
    """A bot that can ask the playground who is where; nobody but its makers are in `SECOND`."""
    telegram = Telegram(token=TOKEN)
    for each in KINDS.values():
        if each.id != ANONYMOUS_ADMIN:
            telegram.create_user(f"Person {each.id}", user_id=each.id)
    for chat in GROUPS:
        telegram.create_group("Group", chat_id=chat, now=WALL())
    for each in KINDS.values():
        if each.status is not None:
            telegram.set_member(STAFF, each.id, "member", now=WALL())
            telegram.set_member(STAFF, each.id, each.status, now=WALL())
    server = await serve(telegram)
    wire = Wire(TOKEN, api_url=server.url)
    async with open_town(tmp_path_factory.mktemp("door"), SETTINGS + LISTED) as town:
        town.services.commands = STAFF_COMMANDS
        town.services.members = Members(wire.calls)
        yield town.services
    await wire.close()
    await server.close()


def typed(user: int, chat: int, name: str) -> dict[str, Any]:
    """Write the update of a typed command."""
    text = f"/{name}"
    entity = {"type": "bot_command", "offset": 0, "length": len(text)}
    return {"update_id": 1, "message": {**message(user, chat), "text": text, "entities": [entity]}}


def pressed(user: int, chat: int, data: str) -> dict[str, Any]:
    """Write the update of a pressed button."""
    query = {"id": "1", "from": {"id": user, "first_name": "P"}, "data": data}
    return {"update_id": 1, "callback_query": {**query, "message": message(user, chat)}}


def message(user: int, chat: int) -> dict[str, Any]:
    kind = "private" if chat > 0 else "supergroup"
    sender = {"id": user, "first_name": "P"}
    return {"message_id": 1, "date": 1, "from": sender, "chat": {"id": chat, "type": kind}}


def places() -> Iterator[tuple[str, Kind, int]]:
    for (name, kind), chat in product(KINDS.items(), (1, *GROUPS)):
        yield name, kind, kind.id if chat > 0 else chat


async def command_is_let_in(services: Services, update: dict[str, Any]) -> bool:
    said = read_said(update, username="afterword_bot")
    assert said is not None
    try:
        admit(services, said)
    except Refusal as refusal:
        return refusal.key not in NO
    return True


async def press_is_let_in(services: Services, update: dict[str, Any]) -> bool:
    tap = read_tap(update)
    assert tap is not None

    async def unit(tx: Transaction) -> bool:
        try:
            await admit_press(Scene(tx, services, services.clock()), tap, STAFF_BUTTONS[tap.kind])
        except Refusal as refusal:
            return refusal.key not in NO
        return True

    return await services.database.write(unit)


async def test_every_command(door: Services) -> None:
    await look_ahead(door, [typed(kind.id, chat, "help") for _, kind, chat in places()])
    found = {
        (name, chat, each.name): await command_is_let_in(door, typed(kind.id, chat, each.name))
        for name, kind, chat in places()
        for each in STAFF_COMMANDS
    }
    wanted = {
        (name, chat, each.name): may(kind, chat, each.role)
        for name, kind, chat in places()
        for each in STAFF_COMMANDS
    }
    assert {key: found[key] for key in wanted if found[key] != wanted[key]} == {}
    assert len(wanted) > 1000


async def test_every_button(door: Services) -> None:
    buttons = {prefix: each.role for prefix, each in STAFF_BUTTONS.items() if each.role is not None}
    for name, kind, chat in places():
        await look_ahead(door, [pressed(kind.id, chat, "b:x:y")])
        for prefix, role in buttons.items():
            update = pressed(kind.id, chat, f"{prefix}:x:y")
            let_in = await press_is_let_in(door, update)
            assert let_in is may(kind, chat, role), (name, chat, prefix)


async def test_where_telegram_cannot_be_asked_only_the_listed_are_let_in(door: Services) -> None:
    before, door.members = door.members, Members()
    await look_ahead(door, [typed(kind.id, chat, "help") for _, kind, chat in places()])
    for (name, kind, chat), each in product(places(), STAFF_COMMANDS):
        let_in = await command_is_let_in(door, typed(kind.id, chat, each.name))
        assert let_in is may(kind, chat, each.role, asked=False), (name, chat, each.name)
    door.members = before
