"""The n-th write fails, for every n that a scenario has: nothing is lost, nothing doubled."""

import pytest

from simulation.disk import Trouble
from simulation.known import KNOWN_TO_FAIL
from simulation.promises import Promise
from simulation.writes import SCENARIOS, fail_each_write

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
