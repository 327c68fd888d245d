"""Everything that staff can do, taken from the map, and what is kept of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.app import STAFF_BUTTONS, STAFF_COMMANDS
from bot.settings.config import Config
from playground.core import Telegram
from storage import tallies
from storage.database import Database
from storage.transaction import Transaction
from tests.bot.stage import ADMIN, STAFF
from tests.bot.waiting import now_s

DORA = 20_002  # somebody who is to be asked later
TYPED = {  # what makes a command of the map do what it can do; the others are typed without a word
    "case": "1 take",
    "board": "csat month",
    "digest": "daily 09:00 csat",
    "skip": str(DORA),
    "test": "after-chat",
    "forget": str(DORA),
}
PRESSED = {  # what is pressed for each kind of button of the map: the words on it
    "s": "live",
    "b": "Stop",
    "d": "Stop",
    "c": "Close",
    "w": "new normal",
    "e": "Delete everything",
}
NOT_KEPT = {"actions", "interactions", "updates", "shortcuts", "meta", "sqlite_sequence", "watches"}
OF_CHANCE_AND_TIME = {
    *("id", "hash", "event"),
    "comment_until",
    "token",
    "trace",
    "shown",
    "revision",
    "until",
    "expires_at",
    "next_at",
}


Content = Mapping[str, list[str]]


class World(Protocol):
    """A bot, wherever it runs, and what is seen of it."""

    telegram: Telegram

    @property
    def config(self) -> Config:
        """The settings in force."""

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Read the database as it stands."""

    def from_bot(self, chat: int) -> list[dict[str, Any]]:
        """What the bot has written in a chat."""


@dataclass(frozen=True)
class Act:
    """Something that staff can do."""

    name: str
    do: Callable[[World], None]


def typed(name: str) -> Act:
    text = f"/{name} {TYPED.get(name, '')}".strip()

    def say(world: World) -> None:
        world.telegram.say(ADMIN, text, chat_id=STAFF, now=now_s())

    return Act(f"/{name}", say)


def pressed(prefix: str) -> Act:
    def press(world: World) -> None:
        message, data = button(world, prefix, PRESSED[prefix])
        world.telegram.tap(ADMIN, message, data, chat_id=STAFF, now=now_s())

    return Act(f"{prefix}:", press)


GREETING = {"t"}  # does what /test does, below the greeting that a first start alone gives
ACTS = (
    *(typed(each.name) for each in STAFF_COMMANDS),
    *(pressed(each) for each in STAFF_BUTTONS if each not in GREETING),
)


def button(world: World, prefix: str, words: str) -> tuple[int, str]:
    """Find the oldest button with these words, and the number of its message."""
    return next(
        (message["message_id"], each["callback_data"])
        for message in world.from_bot(STAFF)
        for row in message.get("reply_markup", {}).get("inline_keyboard", [])
        for each in row
        if each["callback_data"].startswith(f"{prefix}:") and words in each["text"]
    )


async def write_past(world: World, now: datetime) -> None:
    """Let customers have answered for 24 weeks, the last of them far less satisfied."""
    deltas: dict[tallies.Key, tallies.Delta] = {}
    for back in range(24):
        good = 60 if back < 2 else 85
        day = (now - timedelta(days=7 * back + 7)).date().isoformat()
        deltas["after-chat", "total", "", day, 1] = {"s5": good, "s1": 100 - good}
    database = await Database.open(world.config.database_path)

    async def unit(tx: Transaction) -> None:
        await tallies.add_scores(tx, deltas)

    await database.write(unit)
    await database.close()


def content(world: World) -> Content:
    """What is kept, without moments and chance."""
    tables = world.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    names = sorted({str(each["name"]) for each in tables} - NOT_KEPT)
    return {
        name: sorted(json.dumps(plain(row)) for row in world.rows(f"SELECT * FROM {name}"))
        for name in names
    }


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: bool(value) if name == "message_id" else value
        for name, value in row.items()
        if name not in OF_CHANCE_AND_TIME and name != "at" and not name.endswith("_at")
    }
