"""Large files of answers: no more memory than small ones, and a kill does no harm."""

import os
import signal
import sqlite3
import sys
import time
from collections import Counter
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from tests.office import ROOT, Office, answer


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def started(office: Office, file: Path, *, first: str = "", last: str = "pass") -> "Popen[str]":
    """Import in a process of its own, with some code before and after."""
    words = ["import", "answers", str(file), "--config", str(office.settings)]
    code = f"""\
import sys
sys.argv[1:] = {words!r}
from bot.commands.answers import import_answers
from bot.cli import main
{first}
try:
    main()
finally:
    {last}
"""
    return Popen([sys.executable, "-c", code], cwd=ROOT, text=True, stdout=PIPE)


def killed_once(office: Office, file: Path, table: str, number: str = "count(*)") -> int:
    """Import in small steps and kill it when a table fills; gives the number that is in it."""

    def filled() -> int:
        try:
            return int(office.rows(f"SELECT {number} AS n FROM {table}")[0]["n"])
        except sqlite3.Error:
            return 0

    process = started(office, file, first="import_answers.BATCH = 100")
    ends = time.monotonic() + 30
    while not filled():
        assert time.monotonic() < ends
        assert process.poll() is None
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert not office.differences()
    return filled()


@pytest.mark.slow
def test_a_kill_half_way_loses_nothing_and_doubles_nothing(office: Office) -> None:
    rows = [answer(each) for each in range(8_000)]
    file = office.file(*rows, *["team,9,2024-11-01,,,,,,,"] * 8_000)
    assert 0 < killed_once(office, file, "answers") < 8_000
    secret = killed_once(office, file, "portions", "coalesce(sum(s9), 0)")
    assert 0 < secret < 8_000
    told = f"{8_000 - secret:,} rows added, {8_000 + secret:,} already there, 0 rejected\n"
    assert office.takes(file).stdout.startswith(told)
    scores = office.rows("SELECT score, count(*) AS n FROM answers GROUP BY score")
    oracle = Counter(int(row.split(",")[1]) for row in rows)
    assert {row["score"]: row["n"] for row in scores} == oracle
    [found] = office.rows("SELECT sum(s9) AS n FROM portions")
    assert found["n"] == 8_000
    assert not office.differences()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_ten_times_the_rows_need_no_more_memory(tmp_path: Path) -> None:
    def peak_kib(rows: int) -> int:
        folder = tmp_path / str(rows)
        folder.mkdir()
        office = Office(folder)
        text = "x" * 500
        lines = (  # four of each customer, as people answer
            answer(each).replace("words", text).replace(f"C-{each % 97},", f"C-{each // 4},")
            for each in range(rows)
        )
        file = office.file(*lines)
        tell = "print(open('/proc/self/status').read())"
        printed, _ = started(office, file, last=tell).communicate(timeout=60)
        assert f"{rows:,} rows added" in printed
        return next(_kib(line) for line in printed.splitlines() if line.startswith("VmHWM"))

    few, many = peak_kib(4_000), peak_kib(40_000)
    assert many - few < 24 * 1024, "the writer's own page cache is 16 MiB"


def _kib(line: str) -> int:
    return int(line.split()[1])
