"""What a gate decision costs on cold data, compared with one indexed read of the same kind.

Every gate is in force, also those that look at the survey: a quota and a wanted precision.

AFTERWORD_BENCH_PEOPLE is how many people there are, ten asks behind each (default 1,000,000);
AFTERWORD_BENCH_FOLDER keeps the databases there for the next run.
"""

import asyncio
import os
import random
import secrets
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.past import BEGAN, BYTES_EACH, LASTED, SURVEYS, build, make_cold, tell
from benchmarks.running import opened, seconds
from bot.asking.deciding import decide_about
from bot.asking.gathering import Matter
from bot.asking.planning import trace_of
from bot.gates.decide import Ask, Skip
from bot.settings.config import Config, load
from storage import asks, customers
from storage.database import Database
from storage.invitations import Draft
from storage.moments import to_micros
from storage.transaction import Transaction

NOW = BEGAN + LASTED + timedelta(hours=1)
TOGETHER = 50  # people in one read
ROUNDS = 40
SKIPS = 2_560
_SURVEY = SURVEYS[1]
_CONFIG = """
[telegram]
token = "4242424242:a-token-that-is-never-used"
[surveys.recommend]
metric = "nps"
[surveys.after-chat]
metric = "csat"
quota = { answers = 200, per = "30d" }
precision = { points = 10, per = "30d" }
"""
_READ = """
SELECT survey, kind, counted_at, invitation_id FROM deliveries
WHERE customer_id = :customer_id AND counted_at >= :since ORDER BY counted_at DESC
"""

Step = Callable[[Transaction, int], Awaitable[object]]


@dataclass(frozen=True)
class Costs:
    """Seconds for one person, at one size of the database."""

    read: float
    decision: float

    @property
    def ratio(self) -> float:
        """How many reads a decision costs."""
        return self.decision / self.read


async def measure() -> list[Figure]:
    """Decide about people chosen by chance, at a tenth of the size and at the whole."""
    people = int(os.environ.get("AFTERWORD_BENCH_PEOPLE", "1000000"))
    bench = Bench(_config())
    with _folder(people) as folder:
        tenth, _ = await bench.at(folder, people // 10)
        whole, skips = await bench.at(folder, people)
    return [
        *_figures(tenth, people // 10),
        *_figures(whole, people),
        Figure(
            "the whole size to a tenth, in reads a decision", whole.ratio / tenth.ratio, "times"
        ),
        *skips,
    ]


def _figures(costs: Costs, people: int) -> list[Figure]:
    return [
        Figure(f"one indexed read of a person, {people:,} people", costs.read * 1e6, "us"),
        Figure(f"one decision, {people:,} people", costs.decision * 1e6, "us"),
        Figure(f"a decision to a read, {people:,} people", costs.ratio, "times"),
    ]


class Bench:
    """The rules, and what is done under them."""

    def __init__(self, config: Config) -> None:
        self._zone = config.business.zone
        self._rules = config.rules_of(config.surveys[_SURVEY])
        self._chance = random.Random(7)

    async def at(self, folder: Path, people: int) -> tuple[Costs, list[Figure]]:
        """Measure at one size: the costs in reads, and what stored skips cost."""
        path = folder / f"past-{people}.db"
        await build(path, people=people)
        costs = await self._costs(path, people)
        skips = await self._skips(path, people)
        tell(f"{people:,} people: done\n")
        return costs, skips

    async def _costs(self, path: Path, people: int) -> Costs:
        """Take turns, so that whatever else the machine does meets both alike."""
        spent: dict[Step, float] = {self._read: 0.0, self._decide: 0.0}
        for turn in range(ROUNDS):
            for step in spent:
                spent[step] += await self._cold(path, step, self._some(people, TOGETHER))
            tell(f"{people:,} people: round {turn + 1} of {ROUNDS}")
        read, decision = (seconds / ROUNDS / TOGETHER for seconds in spent.values())
        return Costs(read, decision)

    async def _cold(self, path: Path, step: Step, chosen: Sequence[int]) -> float:
        """Time one batch on a fresh connection; the first person, who opens the way, is free."""
        make_cold(path)

        async def unit(tx: Transaction) -> None:
            for person in chosen[1:]:
                await step(tx, person)

        async with opened(Database.open_read_only(path)) as database:
            await database.read(lambda tx: self._decide(tx, chosen[0]))
            return await seconds(database.read(unit))

    async def _read(self, tx: Transaction, person: int) -> object:
        return await tx.rows(_READ, {"customer_id": person, "since": to_micros(BEGAN)})

    async def _decide(self, tx: Transaction, person: int) -> Ask | Skip:
        customer = await customers.get(tx, person)
        matter = Matter(customer, _SURVEY, self._rules, closed_at=NOW)
        return await decide_about(tx, matter, "ended", now=NOW)

    async def _skips(self, path: Path, people: int) -> list[Figure]:
        """Store decisions not to ask, many waiting together, beside decisions that are not."""
        async with opened(Database.open(path)) as database:
            without = await self._spend(database, path, people, store=False)
            stored = await self._spend(database, path, people, store=True)
        return [
            Figure("one decision in a commit of many, nothing stored", without * 1e6, "us"),
            Figure("one decision and its stored skip in a commit of many", stored * 1e6, "us"),
        ]

    async def _spend(self, database: Database, path: Path, people: int, *, store: bool) -> float:
        make_cold(path)
        await self._one(database, self._some(people, 1)[0], store=store)
        chosen = self._some(people, SKIPS)
        deciding = asyncio.gather(*(self._one(database, person, store=store) for person in chosen))
        return await seconds(deciding) / SKIPS

    async def _one(self, database: Database, person: int, *, store: bool) -> None:
        token = f"bench-{secrets.token_hex(8)}"  # new in a database that was kept, too

        async def unit(tx: Transaction) -> None:
            outcome = await self._decide(tx, person)
            if store:
                await self._store(tx, _draft(person, token), outcome)

        await database.write(unit)

    async def _store(self, tx: Transaction, draft: Draft, outcome: Ask | Skip) -> None:
        """Keep the decision as a skip, also the few that would have been an ask."""
        gate, until = (
            (outcome.gate, outcome.until) if isinstance(outcome, Skip) else ("order", None)
        )
        await asks.add(
            tx,
            draft,
            "skipped",
            gate=gate,
            until=until,
            trace=trace_of(outcome.trace),
            at=NOW,
            zone=self._zone,
        )

    def _some(self, people: int, number: int) -> list[int]:
        return [self._chance.randint(1, people) for _ in range(number + 1)]


def _draft(person: int, token: str) -> Draft:
    return Draft(
        token=token,
        survey=_SURVEY,
        version_id=2,
        interaction_id=None,
        customer_id=person,
        touchpoint="support",
        agent="agent-1",
        channel="chat",
        language="en",
        visit=11,
    )


def _config() -> Config:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text(_CONFIG)
        return load(path)


@contextmanager
def _folder(people: int) -> Iterator[Path]:
    """Give room for the databases, and say how much they take before any is taken."""
    needed = int(people * BYTES_EACH * 1.1)
    kept = os.environ.get("AFTERWORD_BENCH_FOLDER")
    with tempfile.TemporaryDirectory(dir=kept) as passing:
        place = Path(kept or passing)
        free = shutil.disk_usage(place).free
        tell(f"gates: needs up to {needed / 1e9:.1f} GB in {place}, {free / 1e9:.1f} GB are free\n")
        if free < needed:
            raise SystemExit("bench gates: too little room; see AFTERWORD_BENCH_FOLDER")
        yield place
