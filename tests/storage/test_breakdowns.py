"""Counts by the database, equal to counting by hand what happened to every ask."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from simulation.blank import blank
from storage import answers, asks, breakdowns, cells, comments, customers, versions
from storage.comments import Part
from storage.database import Database
from storage.invitations import Draft, Invitation
from storage.tallies import COUNTED
from storage.transaction import Transaction
from storage.versions import Asked

ZONE = ZoneInfo("America/New_York")  # its clocks go back on 1 November 2026
BEGAN = datetime(2026, 10, 29, 12, 0, tzinfo=UTC)
SINCE, UNTIL = date(2026, 10, 30), date(2026, 11, 4)
SPAN = {"survey": "care", "since": SINCE, "until": UNTIL, "zone": ZONE}
VALUES: Mapping[str, Sequence[str]] = {
    "touchpoint": "ab",
    "agent": "ab",
    "channel": "ab",
    "language": ("en", "ru"),
    "reason": ("speed", "price"),
    "version": ("1", "2", "x"),
}
Counted = dict[tuple[date | None, str, str, object], int]


@dataclass
class Happened:
    """One ask as the test knows it."""

    places: dict[str, str]
    asked: date
    became: set[str]
    answered: date | None = None
    score: int = 0
    commented: bool = False

    def value(self, by: str | None) -> str:
        return self.places.get(by, "") if by else ""

    def fits(self, filters: Mapping[str, str]) -> bool:
        return all(self.places.get(name) == value for name, value in filters.items())


async def play(tx: Transaction, chance: random.Random, number: int) -> Happened:
    """Ask somebody and let anything come of it."""
    at = BEGAN + timedelta(hours=chance.randrange(24 * 7))
    ask, found = await asked(tx, chance, number, at)
    end = chance.choice(("lose", "block", "sent", "expire", "withdraw", "answer", "pass_by"))
    if end in ("lose", "block"):
        await asks.end(tx, ask, "lose" if end == "lose" else "block", zone=ZONE)
        found.became.add("unknown" if end == "lose" else "unreachable")
        return found
    ask = await asks.deliver(tx, ask, at=at, zone=ZONE)
    found.became.add("delivered")
    if end == "expire":
        await asks.expire(tx, ask, zone=ZONE)
        found.became.add("expired")
    elif end == "withdraw":
        hours = chance.choice((0, 1, 5, 6, 30, 71, 72, 100))
        later = at + timedelta(hours=hours)
        await asks.take_back(tx, ask, gate="opted_out", at=later, zone=ZONE)
        found.became |= {"withdrawn", *at_age("withdrawn", hours)}
    elif end == "pass_by":
        await asks.pass_by(tx, ask, at=at, zone=ZONE)
        found.became.add("cannot_say")
    elif end == "answer":
        await answered(tx, chance, ask, found)
    return found


def at_age(what: str, hours: float) -> set[str]:
    """Name the span of age; what seems to have come before its ask came at once."""
    if hours >= 72:
        return set()
    spans = {"3d": hours >= 48, "2d": hours >= 24, "1d": hours >= 6, "6h": hours >= 1, "1h": True}
    return {f"{what}_{next(span for span, holds in spans.items() if holds)}"}


async def asked(
    tx: Transaction, chance: random.Random, number: int, at: datetime
) -> tuple[Invitation, Happened]:
    version = Asked("care", "csat", 5, False, None, "{}", chance.choice("pq"))
    kept = await versions.keep(tx, version, at=BEGAN)
    customer = await customers.add_stranger(tx, name=None, at=BEGAN)
    touchpoint, agent, channel = (chance.choice((None, "a", "b")) for _ in range(3))
    visit, language = chance.choice((None, 1, 10, 17)), chance.choice(("en", "ru"))
    draft = Draft(
        str(number), "care", kept.id, customer.id, language,
        touchpoint=touchpoint, agent=agent, channel=channel, visit=visit,
    )  # fmt: skip
    ask = await asks.add(tx, draft, "planned", at=at, zone=ZONE, expires_at=at + timedelta(days=9))
    ask = await asks.claim(tx, ask, at=at, zone=ZONE)
    places = {
        "touchpoint": touchpoint,
        "agent": agent,
        "channel": channel,
        "language": language,
        "version": str(kept.number),
        "visit": None if visit is None else f"{min(visit, 10):02d}",
    }
    known = {name: value for name, value in places.items() if value is not None}
    return ask, Happened(known, at.astimezone(ZONE).date(), {"asked"})


async def answered(
    tx: Transaction, chance: random.Random, ask: Invitation, found: Happened
) -> None:
    later = BEGAN + timedelta(hours=chance.randrange(24 * 8))
    ask = await asks.answer(tx, ask, at=later, zone=ZONE)
    hours = (later - (ask.delivered_at or later)) / timedelta(hours=1)
    found.became |= {"answered", *at_age("answered", hours)}
    found.answered, found.score = later.astimezone(ZONE).date(), chance.randrange(1, 6)
    given = await answers.add(tx, ask, score=found.score, at=later, zone=ZONE)
    reason = chance.choice((None, "speed", "price"))
    if reason is not None:
        await answers.change(tx, given, zone=ZONE, at=later, reason=reason)
        found.places["reason"] = reason
    if chance.random() < 0.5:
        await comments.keep(tx, ask.id, Part(1, later, body="so it is"))
        found.commented = True


@pytest.mark.parametrize("seed", range(6))
async def test_the_database_counts_as_one_counts_by_hand(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    database = await Database.open(blank(tmp_path / "a.db"))

    async def unit(tx: Transaction) -> list[Happened]:
        return [await play(tx, chance, number) for number in range(1, 150)]

    happened = await database.write(unit)
    for _ in range(30):
        names = chance.sample(sorted(VALUES), chance.randrange(4))
        filters = {name: chance.choice(VALUES[name]) for name in names}
        by = chance.choice((None, "visit", *sorted(VALUES)[:5]))
        fitting = [each for each in happened if each.fits(filters)]
        await agree_on_scores(database, fitting, filters, by)
        await agree_on_asks(database, fitting, filters, by)
        await agree_on_cells(database, fitting, filters)
    await database.close()


async def agree_on_scores(
    database: Database, happened: Sequence[Happened], filters: Mapping[str, str], by: str | None
) -> None:
    rows = await database.read(
        partial(breakdowns.scores_where, **SPAN, filters=filters, by=by)  # type: ignore[arg-type]
    )
    given = [each for each in happened if each.answered and SINCE <= each.answered < UNTIL]
    found: Counted = {
        (row.day, row.value, str(row.version), score): people
        for row in rows
        for score, people in row.scores.items()
    }
    assert found == Counter(
        (each.answered, each.value(by), each.places["version"], each.score) for each in given
    )
    assert sum(row.comments for row in rows) == sum(each.commented for each in given)


async def agree_on_cells(
    database: Database, happened: Sequence[Happened], filters: Mapping[str, str]
) -> None:
    rows = await database.read(
        partial(cells.cells_where, **SPAN, filters=filters)  # type: ignore[arg-type]
    )
    given = [each for each in happened if each.answered and SINCE <= each.answered < UNTIL]
    found = {(row.agent, row.cell, str(row.version), row.score): row.people for row in rows}
    assert found == Counter(
        (
            each.places["agent"],
            tuple(each.places.get(name, "") for name in ("touchpoint", "channel", "language")),
            each.places["version"],
            each.score,
        )
        for each in given
        if "agent" in each.places
    )


async def agree_on_asks(
    database: Database, happened: Sequence[Happened], filters: Mapping[str, str], by: str | None
) -> None:
    """What was asked has no reason yet: asked by reason it is all one, asked for one it is none."""
    rows = await database.read(
        partial(breakdowns.asks_where, **SPAN, filters=filters, by=by)  # type: ignore[arg-type]
    )
    due = [each for each in happened if SINCE <= each.asked < UNTIL and "reason" not in filters]
    found: Counted = {
        (row.day, row.value, str(row.version), name): getattr(row, name)
        for row in rows
        for name in COUNTED
        if getattr(row, name)
    }
    cut = None if by == "reason" else by
    assert found == Counter(
        (each.asked, each.value(cut), each.places["version"], name)
        for each in due
        for name in each.became
    )
