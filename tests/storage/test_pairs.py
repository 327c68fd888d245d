"""Pairs of answers of one person: whatever happens to answers, as counting by hand has them."""

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.catalogue import METRICS
from metrics.repeats import worths
from simulation.blank import blank
from storage import (
    answers,
    asks,
    clamping,
    customers,
    importing,
    paired,
    recount,
    repeating,
    versions,
)
from storage.database import Database
from storage.importing import Setting
from storage.invitations import Draft
from storage.lines import Line
from storage.moments import from_micros
from storage.paired import PairTally
from storage.pairs import DAYS, FEW, MOST, PARTS
from storage.rows import read_row
from storage.transaction import Transaction
from storage.versions import Asked

ZONE = ZoneInfo("America/New_York")
BEGAN = datetime(2026, 10, 29, 3, 30, tzinfo=UTC)
DIMENSIONS = ("touchpoint", "agent", "language", "channel", "visit", "reason")
METRIC = {"care": ("csat", 5), "stay": ("nps", 11), "look": ("stars", 5)}
PEOPLE = ("1", "2", "3")


async def version_of(tx: Transaction, survey: str, number: int = 1) -> versions.Version:
    metric, points = METRIC[survey]
    asked = Asked(survey, metric, points, False, f"v{number - 1}", "{}", f"{number}")
    return await versions.keep(tx, asked, at=BEGAN)


@dataclass
class Town:
    """A few people, what they do, and the database that it is done to."""

    tx: Transaction
    chance: random.Random
    number: int = 0
    version: int = 1

    async def answer(self, survey: str, *, person: str | None = None) -> None:
        """Somebody answers, at any moment: the clock may have been wrong."""
        self.number += 1
        chance, tx = self.chance, self.tx
        at = BEGAN + timedelta(hours=chance.randrange(24 * 500))
        version = await version_of(tx, survey, self.version)
        who = await self.who(person)
        draft = Draft(
            f"t{self.number}", survey, version.id, who.id, chance.choice(("en", "ru")),
            touchpoint=chance.choice((None, "a", "b")), agent=chance.choice((None, "ann")),
            visit=chance.choice((1, 10, 17)), test=chance.random() < 0.1,
        )  # fmt: skip
        ask = await asks.add(tx, draft, "planned", at=at, zone=ZONE)
        ask = await asks.claim(tx, ask, at=at, zone=ZONE)
        ask = await asks.answer(tx, ask, at=at, zone=ZONE)
        await answers.add(tx, ask, score=self.score(survey), at=at, zone=ZONE)

    async def who(self, person: str | None = None) -> customers.Customer:
        name = person or self.chance.choice(PEOPLE)
        return await customers.remember(self.tx, customers.Profile(int(name)), at=BEGAN)

    def score(self, survey: str) -> int:
        metric, points = METRIC[survey]
        return self.chance.choice(METRICS[metric].scales[points].scores)

    async def change(self, survey: str) -> None:
        """A score or a reason is changed."""
        rows = await self.tx.rows(f"{answers.SELECT} WHERE answers.survey = :s", {"s": survey})
        if not rows:
            return
        row = self.chance.choice(rows)
        answer = read_row(answers.Answer, row)
        what: dict[str, Any] = {"reason": self.chance.choice((None, "speed", "price"))}
        if self.chance.random() < 0.5:
            what["score"] = self.score(survey)
        await answers.change(self.tx, answer, zone=ZONE, at=BEGAN, **what)

    async def read_in(self, survey: str) -> None:
        """A file of answers is imported, in any order."""
        kept = {survey: await version_of(self.tx, survey, self.version)}
        setting = Setting(kept, ZONE, "en", BEGAN)
        lines = [
            Line(
                survey,
                self.score(survey),
                BEGAN + timedelta(days=self.chance.randrange(-400, 500)),
                customer=self.chance.choice((None, "guest", *PEOPLE)),
                reason=self.chance.choice((None, "speed")),
                channel=self.chance.choice((None, "chat")),
            )
            for _ in range(self.chance.randrange(1, 7))
        ]
        await importing.add(self.tx, lines, setting)

    async def join(self, survey: str) -> None:
        """The guest turns out to be one of the others."""
        guest = await customers.find_by_ref(self.tx, source="import", ref="guest")
        if guest is not None and guest.telegram_id is None:
            who = await self.who()
            await customers.bind(self.tx, stranger=guest.id, customer=who, zone=ZONE)

    async def put_right(self, survey: str) -> None:
        """The clock was wrong: what is later than now is of now."""
        now = BEGAN + timedelta(days=self.chance.randrange(100, 500))
        wait = timedelta(days=30)
        await clamping.clamp(self.tx, now=now, later=now, zone=ZONE, wait=wait, ends=wait)

    async def ask_anew(self, survey: str) -> None:
        """The question is worded anew, and continues the one before."""
        self.version += 1


DEEDS = (Town.answer, Town.change, Town.read_in, Town.join, Town.put_right, Town.ask_anew)


@dataclass(frozen=True)
class Given:
    """One answer as the rows have it."""

    person: int
    survey: str
    version: int
    moment: tuple[int, int]
    day: date
    score: int
    worth: int
    places: Mapping[str, str]


async def all_given(tx: Transaction) -> list[Given]:
    rows = await tx.rows(
        "SELECT answers.*, number, metric, points FROM answers"
        " JOIN versions ON versions.id = version_id WHERE test = 0 AND customer_id IS NOT NULL"
    )
    return [
        Given(
            row["customer_id"],
            row["survey"],
            row["number"],
            (row["answered_at"], row["id"]),
            from_micros(row["answered_at"]).astimezone(ZONE).date(),
            row["score"],
            worths(row["metric"], row["points"])[row["score"]],
            {"total": ""}
            | {
                name: f"{min(row[name], 10):02d}" if name == "visit" else row[name]
                for name in DIMENSIONS
                if row[name] is not None
            },
        )
        for row in rows
    ]


def by_hand(everything: Sequence[Given]) -> Counter[tuple[object, ...]]:
    """Count each pair by looking at every two answers; nothing in common with what is tested."""
    found: Counter[tuple[object, ...]] = Counter()
    of_one: dict[tuple[int, str], list[Given]] = {}
    for each in sorted(everything, key=lambda each: each.moment):
        of_one.setdefault((each.person, each.survey), []).append(each)
    for said in of_one.values():
        for earlier, later in combinations(range(len(said)), 2):
            _pair(found, said[earlier], said[later], said[earlier + 1 : later])
    return found


def _pair(
    found: Counter[tuple[object, ...]], one: Given, other: Given, between: Sequence[Given]
) -> None:
    if (other.day - one.day).days > DAYS or len(between) > MOST:
        return
    for name in one.places.keys() & other.places.keys():
        value = one.places[name]
        if value != other.places[name]:
            continue
        key = (
            one.survey, name, value, other.day.isoformat(), other.version,
            one.day.isoformat(), one.version,
        )  # fmt: skip
        if len(between) == MOST:
            found[*key, "beyond"] += 1
            continue
        found[*key, "pairs"] += 1
        found[*key, "sums"] += one.worth + other.worth
        found[*key, "products"] += one.worth * other.worth
        found[*key, "previous"] += not any(each.places.get(name) == value for each in between)


async def stored(tx: Transaction) -> dict[tuple[object, ...], int]:
    return {
        (*key, name): part
        for key, parts in (await repeating.stored(tx)).items()
        for name, part in zip(PARTS, parts, strict=True)
        if part
    }


def in_fresh_database(unit: Any) -> None:
    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            database = await Database.open(blank(Path(folder) / "a.db"))
            try:
                await database.write(unit)
            finally:
                await database.close()

    asyncio.run(run())


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.lists(st.sampled_from(DEEDS), min_size=1, max_size=30))
def test_whatever_becomes_of_answers_their_pairs_are_as_counted_by_hand(
    seed: int, deeds: Sequence[Any]
) -> None:
    async def unit(tx: Transaction) -> None:
        town = Town(tx, random.Random(seed))
        for deed in deeds:
            await deed(town, town.chance.choice(list(METRIC)))
        everything = await all_given(tx)
        hand = {key: n for key, n in by_hand(everything).items() if n}
        assert await stored(tx) == hand
        assert await recount.verify(tx, ZONE) == []
        for survey in METRIC:
            await people_are_told_apart(tx, survey, everything, town)

    in_fresh_database(unit)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 4 * FEW), st.sampled_from(list(METRIC)))
def test_few_answers_of_one_person_and_many_are_counted_alike(
    seed: int, many: int, survey: str
) -> None:
    """In one file or two, over two wordings, some on the same day and some years apart."""

    async def unit(tx: Transaction) -> None:
        town = Town(tx, random.Random(seed))
        for town.version in (1, 2):
            setting = Setting(
                {survey: await version_of(tx, survey, town.version)}, ZONE, "en", BEGAN
            )
            lines = [
                Line(
                    survey,
                    town.score(survey),
                    BEGAN
                    + timedelta(hours=town.chance.randrange(24 * town.chance.choice((9, 900)))),
                    customer="7",
                    agent=town.chance.choice((None, "ann", "bob")),
                )
                for _ in range(many)
            ]
            await importing.add(tx, lines, setting)
            await town.change(survey)
        hand = {key: n for key, n in by_hand(await all_given(tx)).items() if n}
        assert await stored(tx) == hand
        assert await recount.verify(tx, ZONE) == []

    in_fresh_database(unit)


async def people_are_told_apart(
    tx: Transaction, survey: str, everything: Sequence[Given], town: Town
) -> None:
    """Answers less those before them are people, for any period up to 366 days."""
    for _ in range(5):
        since = (BEGAN + timedelta(days=town.chance.randrange(-400, 480))).date()
        until = since + timedelta(days=town.chance.randrange(1, DAYS + 1))
        known = range(1, town.version + 1)
        span: dict[str, Any] = {"survey": survey, "since": since, "until": until}
        for dimension in ("total", *DIMENSIONS):
            cells: dict[str, list[Given]] = {}
            for each in everything:
                if each.survey == survey and since <= each.day < until and dimension in each.places:
                    cells.setdefault(each.places[dimension], []).append(each)
            found = await paired.pairs(tx, **span, dimension=dimension, versions=known)
            assert cells_of(found) == by_person(cells)
        filters = {"language": "en"}
        found = await paired.pairs_where(
            tx, **span, zone=ZONE, filters=filters, by="agent", versions=known
        )
        cells = {}
        for each in everything:
            fits = each.places.get("language") == "en" and each.survey == survey
            if fits and since <= each.day < until:
                cells.setdefault(each.places.get("agent", ""), []).append(each)
        assert cells_of(found) == by_person(cells)
        low = [each for said in cells.values() for each in said if each.score in (1, 2)]
        assert await namings(tx, span, town) == named_by_hand(low)


async def namings(tx: Transaction, span: Mapping[str, Any], town: Town) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for each in await paired.namings_where(
        tx, **span, zone=ZONE, filters={"language": "en"}, by="agent", scores=(1, 2),
        versions=range(1, town.version + 1),
    ):  # fmt: skip
        for part in PARTS[:4]:
            found[each.value, each.reason, part] += getattr(each, part)
    return +found


def named_by_hand(said: Sequence[Given]) -> Counter[Any]:
    """Count every two answers of one person in one cell, and who of both named which reason."""
    found: Counter[Any] = Counter()
    for one, other in combinations(said, 2):
        agent = one.places.get("agent", "")
        if one.person != other.person or agent != other.places.get("agent", ""):
            continue
        found[agent, None, "pairs"] += 1
        reasons = [each.places["reason"] for each in (one, other) if "reason" in each.places]
        for reason in reasons:
            found[agent, reason, "sums"] += 1
        if len(reasons) == 2 and len(set(reasons)) == 1:
            found[agent, reasons[0], "products"] += 1
    for agent in {each.places.get("agent", "") for each in said}:
        people = [each.person for each in said if each.places.get("agent", "") == agent]
        found[agent, None, "previous"] = len(people) - len(set(people))
    return +found


def cells_of(found: Sequence[PairTally]) -> dict[str, tuple[int, ...]]:
    return {
        each.value: (each.pairs, each.sums, each.products, each.previous)
        for each in found
        if each.pairs
    }


def by_person(cells: Mapping[str, Collection[Given]]) -> dict[str, tuple[int, ...]]:
    counted: dict[str, tuple[int, ...]] = {}
    for value, said in cells.items():
        of_one = [pair for pair in combinations(said, 2) if pair[0].person == pair[1].person]
        if of_one:
            counted[value] = (
                len(of_one),
                sum(one.worth + other.worth for one, other in of_one),
                sum(one.worth * other.worth for one, other in of_one),
                len(said) - len({each.person for each in said}),
            )
    return counted


def test_over_longer_periods_people_are_counted_once_a_year() -> None:
    async def unit(tx: Transaction) -> None:
        version = await version_of(tx, "care")
        setting = Setting({"care": version}, ZONE, "en", BEGAN)
        days = (0, 366, 367, 733, 1100)  # three of them more than a year after the one before
        lines = [Line("care", 5, BEGAN + timedelta(days=day), customer="7") for day in days]
        await importing.add(tx, lines, setting)
        since, until = BEGAN.date() - timedelta(days=2), BEGAN.date() + timedelta(days=1200)
        (all_of_it,) = await paired.pairs(
            tx, survey="care", dimension="total", since=since, until=until, versions=[1]
        )
        assert all_of_it.previous == 3
        assert all_of_it.pairs == 3

    in_fresh_database(unit)


def test_of_one_who_answers_all_the_time_so_many_are_looked_at() -> None:
    """Answers before, between and after the others move what is one too many."""

    async def unit(tx: Transaction) -> None:
        chance = random.Random(1)
        setting = Setting({"care": await version_of(tx, "care")}, ZONE, "en", BEGAN)
        hours = list(range(0, 24 * (DAYS + 20), 21))
        chance.shuffle(hours)
        for some in (hours[:300], hours[300:440], hours[440:]):
            lines = [
                Line(
                    "care",
                    chance.randrange(1, 6),
                    BEGAN + timedelta(hours=hour),
                    customer="7",
                    channel=chance.choice((None, "chat")),
                )
                for hour in some
            ]
            await importing.add(tx, lines, setting)
        hand = {key: n for key, n in by_hand(await all_given(tx)).items() if n}
        assert await stored(tx) == hand
        assert sum(n for key, n in hand.items() if key[-1] == "beyond") > 1

    in_fresh_database(unit)


def test_a_first_answer_writes_no_pair_and_reads_nothing_more() -> None:
    async def unit(tx: Transaction) -> None:
        version = await version_of(tx, "care")
        said: list[str] = []
        connection = tx._connection
        for number in range(3):
            person = await customers.add_stranger(tx, name=None, at=BEGAN)
            draft = Draft(f"t{number}", "care", version.id, person.id, "en", agent="ann")
            ask = await asks.add(tx, draft, "planned", at=BEGAN, zone=ZONE)
            ask = await asks.claim(tx, ask, at=BEGAN, zone=ZONE)
            ask = await asks.answer(tx, ask, at=BEGAN, zone=ZONE)
            connection.set_trace_callback(said.append)
            await answers.add(tx, ask, score=5, at=BEGAN, zone=ZONE)
            connection.set_trace_callback(None)
        assert await tx.rows("SELECT * FROM tally_pairs") == []
        assert not [each for each in said if "tally_pairs" in each]
        reads = [each for each in said if each.lstrip().startswith("SELECT")]
        assert len(reads) == 3  # the answer itself, which tells whether there are others
        plan = [str(s["detail"]) for s in await tx.rows(f"EXPLAIN QUERY PLAN {reads[0]}")]
        assert [step for step in plan if "other" in step] == [
            "SEARCH other USING INDEX answers#person (customer_id=? AND survey=?)"
        ]

    in_fresh_database(unit)


def test_worths_are_those_that_figures_are_made_of() -> None:
    async def unit(tx: Transaction) -> None:
        rows = await tx.rows("SELECT * FROM worths")
        assert {(r["metric"], r["points"], r["score"]): r["worth"] for r in rows} == {
            (metric, points, score): worth
            for metric, each in METRICS.items()
            for points in each.scales
            for score, worth in worths(metric, points).items()
        }

    in_fresh_database(unit)


def test_what_a_report_reads_of_pairs_is_read_by_the_primary_key() -> None:
    async def unit(tx: Transaction) -> None:
        params = dict.fromkeys(("survey", "dimension", "since", "until", "value"), "")
        plan = await tx.rows(f"EXPLAIN QUERY PLAN {paired._PAIRS}", {**params, "versions": "[1]"})
        (search,) = [s["detail"] for s in plan if "tally_pairs" in str(s["detail"])]
        assert search.startswith("SEARCH tally_pairs USING PRIMARY KEY")
        assert "(survey=? AND dimension=? AND earlier_day>? AND earlier_day<?)" in search

    in_fresh_database(unit)
