"""The n-th write fails, for every n that a scenario has: nothing is lost, nothing doubled."""

from dataclasses import replace
from pathlib import Path

import pytest

from simulation.disk import Trouble
from simulation.known import KNOWN_TO_FAIL
from simulation.lots import HOUR, MINUTE, Lots
from simulation.opening import opened
from simulation.promises import Promise
from simulation.writes import BOB, SCENARIOS, SURVEY, fail_each_write

IN_TURN: tuple[Trouble, ...] = ("full", "locked", "read-only", "broken")
LOST: dict[str, Promise] = {"digest": "every digest is told"}  # what a scenario is known to break
CASES = [
    pytest.param(
        name,
        IN_TURN[place % 4],
        id=name,
        marks=pytest.mark.xfail(raises=AssertionError) if LOST.get(name) in KNOWN_TO_FAIL else (),
    )
    for place, name in enumerate(SCENARIOS)
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "trouble"), CASES)
def test_no_write_that_fails_loses_or_doubles_anything(name: str, trouble: Trouble) -> None:
    assert fail_each_write(SCENARIOS[name], trouble) >= 5


def test_what_waits_for_a_broken_disk_does_not_keep_the_bot_busy(tmp_path: Path) -> None:
    """A message is tried again and again, and nothing else is done more often because of it."""
    survey = replace(SURVEY, delay=MINUTE)
    lots = Lots(1, frozenset(), people=1, interactions=0, surveys=[survey], acts_for=HOUR)
    asked: list[float] = []
    with opened(lots, tmp_path) as world:

        def counted() -> float:
            asked.append(world.now)
            return 0.0

        world.telegram.create_user("Bob", user_id=BOB)
        world.telegram.chats[BOB].started = world.judges.crowd.idle = True
        world.disk.latency_s = counted
        world.begin()
        world.run(5)
        world.at(world.now, lambda: SCENARIOS["ask"].act(world))
        world.run(world.now + MINUTE / 2)
        begins = world.now
        world.disk.trouble = "broken"
        world.run(begins + 10 * MINUTE)
        world.disk.trouble = None
        world.run(world.now + MINUTE)
        assert SCENARIOS["ask"].expected(world) == 1
    assert sum(begins < each < begins + 10 * MINUTE for each in asked) < 1_000
