"""A real board, read after every answer of seven weeks in which nothing changes.

`AFTERWORD_SPELL=91 ./run test -n 0 tests/bot/test_board_spells.py` reads it for as many days.
"""

import os
import sqlite3
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from metrics.measure import Measure, change, measure
from tests.bot.board_acts import asked, board, shown, tap
from tests.bot.stage import FREE, Stage, stage_of

A_DAY = 5
BEFORE, SPELL = 14, int(os.environ.get("AFTERWORD_SPELL", "49"))  # days
HAPPY = 0.7
BERLIN = ZoneInfo("Europe/Berlin")
Kept = sqlite3.Connection
SETTINGS = f"""{FREE}
[surveys.after-chat]
metric = "csat"
touchpoints = ["support"]
delay = "0s"
"""
ANSWERS = "SELECT count(*) AS n FROM answers"
COUNTED = """
SELECT sum(s5) AS good, sum(s1) AS bad FROM tally_scores
WHERE dimension = 'total' AND day >= ? AND day < ?
"""


@pytest.mark.slow
async def test_a_board_never_speaks_of_a_change_while_there_is_none(tmp_path: Path) -> None:
    """What one look at 95 % allows would have been called clear."""
    chance, gap = np.random.default_rng(0), timedelta(days=1) / A_DAY
    scores = [5 if happy else 1 for happy in chance.random(A_DAY * (BEFORE + SPELL)) < HAPPY]
    sharply, before = 0, A_DAY * BEFORE
    database = tmp_path / "afterword.db"
    async with stage_of(tmp_path, SETTINGS) as stage:
        kept = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        for first in range(0, before, A_DAY):
            await answered(stage, first, scores[first : first + A_DAY])
            await stage.pass_time(timedelta(days=1))
        message = await board(stage, "csat week")
        for number in range(before, len(scores)):
            await answered_soon(stage, kept, 10_000 + number, scores[number])
            stage.clock.advance(gap)
            stage.telegram.advance(gap.total_seconds())
            await stage.post("/demo/clock", {"advance": "0s"})  # wakes the jobs
            sides = counted(stage, kept)
            whole = f"{sides[1].answers} answers:"
            await stage.until(lambda whole=whole: whole in shown(stage, message))  # type: ignore[misc]
            assert "learly" not in shown(stage, message)
            sharply += is_clear(*sides)
        kept.close()
    assert sharply


async def answered(stage: Stage, first: int, scores: list[int]) -> None:
    """Let as many new customers be asked, and answer."""
    users = range(10_000 + first, 10_000 + first + len(scores))
    await asked(stage, users)
    for user, score in zip(users, scores, strict=True):
        tap(stage, user, score)
    await stage.settle()


async def answered_soon(stage: Stage, kept: Kept, user: int, score: int) -> None:
    """Let one new customer answer, and wait for nothing else."""
    stage.join(user, name=f"Customer {user}")
    stage.telegram.chats[user].started = True
    told = stage.interaction(f"T-{user}", customer={"telegram_id": user})
    assert (await stage.post("/v1/interactions", told))[0] == 202
    await stage.until(lambda: stage.questions(user))
    (so_far,) = kept.execute(ANSWERS).fetchone()
    tap(stage, user, score)
    await stage.until(lambda: kept.execute(ANSWERS).fetchone()[0] > so_far)


def counted(stage: Stage, kept: Kept) -> tuple[Measure, Measure]:
    """Count what a board of the week has to show, from the rows."""
    today = stage.clock().astimezone(BERLIN).date()
    ends = [today + timedelta(days=days) for days in (-13, -6, 1)]
    sides = []
    for since, until in pairwise(ends):
        days = (since.isoformat(), until.isoformat())
        good, bad = kept.execute(COUNTED, days).fetchone()
        sides.append(measure("csat", 5, {5: good or 0, 1: bad or 0}))
    before, after = sides
    assert before is not None
    assert after is not None
    return before, after


def is_clear(before: Measure, after: Measure) -> bool:
    """Tell whether one look would have called it clear."""
    return min(before.answers, after.answers) >= 30 and change(before, after).verdict != "unclear"
