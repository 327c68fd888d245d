"""Somebody with the chat, the file, its log, copies and exports joins no anonymous answer."""

import logging
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from tests.bot.attacker import Copy, Rows, answered_and_scored, replies, rows_of
from tests.bot.stage import FREE, STAFF, Stage, stage_of

SETTINGS = (
    FREE
    + """\
[surveys.team]
metric = "enps"
delay = "0s"
reminder = { after = "3d" }
repeat = { after_answer = "30d", after_silence = "7d" }
"""
)
PEOPLE = range(2000, 2012)
FIVE = 5
TYPED = (3, 4, 5, 6)  # after so many answers every command is typed


@dataclass
class Seen:
    """What an attacker sees of a world in which everybody answers, one after another."""

    chat: list[dict[str, str]] = field(default_factory=list)  # before the first, after each
    copies: list[Copy] = field(default_factory=list)
    export: str = ""
    log: str = ""
    alerts: list[str] = field(default_factory=list)

    def rows(self) -> list[Rows]:
        """Give the tables as they were after each answer."""
        return [rows_of(list(copy.states())[-1]) for copy in self.copies]


async def played(
    folder: Path, given: Sequence[int], caplog: pytest.LogCaptureFixture, *, typed: Sequence[int]
) -> Seen:
    """Let people be asked, and answer in order; commands are typed after so many answers."""
    folder.mkdir()
    caplog.clear()
    seen = Seen()
    with caplog.at_level(logging.DEBUG):
        async with stage_of(folder, SETTINGS) as stage:
            for user in PEOPLE:
                await stage.starts(user, name=f"P{user}")
                await stage.ended(f"T-{user}", customer={"telegram_id": user})
            await look(stage, seen, 0, typed)
            for number, (user, score) in enumerate(zip(PEOPLE, given, strict=True), start=1):
                await stage.score(score, user=user)
                await look(stage, seen, number, typed)
            seen.alerts = [text for text in stage.texts(STAFF) if text.startswith("🔴")]
            seen.export = exported(stage)
    seen.log = caplog.text
    return seen


async def look(stage: Stage, seen: Seen, number: int, typed: Sequence[int]) -> None:
    await stage.settle()
    seen.copies.append(Copy.of(stage.config.database_path))
    if number in typed:
        seen.chat.append(await replies(stage, PEOPLE[:6]))


def exported(stage: Stage) -> str:
    command = [sys.executable, "-m", "bot", "export", "answers", "--config"]
    done = subprocess.run(
        [*command, str(stage.config_file)], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def shuffled(given: Sequence[int], chance: random.Random) -> list[int]:
    """Let the five of each portion change places, and who waits have given anything."""
    found: list[int] = []
    for first in range(0, len(given), FIVE):
        part = list(given[first : first + FIVE])
        whole = len(part) == FIVE
        found += chance.sample(part, FIVE) if whole else [chance.randrange(11) for _ in part]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1))
async def test_who_gave_which_score_changes_nothing_that_can_be_seen(
    tmp_path: Path, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Chat, tables, alerts and exports are the same when the five of a portion change places."""
    chance = random.Random(seed)
    given = [chance.randrange(11) for _ in PEOPLE]
    one = await played(tmp_path / "one", given, caplog, typed=[5, 12])
    two = await played(tmp_path / "two", shuffled(given, chance), caplog, typed=[5, 12])
    assert one.chat == two.chat
    for at, (rows, others) in enumerate(zip(one.rows(), two.rows(), strict=True)):
        assert rows.keys() == others.keys()
        for table in rows:
            assert rows[table] == others[table], (at, table, rows[table] - others[table])
    assert (one.export, one.alerts) == (two.export, two.alerts)
    assert one.export.count("\n") == 1 + 2 * FIVE


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
async def test_an_attacker_does_no_better_than_guessing(
    tmp_path: Path, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither by the figures before and after an answer, nor by what each commit changed."""
    chance = random.Random(100 + seed)
    given = [chance.randrange(11) for _ in PEOPLE]
    seen = await played(tmp_path / "world", given, caplog, typed=TYPED)
    truth = dict(zip(PEOPLE, given, strict=True))
    for at, before, after in zip(TYPED[1:], seen.chat, seen.chat[1:], strict=False):
        differ = {text: after[text] for text in before if before[text] != after[text]}
        assert bool(differ) == (at % FIVE == 0), (at, differ)
    guessed, certain = guesses([state for copy in seen.copies for state in copy.states()])
    assert certain == set()
    hits = sum(truth[user] == score for user, score in guessed.items())
    assert len(guessed) == 2 * FIVE, "of those who wait nothing can be said at all"
    parts = [given[:FIVE], given[FIVE : 2 * FIVE]]
    most_frequent = sum(max(Counter(part).values()) for part in parts)
    assert hits <= most_frequent
    assert not [user for user in PEOPLE if str(user) in seen.log]


def guesses(states: Sequence[bytes]) -> tuple[dict[int, int], set[int]]:
    """Name the score of everybody who answered between two changes of the scores in the file.

    Where one person and one score were added, that is certain; else the most frequent is named.
    """
    guessed: dict[int, int] = {}
    certain: set[int] = set()
    waiting: set[int] = set()
    people, scores = set[int](), Counter[int]()
    torn = 0
    for state in states:
        try:
            now, counted = answered_and_scored(state)
        except sqlite3.DatabaseError:
            torn += 1  # of a time before the pages that a checkpoint has put into the file since
            continue
        waiting |= now - people
        added = counted - scores
        if added and waiting:
            guessed |= dict.fromkeys(waiting, added.most_common(1)[0][0])
            certain |= waiting if len(waiting) == added.total() == 1 else set()
            waiting = set()
        people, scores = people | now, counted | scores
    assert torn < len(states) / 2
    return guessed, certain


@pytest.mark.parametrize("days", [0, 1, 4, 15, 40])
async def test_the_help_desk_cannot_tell_who_has_answered(tmp_path: Path, days: int) -> None:
    """Of two people asked alike the one who answered gets the same replies, gates and dates."""
    more = '[surveys.care]\nmetric = "csat"\ntouchpoints = ["care"]\ndelay = "0s"\n'
    cadence = SETTINGS.replace('"0s"\ngap = "0s"', '"12h"\ngap = "2d"').replace("1000", "3")
    settings = cadence + 'touchpoints = ["team"]\n' + more
    one, other = PEOPLE[:2]
    async with stage_of(tmp_path, settings) as stage:
        for user in (one, other):
            await stage.starts(user, name="P")
            await stage.ended(f"T-{user}", customer={"telegram_id": user}, touchpoint="team")
        await stage.score(3, user=one)
        await stage.pass_time(timedelta(days=days))
        told = [await asked_about(stage, user) for user in (one, other)]
        assert told[0] == told[1]


async def asked_about(stage: Stage, user: int) -> list[object]:
    """Reopen what was asked about, let the person stop and come back, and tell of new ones."""
    customer = {"telegram_id": user}
    found: list[object] = []
    for touchpoint in ("team", "care"):
        body = stage.interaction(f"{touchpoint}-{user}", customer=customer, touchpoint=touchpoint)
        _, reply = await stage.post("/v1/interactions", body)
        found += [
            (each["decision"], each.get("gate"), str(each.get("until"))[:15])
            for each in reply["decisions"]
        ]
    status, reopened = await stage.post(f"/v1/interactions/T-{user}/reopened")
    found += [status, reopened["withdrawn"]]
    await stage.says(user, "/stop")
    await stage.says(user, "/start")
    body = stage.interaction(f"later-{user}", customer=customer, touchpoint="care")
    _, reply = await stage.post("/v1/interactions", body)
    return [*found, [(each["decision"], each.get("gate")) for each in reply["decisions"]]]
