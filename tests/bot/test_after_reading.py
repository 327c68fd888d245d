"""The statistics of a report run after its read: the reading connection is soon another's."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

import metrics
from tests.bot.town import open_town

FOLDER = Path(metrics.__file__).parent
HEAVY = (  # what weighs more than adding up; all of it is called from these
    *("measure", "funnel", "mann_whitney", "power", "empirical_bayes", "exact", "intervals"),
    *("first_response", "tone"),
)
FILES = frozenset(str(FOLDER / f"{name}.py") for name in HEAVY)


@contextmanager
def calls_beside() -> Iterator[set[str]]:
    """Note the statistics that are called in the threads of connections which begin meanwhile."""
    seen: set[str] = set()

    def note(frame: FrameType, event: str, _value: object) -> None:
        if event == "call" and frame.f_code.co_filename in FILES and _is_reading(frame):
            seen.add(f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}")

    threading.setprofile(note)
    try:
        yield seen
    finally:
        threading.setprofile(None)
        sys.setprofile(None)


def _is_reading(frame: FrameType) -> bool:
    """Tell whether a unit of work called it, and not a report's own thread."""
    at: FrameType | None = frame
    while at is not None:
        if at.f_code.co_filename.endswith("storage/limits.py"):
            return True
        at = at.f_back
    return False


@pytest.mark.parametrize(
    "typed",
    [
        "/csat week",
        "/csat week by agent",
        "/csat month by week",
        "/nps week vs last week",
        "/enps month",
        "/trend csat month",
        "/agents csat month",
        "/compare csat before 2026-11-19 survey=care settling=0",
        "/overall month",
        "/benchmark csat month",
    ],
)
async def test_no_statistics_run_while_a_report_reads(tmp_path: Path, typed: str) -> None:
    with calls_beside() as seen:
        async with open_town(tmp_path) as town:
            for agent in ("anna", "ben", "eve"):
                for days in (1, 2, 5, 8):
                    await town.answer("care", *[5, 4, 5, 3, 1] * 4, agent=agent, days_ago=days)
            await town.answer("recommend", *[9, 10, 2, 7] * 9)
            await town.answer("recommend", *[9, 10, 8, 7] * 9, days_ago=8)
            await town.answer("team", *[9, 10, 2, 7, 9] * 2)
            text = await town.text(typed)
    assert any(sign.isdigit() for sign in text), text
    assert seen == set()
