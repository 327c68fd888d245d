"""After any journey the daily counts are what the rows say, by two independent ways of counting."""

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from playground.faults import Fault
from storage import recount
from storage.database import Database
from tests.bot.stage import Stage, stage_of

ZONE = ZoneInfo("Europe/Berlin")
PEOPLE = (42, 43, 44, 45)
SETTINGS = """\
[cadence]
floor = "1h"
gap = "0s"
cap = { asks = 9, per = "90d" }
patience = { factor = 1.0, limit = "0s" }
quiet_hours = { from = "00:00", to = "00:00" }
[surveys.recommend]
metric = "nps"
touchpoints = ["delivery"]
delay = "0s"
expires = "3d"
repeat = { after_answer = "0s", after_silence = "0s" }
[surveys.after-chat]
metric = "csat"
touchpoints = ["support"]
delay = "10m"
expires = "3d"
repeat = { after_answer = "0s", after_silence = "0s" }
[[surveys.after-chat.follow_up]]
scores = [1, 2]
reasons = ["speed", "manner"]
[surveys.team]
metric = "enps"
touchpoints = ["team"]
delay = "0s"
repeat = { after_answer = "0s", after_silence = "0s" }
"""


class Journey:
    """People who do something at random, over and over again."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage = stage
        self.chance = random.Random(seed)

    async def run(self, steps: int) -> None:
        for user in PEOPLE:
            await self.stage.starts(user, name=f"Person {user}")
        acts: list[tuple[int, Callable[[int], Awaitable[object]]]] = [
            (6, self.ends), (8, self.presses), (2, self.waits), (3, self.writes),
            (1, self.stops), (1, self.comes_back), (1, self.goes_on), (1, self.is_lost),
        ]  # fmt: skip
        for _ in range(steps):
            [act] = self.chance.choices([act for _, act in acts], [weight for weight, _ in acts])
            await act(self.chance.choice(PEOPLE))

    async def ends(self, user: int) -> None:
        touchpoint = self.chance.choice(["support", "support", "delivery", "team"])
        agent = self.chance.choice(["anna", "ben", None])
        await self.stage.ended(
            customer={"telegram_id": user},
            touchpoint=touchpoint,
            **({"agent": agent} if agent else {}),
        )

    async def presses(self, user: int) -> None:
        questions = self.stage.questions(user)
        if questions:
            question = self.chance.choice(questions[-2:])
            rows = question["reply_markup"]["inline_keyboard"]
            button = self.chance.choice(self.chance.choice(rows))
            await self.stage.taps(user, button["callback_data"], message=question["message_id"])

    async def waits(self, _user: int) -> None:
        await self.stage.pass_time(timedelta(hours=self.chance.choice([0.2, 5, 26, 80])))

    async def writes(self, user: int) -> None:
        own = self.stage.questions(user)
        text = self.chance.choice(["5, fine", "3", "It was late"])
        reply_to = own[-1]["message_id"] if own else None
        await self.stage.says(user, text, reply_to=reply_to)

    async def stops(self, user: int) -> None:
        await self.stage.says(user, "/stop")

    async def comes_back(self, user: int) -> None:
        await self.stage.says(user, "/start")

    async def goes_on(self, _user: int) -> None:
        number = self.chance.randint(1, max(1, self.stage.ended_so_far))
        await self.stage.post(f"/v1/interactions/T-{number}/reopened")
        await self.stage.settle()

    async def is_lost(self, user: int) -> None:
        self.stage.telegram.faults.add(Fault("lose_reply", method="sendMessage"))
        await self.ends(user)


@pytest.mark.parametrize("seed", range(4))
async def test_the_counts_are_what_the_rows_say(tmp_path: Path, seed: int) -> None:
    """Both cohorts and the refusals, after a journey with everything in it."""
    async with stage_of(tmp_path, SETTINGS) as stage:
        await Journey(stage, seed).run(60)
        path = stage.config.database_path
        assert asks_by_rows(stage) == asks_by_tallies(stage)
        assert scores_by_rows(stage) == scores_by_tallies(stage)
        assert stage.rows("SELECT * FROM updates WHERE error IS NOT NULL") == []
    database = await Database.open_read_only(path)
    try:
        assert await database.read(lambda tx: recount.verify(tx, ZONE)) == []
    finally:
        await database.close()


def day(micros: int) -> str:
    return datetime.fromtimestamp(micros / 1e6, UTC).astimezone(ZONE).date().isoformat()


def asks_by_rows(stage: Stage) -> Counter[tuple[str, str, str]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for row in stage.rows("SELECT * FROM invitations WHERE asked_at IS NOT NULL"):
        asked = (row["survey"], day(row["asked_at"]))
        found[*asked, "asked"] += 1
        found[*asked, "delivered"] += row["delivered_at"] is not None
        lost = row["delivered_at"] is None and row["state"] in {"expired", "withdrawn"}
        state = "unknown" if lost else row["state"]  # a message that never arrived ran out
        if row["survey"] == "team":  # nothing that an answer changes, or the lack of one
            came = state not in {"claimed", "unreachable", "failed"}
            found[*asked, "delivered"] += came and row["delivered_at"] is None
            state = state if state == "unreachable" else ""
        if state in {"answered", "expired", "withdrawn", "unreachable", "unknown"}:
            found[*asked, state] += 1
        ended = {"answered": row["answered_at"], "withdrawn": row["withdrawn_at"]}.get(state)
        if ended is not None and row["delivered_at"] is not None:
            hours = (ended - row["delivered_at"]) / 3.6e9
            spans = zip((1, 6, 24, 48, 72), ("1h", "6h", "1d", "2d", "3d"), strict=True)
            span = next((name for end, name in spans if hours < end), None)
            found[*asked, f"{state}_{span}"] += span is not None
    return +found


def asks_by_tallies(stage: Stage) -> Counter[tuple[str, str, str]]:
    names = ["asked", "delivered", "answered", "expired", "withdrawn", "unreachable", "unknown"]
    spans = ("1h", "6h", "1d", "2d", "3d")
    names += [f"{what}_{span}" for what in ("answered", "withdrawn") for span in spans]
    rows = stage.rows("SELECT * FROM tally_asks WHERE dimension = 'total'")
    return +Counter(
        {(row["survey"], row["day"], name): row[name] for row in rows for name in names}
    )


def scores_by_rows(stage: Stage) -> Counter[tuple[str, str, int]]:
    found: Counter[tuple[str, str, int]] = Counter()
    for row in stage.rows("SELECT survey, answered_at, score FROM answers"):
        found[row["survey"], day(row["answered_at"]), row["score"]] += 1
    for row in stage.rows("SELECT * FROM portions"):
        for score in range(11):
            found[row["survey"], row["day"], score] += row[f"s{score}"]
    return +found


def scores_by_tallies(stage: Stage) -> Counter[tuple[str, str, int]]:
    rows = stage.rows("SELECT * FROM tally_scores WHERE dimension = 'total'")
    return +Counter(
        {
            (row["survey"], row["day"], score): row[f"s{score}"]
            for row in rows
            for score in range(11)
        }
    )
