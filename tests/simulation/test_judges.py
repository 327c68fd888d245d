"""The judges are judged: whatever is spoiled behind the bot's back, one of them says so."""

import gc
import sqlite3
import weakref
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from simulation.disk import FILES, Disk
from simulation.lots import HOUR, MINUTE, STAFF, Outage, draw
from simulation.promises import Promise
from simulation.runs import run
from simulation.world import World

SEEDS = range(6)
SPOILED: dict[Promise, str] = {  # what is done to the database each minute
    "states move as they may": "UPDATE invitations SET state = 'sent' WHERE state = 'answered'",
    "nobody is asked more often than the rules say": "UPDATE deliveries SET counted_at = NULL",
    "nobody is asked after stop": "UPDATE customers SET opted_out_at = NULL",
    "nobody is asked twice about one thing": (
        "UPDATE deliveries SET counted_at = NULL;"
        "UPDATE interactions SET external_id = 'gone-' || id WHERE external_id LIKE 'T-%'"
    ),
    "an interaction gets the same reply again": """
        UPDATE interactions SET reply = '{"decisions": []}'
    """,
    "health tells the truth": """
        INSERT OR IGNORE INTO outages (kind, chat_id, reason, began_at, try_at, newest_id)
        VALUES ('message', 1, 'so it seems', 4000000000000000, 4000000000000000, 0)
    """,
}
SPOILED_AT_LAST: dict[Promise, str] = {  # what is done to it once, when all is said
    "what was thanked for is in the database": "DELETE FROM answers",
    "the answer is what the person last gave": "UPDATE answers SET score = (score + 1) % 5 + 1",
    "tallies are what the rows say": "UPDATE tally_scores SET s3 = s3 + 1",
    "words are kept": "DELETE FROM comments",
    "staff hear of every unhappy answer": "UPDATE cases SET token = 'other' || id",
    "only a call under way can be unknown": (
        "UPDATE deliveries SET state = 'unknown' WHERE kind = 'ask'"
    ),
    "every digest is told": "UPDATE deliveries SET message_id = 1 WHERE kind = 'digest'",
    "every message shows what is stored": (
        "UPDATE deliveries SET revision = revision + 1, chat_id = 1 WHERE kind = 'alert'"
    ),
    "all that is due comes to its end": (
        "UPDATE deliveries SET state = 'planned', due_at = 1, kind = 'board'"
    ),
}


GIVEN_UP = f"""
INSERT INTO outages (kind, chat_id, reason, began_at, try_at, newest_id)
SELECT 'message', {STAFF}, 'it did not come', CAST(value AS INTEGER), CAST(value AS INTEGER),
    1000000
FROM meta WHERE key = 'newest_moment' AND NOT EXISTS (SELECT 1 FROM outages WHERE ended_at IS NULL)
"""


def spoil(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path.as_uri(), uri=True)) as connection, connection:
        connection.executescript(sql)


def each_minute(sql: str) -> Callable[[World], None]:
    def meddle(world: World) -> None:
        for minute in range(1, 180):
            world.at(minute * MINUTE, lambda: spoil(world.disk.path, sql))

    return meddle


def seen_by_minutes(seed: int, promise: Promise) -> set[Promise]:
    breaches = run(seed, (), meddle=each_minute(SPOILED[promise])).breaches
    return {each.promise for each in breaches}


@cache  # a seed runs once for all of them: nothing is spoiled but copies of what it has stored
def all_seen_at_last(seed: int) -> dict[Promise, set[Promise]]:
    found: dict[Promise, set[Promise]] = {}

    def look(world: World) -> None:
        disk, judges = world.disk, world.judges
        original, copy = disk.path, disk.path.with_name("copy.db")
        kept = {name: content for name, content in disk.files().items() if name in FILES}
        for promise, sql in SPOILED_AT_LAST.items():
            Disk(copy).put_back(kept)
            spoil(copy, sql)
            disk.path, judges.breaches = copy, []
            judges.look(calm=True)
            disk.path, found[promise] = original, {each.promise for each in judges.breaches}

    def meddle(world: World) -> None:
        world.at(world.lots.acts_for + world.lots.calm_for - 1, lambda: look(world))

    run(seed, (), meddle=meddle)
    return found


def seen_at_last(seed: int, promise: Promise) -> set[Promise]:
    return all_seen_at_last(seed)[promise]


@pytest.mark.parametrize(
    ("promise", "seen"),
    [
        *((promise, seen_by_minutes) for promise in SPOILED),
        *((promise, seen_at_last) for promise in SPOILED_AT_LAST),
    ],
    ids=[*SPOILED, *SPOILED_AT_LAST],
)
def test_what_is_spoiled_is_seen(
    promise: Promise, seen: Callable[[int, Promise], set[Promise]]
) -> None:
    found: set[Promise] = set()
    for seed in SEEDS:
        found |= seen(seed, promise)
        if promise in found:
            return
    raise AssertionError(f"only {sorted(found)}")


def test_a_disk_of_which_staff_hear_nothing_is_seen() -> None:
    def meddle(world: World) -> None:
        world.lots.outages.append(Outage(HOUR, HOUR + 20 * MINUTE, "full"))  # but it is well

    found = {each.words for each in run(0, (), meddle=meddle).breaches}
    assert found == {"nobody said in 8 minutes: I cannot keep anything"}


def test_quiet_hours_that_the_bot_does_not_know_are_seen() -> None:
    def meddle(world: World) -> None:
        words = world.config_file.read_text("utf-8").splitlines()
        kept = [each for each in words if not each.startswith("quiet_hours")]
        none = 'quiet_hours = { from = "00:00", to = "00:00" }'
        place = kept.index("[cadence]") + 1
        world.config_file.write_text("\n".join([*kept[:place], none, *kept[place:]]), "utf-8")

    quiet = [seed for seed in SEEDS if draw(seed, ()).quiet is not None]
    found = {each.promise for seed in quiet for each in run(seed, (), meddle=meddle).breaches}
    assert found == {"nobody is asked in quiet hours"}


def test_a_message_that_was_given_up_excuses_health_only_until_another_comes() -> None:
    """The bot believes that one was, for ever; in truth all that was sent to staff has come."""
    found = {each.promise for each in run(0, (), meddle=each_minute(GIVEN_UP)).breaches}
    assert "health tells the truth" in found


def test_a_world_that_is_over_is_let_go() -> None:
    worlds: list[weakref.ref[World]] = []
    for _ in range(2):  # the last one may be held by what it was the last to call
        run(0, (), meddle=lambda world: worlds.append(weakref.ref(world)))
    gc.collect()
    assert worlds[0]() is None
