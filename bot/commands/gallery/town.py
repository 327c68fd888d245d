"""A made-up business for the gallery: nine weeks of asks and answers, the same at every run."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import cast
from zoneinfo import ZoneInfo

from bot.commands.gallery import desk
from bot.commands.gallery.named import CALLED, SURVEYS, names
from bot.commands.gallery.said import HAPPY, LATELY, THEMES, UNHAPPY
from bot.pictures.drawer import Pictures
from bot.services import Identity, Report, Services
from bot.settings.config import load
from bot.surveys.questionnaire import asked_by
from bot.surveys.versioning import keep_versions
from bot.wire.outbox import Outbox
from bot.words.catalogues import Words
from storage import anonymous, answers, asks, comments, customers, importing, versions
from storage.comments import Part
from storage.database import Database
from storage.importing import Setting
from storage.invitations import Draft, Invitation
from storage.lines import Line
from storage.transaction import Transaction
from storage.versions import Version

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
DAYS = 84
IMPORTED = "visit"  # answers of this survey come from another tool, too
SETTINGS = """
[business]
timezone = "Europe/Berlin"
[telegram]
token = "123456:GALLERY"
[reports]
first_reply_target = "1h"
"""
AGENTS = ("Alder", "Birch", "Cedar", "Elm", "Hazel", "Juniper", "Larch", "Maple", "Rowan")
TOUCHPOINTS = ("support", "delivery", "checkout", "onboarding")
LANGUAGES = ("en", "en", "en", "ru", "ru", "zh_Hans")
CHANNELS = ("chat", "chat", "phone", "shop")
REASONS = ("speed", "manner", "product", "price", "other")
GATES = ("gap", "gap", "gap", "floor", "floor", "cap", "sample", "opted_out", "minimum")


@dataclass(frozen=True)
class TownCourse:
    """One survey and how it is answered: how many are asked a day, how the scores lie by week."""

    survey: str
    metric: str
    touchpoint: str  # empty: any
    a_day: float
    weights: Sequence[float]  # one for each score, lowest first
    later: Sequence[float] = ()  # those of the last week, where they differ
    first_day: int = DAYS  # days ago


COURSES = (
    TownCourse(
        "recommend",
        "nps",
        "",
        22,
        (3, 1, 2, 2, 2, 5, 6, 12, 19, 24, 24),
        (2, 1, 1, 1, 1, 3, 5, 10, 16, 27, 33),
    ),
    TownCourse("after-chat", "csat", "support", 34, (6, 5, 10, 34, 45), (36, 20, 12, 20, 12)),
    TownCourse("checkout", "csat", "checkout", 9, (5, 5, 12, 38, 40)),
    TownCourse("onboarding", "csat", "onboarding", 3, (8, 9, 15, 40, 28), first_day=20),
    TownCourse("effort", "ces", "returns", 16, (4, 5, 6, 10, 18, 27, 30)),
    TownCourse("parcel", "stars", "delivery", 18, (4, 4, 9, 27, 56)),
    TownCourse("visit", "mood", "shop", 14, (3, 7, 16, 38, 36)),
    TownCourse("workshop", "score", "event", 6, (1, 1, 2, 3, 6, 9, 16, 26, 20, 16)),
    TownCourse("article", "thumbs", "help-page", 26, (30, 70)),
    TownCourse("team", "enps", "", 3, (4, 2, 3, 4, 5, 8, 9, 15, 20, 17, 13)),
    TownCourse("new-app", "nps", "", 5, (2, 0, 1, 1, 1, 2, 3, 5, 6, 6, 7), first_day=6),
)


@asynccontextmanager
async def open_town(folder: Path, reports: Sequence[Report]) -> AsyncIterator[Services]:
    """Fill a database in a folder and give the services that reports are written with."""
    path = folder / "config.toml"
    surveys = (
        names(f"surveys.{each.survey}", SURVEYS[each.survey]) + f"metric = '{each.metric}'\n"
        f"touchpoints = {[each.touchpoint] if each.touchpoint else []}\n"
        for each in COURSES
    )
    touchpoints = (names(f"touchpoints.{key}", called) for key, called in CALLED.items())
    path.write_text("".join([SETTINGS, *surveys, *touchpoints, THEMES]), encoding="utf-8")
    config = load(path, {})
    database = await Database.open(folder / "gallery.db")
    pictures = Pictures()
    first = NOW - timedelta(days=DAYS + 1)

    services = Services(
        config=config,
        database=database,
        outbox=cast("Outbox", None),  # nothing is sent
        pictures=pictures,
        clock=lambda: NOW,
        words=Words.load(),
        me=Identity(123456, "afterword_bot"),
        link_keys=(b"gallery" * 5,),
        versions=await database.write(lambda tx: keep_versions(tx, config, now=first)),
        reports={each.name: each for each in reports},
    )
    try:
        for course in COURSES:
            await _Player(services, course, Random(course.survey)).play()  # noqa: S311 - for show
        await database.write(partial(_import, versions=services.versions))
        chance = Random("desk")  # noqa: S311 - the same
        await desk.play(database, now=NOW, zone=ZONE, agents=AGENTS, chance=chance)
        yield services
    finally:
        await pictures.close()
        await database.close()


async def _import(tx: Transaction, *, versions: Mapping[str, Version]) -> None:
    """Take over the last weeks of another tool's answers, about a survey of this one."""
    chance = Random("import")  # noqa: S311 - for show
    lines = [
        Line(IMPORTED, score, NOW - timedelta(hours=7 * at + 3), language="en")
        for at, score in enumerate(chance.choices((1, 2, 3, 4, 5), (3, 7, 16, 38, 36), k=40))
    ]
    await importing.add(tx, lines, Setting(versions, ZONE, "en", NOW))


class _Player:
    """Plays one survey's course."""

    def __init__(self, services: Services, course: TownCourse, chance: Random) -> None:
        """Begin with the first person."""
        self._services = services
        self._course = course
        self._chance = chance
        self._numbers = itertools.count(1)

    async def play(self) -> None:
        """Ask day by day, the parcels' question in other words halfway through."""
        for days_ago in range(self._course.first_day, -1, -1):
            if self._course.survey == "parcel" and days_ago == DAYS // 3:
                await self._reword(days_ago)
            await self._services.database.write(partial(self._day, days_ago=days_ago))

    async def _reword(self, days_ago: int) -> None:
        name = self._course.survey
        asked = asked_by(name, self._services.config.surveys[name])
        new = replace(asked, fingerprint=f"{name} in other words")
        at = NOW - timedelta(days=days_ago)
        self._services.versions[name] = await self._services.database.write(
            lambda tx: versions.keep(tx, new, at=at)
        )

    async def _day(self, tx: Transaction, days_ago: int) -> None:
        at = NOW - timedelta(days=days_ago, minutes=self._chance.randrange(600))
        quiet = 0.6 if at.weekday() > 4 else 1.0
        people = max(1, round(self._chance.gauss(self._course.a_day, 2) * quiet))
        for _ in range(people):
            await self._decide(tx, at, days_ago)

    async def _decide(self, tx: Transaction, at: datetime, days_ago: int) -> None:
        draft = await self._draft(tx)
        if self._chance.random() < 0.3:
            gate = self._chance.choice(GATES)
            await asks.add(tx, draft, "skipped", gate=gate, at=at, zone=ZONE)
            return
        planned = await asks.add(tx, draft, "planned", at=at, zone=ZONE)
        claimed = await asks.claim(tx, planned, at=at, zone=ZONE)
        asked = await asks.deliver(tx, claimed, at=at, zone=ZONE)
        state = self._chance.choices(("answered", "sent", "withdrawn"), (44, 54, 2))[0]
        if state == "answered":
            await self._answer(tx, asked, at, days_ago)
            await asks.answer(tx, asked, at=at, zone=ZONE)
        elif state == "withdrawn":
            await asks.take_back(tx, asked, gate="live_talk", at=at, zone=ZONE)
        elif days_ago > 14:
            await asks.expire(tx, asked, zone=ZONE)

    async def _answer(
        self, tx: Transaction, asked: Invitation, at: datetime, days_ago: int
    ) -> None:
        score = self._score(asked, days_ago)
        if asked.anonymous:
            await anonymous.add(tx, asked, score=score, at=at, zone=ZONE)
            return
        given = await answers.add(tx, asked, score=score, at=at, zone=ZONE)
        unhappy = score <= len(self._course.weights) // 2
        if unhappy and self._chance.random() < 0.6:
            reason = self._chance.choice(REASONS)
            given = await answers.change(tx, given, zone=ZONE, at=at, reason=reason)
        lately = unhappy and days_ago < 30 and asked.survey == "after-chat"
        if self._chance.random() < (0.9 if lately else 0.15):
            said = LATELY if lately else UNHAPPY if unhappy else HAPPY
            body = self._chance.choice(said[asked.language])
            part = Part(next(self._numbers) + 10**6, at, body=body)
            await comments.keep(tx, asked.id, part)
            await answers.note_comment(tx, given, zone=ZONE)

    def _score(self, asked: Invitation, days_ago: int) -> int:
        course = self._course
        weights = list(course.later if course.later and days_ago < 7 else course.weights)
        if asked.agent == "Maple":  # one who is really better, so that the pictures show it
            weights = [
                weight * (0.2 if at < len(weights) // 2 else 1.6)
                for at, weight in enumerate(weights)
            ]
        low = 0 if len(weights) == 11 else 1
        return low + self._chance.choices(range(len(weights)), weights)[0]

    async def _draft(self, tx: Transaction) -> Draft:
        number = next(self._numbers)
        person = await customers.add_stranger(tx, name=f"Person {number}", at=NOW)
        chance, survey = self._chance, self._course.survey
        return Draft(
            token=f"{survey}{number}",
            survey=survey,
            version_id=self._services.versions[survey].id,
            interaction_id=None,
            customer_id=person.id,
            touchpoint=self._course.touchpoint or chance.choice(TOUCHPOINTS),
            agent=chance.choices(AGENTS, range(1, len(AGENTS) + 1))[0],
            channel=chance.choice(CHANNELS),
            language=chance.choice(LANGUAGES),
            visit=chance.choice((1, 1, 2, 3)),
        )
