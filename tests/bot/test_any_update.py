"""Whatever JSON an update holds, the door records it or passes it over, and takes the next one."""

import itertools
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import MESSAGES, PLAN, REPORTS, STAFF_COMMANDS
from bot.pictures.drawer import Pictures
from bot.running.intake import Intake
from bot.services import Identity, Services
from bot.wire.contents import MEDIA, NOT_KEPT
from bot.wire.incoming import chat_key
from bot.wire.outbox import Outbox
from bot.wire.raw import is_update
from bot.words.catalogues import Words
from storage import versions
from storage.database import Database
from storage.transaction import Transaction
from tests.bot.stage import BOB, STAFF, Stage

NUMBERS = itertools.count(10**9)
PERSON = {"id": BOB, "first_name": "Bob"}
PRIVATE = {"id": BOB, "type": "private"}
GOOD = {"message_id": 7, "from": PERSON, "chat": PRIVATE, "date": 1, "text": "/start"}
ODD: tuple[Any, ...] = (
    None,
    True,
    2**63,
    -1,
    1e300,
    "\ud800",
    "",
    "/stop",
    [],
    {},
    [None],
    {"id": None},
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
) | st.sampled_from(ODD)


def mixed(**right: Any) -> st.SearchStrategy[dict[str, Any]]:
    """An object whose keys hold what they should, or anything, or are not there."""
    each = {name: (_as_strategy(value) | VALUES) for name, value in right.items()}
    return st.fixed_dictionaries({}, optional=each)


def _as_strategy(value: Any) -> st.SearchStrategy[Any]:
    return value if isinstance(value, st.SearchStrategy) else st.just(value)


PEOPLE = mixed(**PERSON, last_name="B", username="bob", language_code="ru") | st.just(PERSON)
CHATS = mixed(**PRIVATE) | st.sampled_from((PRIVATE, {"id": STAFF, "type": "supergroup"}))
TEXTS = (
    st.sampled_from(("/stop", "/nps week", "/x", "стоп", "5, great", "/start \udfff")) | st.text()
)
ENTITIES = st.lists(mixed(type="bot_command", offset=0, length=5), max_size=2)
CONTENT = dict.fromkeys((*MEDIA, *NOT_KEPT), st.just({"file_id": "x"}))
WRITTEN = mixed(
    **{"from": PEOPLE, "chat": CHATS, "message_id": 7, "text": TEXTS, "entities": ENTITIES},
    **CONTENT,
    caption=TEXTS,
    reply_to_message=mixed(message_id=3, text="stop"),
    migrate_to_chat_id=-5,
    is_topic_message=True,
    message_thread_id=3,
    sender_chat=CHATS,
    left_chat_member=PEOPLE,
) | st.builds(lambda odd: {**GOOD, **odd}, st.dictionaries(st.sampled_from([*GOOD]), VALUES))
TAPS = mixed(
    **{"id": "1", "from": PEOPLE, "message": WRITTEN},
    data=st.sampled_from(
        (
            "u:resume:",
            "u:resume:TOKEN",
            "k:TOKEN:undo",
            "a:TOKEN:5",
            "r:TOKEN:speed",
            "s:x",
            "c:x:take",
        )
    ),
)
CHANGED = mixed(status="kicked", user=PEOPLE)
CHANGES = mixed(**{"from": PEOPLE, "chat": CHATS, "new_chat_member": CHANGED})
UPDATES = mixed(
    message=WRITTEN,
    edited_message=WRITTEN,
    callback_query=TAPS,
    my_chat_member=CHANGES,
    chat_member=CHANGES,
) | st.dictionaries(st.text(), VALUES, max_size=3)


@dataclass(frozen=True)
class Door:
    """The way in of a bot that was stopped while a comment was listened for."""

    intake: Intake
    services: Services
    token: str

    async def takes(self, update: dict[str, Any]) -> None:
        """Bring an update as JSON, and a good one after it; both are noted."""
        first = next(NUMBERS)
        brought = json.loads(json.dumps(update).replace("TOKEN", self.token))
        batch = [{**brought, "update_id": first}, {"update_id": next(NUMBERS), "message": GOOD}]
        for each in batch:
            hash(chat_key(each))
        errands = await self.intake.process(batch)
        assert errands, "the good one is answered"
        assert all(isinstance(each.key, int) for each in errands)
        [failed] = await self.failures(first + 1, first + 1)
        assert failed is None

    async def failures(self, first: int, last: int) -> list[str | None]:
        """Give what is noted of updates: the fault, or None."""

        async def unit(tx: Transaction) -> list[str | None]:
            known = "SELECT error FROM updates WHERE update_id BETWEEN :first AND :last"
            return [row["error"] for row in await tx.rows(known, {"first": first, "last": last})]

        return await self.services.database.read(unit)


@pytest.fixture
async def door(stage: Stage) -> AsyncIterator[Door]:
    await stage.starts()
    await stage.ended()
    await stage.score(1)
    await stage.does("comment")
    await stage.stop()
    database = await Database.open(stage.config.database_path)
    [row] = stage.rows("SELECT token FROM invitations")
    services = Services(
        config=stage.config,
        database=database,
        outbox=cast("Outbox", None),  # what would be sent is not
        pictures=Pictures(),
        clock=stage.clock,
        words=Words.load(),
        me=Identity(4242424242, "afterword_bot"),
        link_keys=(b"k" * 32,),
        versions=await database.read(versions.latest),
        commands=STAFF_COMMANDS,
        reports={each.name: each for each in REPORTS},
        messages=MESSAGES,
    )
    yield Door(Intake(services, PLAN.routes), services, row["token"])
    await database.close()


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(update=UPDATES)
async def test_no_update_stops_the_door(door: Door, update: dict[str, Any]) -> None:
    await door.takes(update)


async def test_a_key_that_holds_null_is_absent(door: Door) -> None:
    of_message = ("reply_to_message", "entities", "photo", "via_bot", "sender_chat", "caption")
    nothing = dict.fromkeys((*of_message, "migrate_to_chat_id", "pinned_message"))
    person = {**PERSON, "last_name": None, "username": None, "language_code": None}
    beside = dict.fromkeys(("edited_message", "callback_query", "my_chat_member", "channel_post"))
    first = next(NUMBERS)
    for text in ("they lost it", "/help"):
        message = {**GOOD, "message_id": next(NUMBERS), "from": person, "text": text, **nothing}
        [errand] = await door.intake.process(
            [{"update_id": next(NUMBERS), "message": message, **beside}]
        )
        assert errand.key == BOB
    assert set(await door.failures(first, next(NUMBERS))) == {None}
    said = await door.services.database.read(lambda tx: tx.rows("SELECT body FROM comments"))
    assert [row["body"] for row in said] == ["they lost it"]


def test_what_has_no_number_is_no_update() -> None:
    """It cannot be told from others, and so neither kept nor confirmed."""
    assert is_update({"update_id": 1})
    numbers: list[Any] = [None, "1", 1.0, True, 2**63]
    odd: list[Any] = [None, [], "", 1, {}, *({"update_id": each} for each in numbers)]
    assert not any(is_update(each) for each in odd)
