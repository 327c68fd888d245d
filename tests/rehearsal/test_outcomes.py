"""What a rehearsal tells of small histories, with numbers worked out by hand."""

import sqlite3
from pathlib import Path

import pytest

from bot.rehearsal.results import PlayOutcome
from tests.rehearsal.histories import CHAT, DAY, HOUR, config, ended, kept, rehearsed, rules


async def test_a_floor_of_12_hours_asks_more_than_one_of_24(tmp_path: Path) -> None:
    history = [
        *(ended(n, n * 13 * HOUR) for n in range(5)),  # 0, 13, 26, 39, 52
        ended(10, 3 * HOUR, person=2),
        ended(11, 4 * HOUR, person=2),
        ended(12, 5 * HOUR, person=3, touchpoint="sales"),
    ]
    path = await kept(tmp_path, history)
    day = config(tmp_path, rules("24h") + CHAT, "config.toml")
    half = config(tmp_path, rules("12h") + CHAT)
    told = await rehearsed(path, half, day)
    assert told.interactions == 8
    assert told.current is not None
    assert (told.current.asks, told.new.asks) == (4, 6)
    assert (told.current.asks_a_day, told.new.asks_a_day) == (4 / 30, 6 / 30)
    assert (told.current.busiest, told.new.busiest) == (("2026-10-05", 2), ("2026-10-05", 2))
    assert _spread(told.current) == (3, 2, 2.0, 3, 3)
    assert _spread(told.new) == (3, 2, 3.0, 5, 5)
    assert told.current.gates == {"floor": 3}
    assert told.new.gates == {"floor": 1}
    assert told.new.people.never == {"no survey": 1}


def _spread(outcome: PlayOutcome) -> tuple[int, int, float, int, int]:
    people = outcome.people
    return people.met, people.asked, people.median, people.most_have, people.most


async def test_who_gets_nobody_is_named_with_the_gates(tmp_path: Path) -> None:
    history = [ended(n, n * DAY, person=n) for n in range(1, 11)]
    path = await kept(tmp_path, history)
    new = config(tmp_path, rules() + CHAT + CHAT.replace("chat", "late") + CHAT.replace(
        "chat", "sales").replace("support", "sales"))  # fmt: skip
    told = await rehearsed(path, new)
    assert told.current is None
    assert [(each.name, each.matched, dict(each.gates)) for each in told.new.starved] == [
        ("late", 10, {"order": 10}),
        ("sales", 0, {}),
    ]


async def test_answers_are_expected_as_often_as_they_came(tmp_path: Path) -> None:
    """What is drawn lies where chance lets it: 600 asks of which 30 or 68 % are answered."""
    path = await kept(tmp_path, [ended(n, n * HOUR, person=n) for n in range(1, 601)])
    new = config(tmp_path, rules() + CHAT)
    told = await rehearsed(path, new)
    assert told.model["chat"].rate == pytest.approx(0.3)
    assert 140 < told.new.surveys[0].answers < 220
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO versions VALUES (1, 'chat', 1, 'csat', 5, 0, NULL, '{}', '', 0)"
        )
        connection.execute(
            "INSERT INTO tally_asks (survey, dimension, value, day, version, asked, delivered,"
            " answered, expired) VALUES ('chat', 'total', '', '2026-09-01', 1, 90, 90, 63, 27)"
        )
        connection.execute(
            "INSERT INTO tally_scores (survey, dimension, value, day, version, s5)"
            " VALUES ('chat', 'total', '', '2026-09-01', 1, 63000)"
        )
    connection.close()
    told = await rehearsed(path, new)
    assert told.model["chat"].rate == pytest.approx(66 / 100)
    [chat] = told.new.surveys
    assert 350 < chat.answers < 440
    assert chat.value == pytest.approx(1.0, abs=0.01)
    assert chat.width is not None
    assert 0 < chat.width < 0.02


async def test_a_seed_gives_the_same_every_time_and_another_one_does_not(tmp_path: Path) -> None:
    path = await kept(tmp_path, [ended(n, n * HOUR, person=n % 40) for n in range(1, 300)])
    new = config(tmp_path, rules("24h", factor=2.0, gap="24h") + CHAT)
    first = await rehearsed(path, new, seed=1)
    assert first == await rehearsed(path, new, seed=1)
    assert first.new != (await rehearsed(path, new, seed=2)).new
