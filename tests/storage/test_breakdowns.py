"""Counts by the database, equal to counting by hand what happened to every ask."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage import answers, asks, breakdowns, comments, customers, versions
from storage.comments import Part
from storage.database import Database
from storage.invitations import Draft
from storage.tallies import ASKS
from storage.transaction import Transaction
from storage.versions import Asked

ZONE = ZoneInfo("America/New_York")  # its clocks go back on 1 November 2026
BEGAN = datetime(2026, 10, 29, 12, 0, tzinfo=UTC)
SINCE, UNTIL = date(2026, 10, 30), date(2026, 11, 4)
NAMES = ("touchpoint", "agent", "language", "channel", "reason", "version")


@dataclass
class Happened:
    """One ask as the test knows it."""

    places: dict[str, str]
    asked: date
    became: set[str]
    answered: date | None = None
    score: int = 0
    commented: bool = False
    visit: str = ""


async def play(tx: Transaction, chance: random.Random, number: int) -> Happened:
    at = BEGAN + timedelta(hours=chance.randrange(24 * 7))
    version = chance.choice((1, 2))
    shown = Asked("care", "csat", 5, False, None, "{}", str(version))
    kept = await versions.keep(tx, shown, at=BEGAN)
    customer = await customers.add_stranger(tx, name=None, at=BEGAN)
    places = {
        name: chance.choice((None, "a", "b")) for name in ("touchpoint", "agent", "channel")
    } | {"language": chance.choice(("en", "ru"))}
    visit = chance.choice((None, 1, 10, 17))
    draft = Draft(str(number), "care", kept.id, customer.id, visit=visit, **places)  # type: ignore[arg-type]
    ask = await asks.add(tx, draft, "planned", at=at, zone=ZONE, expires_at=at + timedelta(days=9))
    ask = await asks.claim(tx, ask, at=at, zone=ZONE)
    known = {name: value for name, value in places.items() if value is not None}
    named = {**known, "version": str(kept.number)}
    visited = "" if visit is None else f"{min(visit, 10):02d}"
    found = Happened(named, at.astimezone(ZONE).date(), {"asked"}, visit=visited)
    end = chance.choice(("lose", "block", "sent", "expire", "withdraw", "answer", "pass_by"))
    if end in ("lose", "block"):
        await asks.end(tx, ask, end, zone=ZONE)  # type: ignore[arg-type]
        found.became.add("unknown" if end == "lose" else "unreachable")
        return found
    ask = await asks.deliver(tx, ask, at=at, zone=ZONE)
    found.became.add("delivered")
    if end == "expire":
        await asks.expire(tx, ask, zone=ZONE)
    elif end == "withdraw":
        await asks.take_back(tx, ask, gate="opted_out", at=at, zone=ZONE)
    elif end == "pass_by":
        await asks.pass_by(tx, ask, at=at, zone=ZONE)
    elif end == "answer":
        later = at + timedelta(hours=chance.randrange(30))
        ask = await asks.answer(tx, ask, at=later, zone=ZONE)
        found.answered, found.score = later.astimezone(ZONE).date(), chance.randrange(1, 6)
        given = await answers.add(tx, ask, score=found.score, at=later, zone=ZONE)
        if reason := chance.choice((None, "speed", "price")):
            await answers.change(tx, given, zone=ZONE, at=later, reason=reason)
            found.places["reason"] = reason
        if chance.random() < 0.5:
            await comments.keep(tx, ask.id, Part(number, later, body="so it is"))
            found.commented = True
    ends = {"expire": "expired", "withdraw": "withdrawn", "answer": "answered"}
    found.became |= {ends.get(end, "cannot_say" if end == "pass_by" else "asked")}
    return found


def value_of(each: Happened, by: str | None) -> str:
    if by is None:
        return ""
    return each.visit if by == "visit" else each.places.get(by, "")


@pytest.mark.parametrize("seed", range(6))
async def test_the_database_counts_as_one_counts_by_hand(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    database = await Database.open(tmp_path / "a.db")

    async def unit(tx: Transaction) -> list[Happened]:
        return [await play(tx, chance, number) for number in range(1, 150)]

    happened = await database.write(unit)
    for _ in range(30):
        named = chance.sample(NAMES, chance.randrange(4))
        filters = {
            name: chance.choice(
                {"version": ["1", "2", "x"], "language": ["en", "ru"], "reason": ["speed"]}.get(
                    name, ["a", "b"]
                )
            )
            for name in named
        }
        by = chance.choice((None, "visit", *NAMES[:5]))
        fits = [
            each
            for each in happened
            if all(each.places.get(name) == value for name, value in filters.items())
        ]
        asked = {"survey": "care", "since": SINCE, "until": UNTIL, "zone": ZONE}
        scores = await database.read(
            lambda tx, f=filters, b=by: breakdowns.scores_where(tx, **asked, filters=f, by=b)  # type: ignore[misc, arg-type]
        )
        wanted = Counter(
            (each.answered, value_of(each, by), each.places["version"], each.score)
            for each in fits
            if each.answered is not None and SINCE <= each.answered < UNTIL
        )
        assert {
            (row.day, row.value, str(row.version), score): people
            for row in scores
            for score, people in row.scores.items()
        } == wanted
        assert sum(row.comments for row in scores) == sum(
            each.commented
            for each in fits
            if each.answered is not None and SINCE <= each.answered < UNTIL
        )
        became = await database.read(
            lambda tx, f=filters, b=by: breakdowns.asks_where(tx, **asked, filters=f, by=b)  # type: ignore[misc, arg-type]
        )
        by_asks = None if by == "reason" else by
        due = [each for each in fits if SINCE <= each.asked < UNTIL and "reason" not in filters]
        assert {
            (row.day, row.value, str(row.version), name): getattr(row, name)
            for row in became
            for name in ASKS
            if getattr(row, name)
        } == Counter(
            (each.asked, value_of(each, by_asks), each.places["version"], name)
            for each in due
            for name in each.became
        )
    await database.close()
