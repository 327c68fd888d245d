"""Whatever happens to asks, in any order: a model kept by hand agrees, and so do the counts."""

import random
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from simulation.blank import blank
from storage import asks, customers, invitations, recount, versions
from storage.ask_states import MOVES, OPEN, IllegalMoveError, Move, Start, State, may, moved
from storage.database import Database
from storage.invitations import Draft, Invitation
from storage.tallies import ASKS
from storage.transaction import Transaction
from storage.versions import Asked

BEGAN = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)

# What may happen to an ask in each state, and what it is afterwards.
LIFE: Mapping[str, Mapping[str, str]] = {
    "invited": {"plan": "planned", "take_back": "skipped", "expire": "expired"},
    "planned": {"claim": "claimed", "fail": "failed", "take_back": "skipped"},
    "claimed": {
        "release": "planned",
        "deliver": "sent",
        "lose": "unknown",
        "block": "unreachable",
        "fail": "failed",
        "answer": "answered",
        "pass_by": "answered",
        "put_off": "planned",
        "take_back": "withdrawn",
    },
    "sent": {
        "answer": "answered",
        "pass_by": "answered",
        "put_off": "planned",
        "take_back": "withdrawn",
        "expire": "expired",
    },
    "unknown": {
        "deliver": "sent",
        "answer": "answered",
        "pass_by": "answered",
        "put_off": "planned",
        "take_back": "withdrawn",
        "expire": "expired",
    },
    "withdrawn": {"resume": "sent"},
    "unreachable": {"offer": "invited"},
    "answered": {},
    "expired": {"answer": "answered", "pass_by": "answered"},
    "failed": {},
    "skipped": {},
}
VERBS = sorted({verb for moves in LIFE.values() for verb in moves})


@dataclass
class Model:
    """What is known of one ask by following it."""

    state: str
    expires_at: datetime
    asked: datetime | None = None
    arrived: bool = False
    put_off: bool = False
    unsaid: bool = False
    skipped: datetime | None = None
    happened: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def do(self, verb: str, at: datetime) -> bool:
        """Let something happen; False if it cannot."""
        before = self.state
        if verb == "deliver" and self.asked is not None and verb not in LIFE[before]:
            self.arrived = True
            return True
        if verb not in LIFE[before] or (verb == "offer" and self.arrived):
            return False
        if before == "expired" and self.asked is None:
            return False
        self.state = LIFE[before][verb]
        if before == "planned" and verb == "take_back" and self.asked is not None:
            self.state = "withdrawn"
        if verb == "resume" and self.expires_at <= at:
            self.state = "withdrawn"
        self._note(verb, at)
        return True

    def _note(self, verb: str, at: datetime) -> None:
        self.seen.add(self.state)
        if verb == "claim" and self.asked is None:
            self.asked = at
        if verb == "offer" or (verb == "release" and not self.put_off):
            self.asked = None
        self.arrived |= verb == "deliver"
        self.put_off |= verb == "put_off"
        self.unsaid |= verb == "pass_by"
        if verb in {"plan", "put_off"}:
            self.expires_at = at + DAY
        if self.state == "skipped":
            self.skipped = at

    def counts(self) -> set[str]:
        """What it counts as, on the day on which it was asked."""
        if self.asked is None:
            return set()
        lost = self.state in {"expired", "withdrawn"} and not self.arrived
        state = "unknown" if lost else self.state
        ends = {"answered", "expired", "withdrawn", "unreachable"}
        found = {"asked"} | ({"cannot_say"} if self.unsaid else {state} & ends)
        if state == "unknown" and not self.arrived:
            found.add("unknown")
        return found | ({"delivered"} if self.arrived else set())


async def do(tx: Transaction, ask: Invitation, verb: str, at: datetime) -> Invitation:
    async def plan() -> Invitation:
        return await asks.plan(tx, ask, expires_at=at + DAY, zone=ZONE)

    async def put_off() -> Invitation:
        return await asks.put_off(tx, ask, expires_at=at + DAY, zone=ZONE)

    async def take_back() -> Invitation:
        return await asks.take_back(tx, ask, gate="live_talk", at=at, zone=ZONE)

    acts: dict[str, Callable[[], Awaitable[Invitation]]] = {
        "plan": plan,
        "offer": lambda: asks.offer(tx, ask, zone=ZONE),
        "claim": lambda: asks.claim(tx, ask, at=at, zone=ZONE),
        "release": lambda: asks.release(tx, ask, zone=ZONE),
        "deliver": lambda: asks.deliver(tx, ask, at=at, zone=ZONE),
        "lose": lambda: asks.end(tx, ask, "lose", zone=ZONE),
        "block": lambda: asks.end(tx, ask, "block", zone=ZONE),
        "fail": lambda: asks.end(tx, ask, "fail", zone=ZONE),
        "answer": lambda: asks.answer(tx, ask, at=at, zone=ZONE),
        "pass_by": lambda: asks.pass_by(tx, ask, at=at, zone=ZONE),
        "put_off": put_off,
        "take_back": take_back,
        "resume": lambda: asks.resume(tx, ask, now=at, zone=ZONE),
        "expire": lambda: asks.expire(tx, ask, zone=ZONE),
    }
    return await acts[verb]()


async def draft(tx: Transaction, chance: random.Random, number: int) -> Draft:
    survey = chance.choice(["one", "two"])
    version = await versions.keep(tx, Asked(survey, "csat", 5, False, None, "{}", survey), at=BEGAN)
    person = await customers.add_stranger(tx, name=f"Person {number}", at=BEGAN)
    agent = chance.choice(["anna", "ben", None])
    return Draft(f"t{number}", survey, version.id, person.id, "en", agent=agent)


async def live(tx: Transaction, chance: random.Random, number: int) -> tuple[str, Model]:
    """Let one ask live, mostly by what may happen, sometimes by what may not."""
    given = await draft(tx, chance, number)
    start: Start = "invited" if chance.random() < 0.5 else "planned"
    at, model = BEGAN, Model(start, BEGAN + DAY)
    ask = await asks.add(tx, given, start, at=at, zone=ZONE, expires_at=BEGAN + DAY)
    for _ in range(chance.randint(1, 12)):
        at += timedelta(hours=chance.choice([0, 1, 9, 30]))
        likely = sorted(LIFE[model.state]) or VERBS
        verb = chance.choice(likely if chance.random() < 0.8 else VERBS)
        kept = await invitations.get(tx, ask.id)
        model.happened.append(verb)
        if model.do(verb, at):
            ask = await do(tx, ask, verb, at)
        else:
            with pytest.raises(IllegalMoveError):
                await do(tx, ask, verb, at)
            assert await invitations.get(tx, ask.id) == kept
        assert (ask.state, ask.asked_at) == (model.state, model.asked), model.happened
        assert await invitations.get(tx, ask.id) == ask
    return ask.survey, model


def day(moment: datetime) -> str:
    return moment.astimezone(ZONE).date().isoformat()


@pytest.mark.parametrize("seed", range(4))
async def test_any_course_of_things_ends_as_the_model_says(tmp_path: Path, seed: int) -> None:
    """States, moments, refused moves, and the counts of asks and of skips by their days."""
    chance, database = random.Random(seed), await Database.open(blank(tmp_path / "a.db"))

    async def unit(tx: Transaction) -> None:
        lives = [await live(tx, chance, number) for number in range(150)]
        counted: Counter[tuple[str, str, str]] = Counter()
        for survey, model in lives:
            if model.asked is not None:
                counted.update((survey, day(model.asked), each) for each in model.counts())
            if model.state == "skipped" and model.skipped is not None:
                counted[survey, day(model.skipped), "skipped"] += 1
        assert counted == await stored(tx)
        assert {state for _, model in lives for state in model.seen} == set(LIFE)

    try:
        await database.write(unit)
        assert await database.read(lambda tx: recount.verify(tx, ZONE)) == []
    finally:
        await database.close()


async def stored(tx: Transaction) -> Counter[tuple[str, str, str]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for row in await tx.rows("SELECT * FROM tally_asks WHERE dimension = 'total'"):
        found.update({(row["survey"], row["day"], name): row[name] for name in ASKS})
    for row in await tx.rows("SELECT * FROM tally_skips WHERE dimension = 'total'"):
        found[row["survey"], row["day"], "skipped"] += row["skipped"]
    return +found


async def test_an_ask_that_has_moved_on_is_not_written_over(tmp_path: Path) -> None:
    """Whoever holds an old reading of the row is told so."""
    database = await Database.open(blank(tmp_path / "a.db"))

    async def unit(tx: Transaction) -> None:
        given = await draft(tx, random.Random(1), 1)
        read = await asks.add(tx, given, "planned", at=BEGAN, zone=ZONE)
        await asks.claim(tx, read, at=BEGAN, zone=ZONE)
        with pytest.raises(IllegalMoveError, match="is no longer planned"):
            await asks.claim(tx, read, at=BEGAN + DAY, zone=ZONE)
        assert (await invitations.get(tx, read.id)).asked_at == BEGAN

    try:
        await database.write(unit)
        assert await database.read(lambda tx: recount.verify(tx, ZONE)) == []
    finally:
        await database.close()


def test_a_move_that_the_table_does_not_have_is_refused_in_words() -> None:
    with pytest.raises(IllegalMoveError, match="an ask that is answered cannot put off"):
        moved("answered", "put_off")


def test_every_state_is_reached_and_what_is_open_can_still_end() -> None:
    reached = {to for to, _ in MOVES.values()}
    assert reached == set(get_args(State))
    assert set(get_args(Move)) == set(MOVES)
    ends: tuple[Move, ...] = ("skip", "withdraw")
    assert set(OPEN) == {state for state in get_args(State) if any(may(state, e) for e in ends)}


async def test_the_database_knows_the_same_states(tmp_path: Path) -> None:
    database = await Database.open(blank(tmp_path / "a.db"))
    try:
        [table] = await database.read(
            lambda tx: tx.rows("SELECT sql FROM sqlite_master WHERE name = 'invitations'")
        )
    finally:
        await database.close()
    allowed = re.search(r"state IN \(([^)]*)\)", table["sql"])
    assert allowed is not None
    assert set(re.findall(r"'(\w+)'", allowed[1])) == set(get_args(State))
