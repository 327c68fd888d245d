"""Histories made by hand, and what a rehearsal makes of them."""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.commands.using import using
from bot.rehearsal.guesses import Guesses, Luck
from bot.rehearsal.parts import PlayedAsk
from bot.rehearsal.play import SENT_AFTER, Play
from bot.rehearsal.rehearsing import Wish, rehearse
from bot.rehearsal.results import Rehearsed
from bot.settings.config import Config, load
from metrics.catalogue import METRICS
from storage.database import Database
from storage.interactions import Circumstances
from storage.moments import to_micros
from storage.replay import Before, Recorded

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGAN = datetime(2026, 10, 5, 10, 0, tzinfo=UTC)  # a Monday noon in Berlin
NOW = BEGAN + 30 * DAY
BERLIN = ZoneInfo("Europe/Berlin")
HEAD = """\
[business]
timezone = "Europe/Berlin"
[telegram]
token = "4242424242:a-token-that-is-never-used"
"""
OPEN = """\
[cadence]
floor = "{floor}"
gap = "{gap}"
cap = {{ asks = {cap}, per = "90d" }}
quiet_hours = {{ from = "00:00", to = "00:00" }}
patience = {{ factor = {factor}, limit = "180d" }}
"""
CHAT = """\
[surveys.chat]
metric = "csat"
touchpoints = ["support"]
delay = "0s"
repeat = { after_answer = "0s", after_silence = "0s" }
"""


def rules(floor: str = "0s", gap: str = "0s", cap: int = 100, factor: float = 1.0) -> str:
    return OPEN.format(floor=floor, gap=gap, cap=cap, factor=factor)


def config(folder: Path, text: str, name: str = "new.toml") -> Config:
    path = folder / name
    path.write_text(HEAD + text, "utf-8")
    return load(path)


def ended(identity: int, after: timedelta, person: int = 1, **more: object) -> Recorded:
    """An interaction that ended, and was told of, so long after the beginning."""
    at = BEGAN + after
    usual: dict[str, object] = {
        "touchpoint": "support", "closed_at": at, "reopened_at": None,
        "told": Circumstances(None, at, None, None, {}), "received_at": at,
        "reachable": True, "opted_out_at": None, "unreachable_at": None,
        "timezone": None,
    }  # fmt: skip
    return Recorded(id=identity, customer_id=person, **{**usual, **more})  # type: ignore[arg-type]


def silent(told: Config) -> Luck:
    """Nobody answers."""
    return _certain(told, answered=-3)


def talkative(told: Config) -> Luck:
    """Everybody answers."""
    return _certain(told, answered=7)


def _certain(told: Config, *, answered: int) -> Luck:
    scale = METRICS["csat"].scales[5]
    return Luck(7, {name: Guesses(answered, 0, {}, scale) for name in told.surveys})


def played(
    told: Config, history: Iterable[Recorded], *, luck: Luck, past: Iterable[Before] = ()
) -> tuple[Play, list[PlayedAsk]]:
    asks: list[PlayedAsk] = []
    play = Play(told, luck, witness=asks.append)
    play.remember(list(past), now=BEGAN)
    for each in sorted(history, key=lambda each: each.received_at):
        play.take(each)
    play.finish()
    return play, asks


def hours(asks: Iterable[PlayedAsk]) -> list[float]:
    """When asks were due, in hours after the beginning; each leaves a second later."""
    return [(each.past.at - SENT_AFTER - BEGAN) / HOUR for each in asks]


async def kept(folder: Path, history: Iterable[Recorded]) -> Path:
    """A database in which a history is recorded."""
    path = folder / "afterword.db"
    database = await Database.open(path)
    await database.close()
    connection = sqlite3.connect(path)
    with connection:
        for each in history:
            connection.execute(
                "INSERT OR IGNORE INTO customers (id, telegram_id, first_seen_at) VALUES (?, ?, 0)",
                (each.customer_id, each.customer_id if each.reachable else None),
            )
            connection.execute(
                "INSERT INTO interactions (id, source, external_id, customer_id, touchpoint,"
                " closed_at, reopened_at, visit, received_at, reply)"
                " VALUES (?, 'desk', ?, ?, ?, ?, ?, 1, ?, '{}')",
                (
                    each.id, f"T-{each.id}", each.customer_id, each.touchpoint,
                    to_micros(each.closed_at), each.reopened_at and to_micros(each.reopened_at),
                    to_micros(each.received_at),
                ),
            )  # fmt: skip
    connection.close()
    return path


async def rehearsed(
    path: Path, new: Config, current: Config | None = None, **more: int
) -> Rehearsed:
    wish = Wish(new=new, current=current, since=NOW - 30 * DAY, now=NOW, **more)
    async with using(Database.open_read_only(path)) as database:
        return await rehearse(database, wish)
