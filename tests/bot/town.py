"""A business whose customers answer whatever a test wants, for the replies that staff read."""

import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from bot.app import MESSAGES, REPORTS
from bot.pictures.drawer import Pictures
from bot.pictures.page import Page
from bot.reports.pages import page_behind
from bot.services import Identity, Services
from bot.settings.config import load
from bot.surveys.questionnaire import asked_by
from bot.wire.outbox import Outbox
from bot.words.catalogues import Words
from bot.words.voice import Voice
from simulation.blank import blank
from storage import anonymous, answers, asks, customers, versions
from storage import comments as kept_comments
from storage.comments import Part
from storage.database import Database
from storage.invitations import Draft, Invitation
from storage.transaction import Transaction

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
SETTINGS = """
[business]
timezone = "Europe/Berlin"
[telegram]
token = "123456:TOKEN"
[surveys.recommend]
metric = "nps"
[surveys.care]
metric = "csat"
[surveys.checkout]
metric = "csat"
purpose = "the shop team; fewer returns"
touchpoints = ["checkout"]
[surveys.team]
metric = "enps"
"""
VOICE = Voice(Words.load())


@dataclass
class Town:
    """The services of the bot, and hands to make customers answer."""

    services: Services
    tokens: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def answer(
        self,
        survey: str,
        *scores: int,
        days_ago: int = 1,
        reason: str | None = None,
        comment: str | None = None,
        **place: str,
    ) -> None:
        """Let people be asked on a day and give these scores the same day."""
        at = NOW - timedelta(days=days_ago)

        async def unit(tx: Transaction) -> None:
            for score in scores:
                asked = await self._asked(tx, survey, at, place)
                if asked.anonymous:
                    by = self.services.config.surveys[survey].portions_by
                    await anonymous.add(tx, asked, score=score, at=at, zone=ZONE, by=by)
                else:
                    await self._say(tx, asked, score, at=at, reason=reason, comment=comment)
                await asks.answer(tx, asked, at=at, zone=ZONE)

        await self.services.database.write(unit)

    async def again(
        self,
        survey: str,
        said: Sequence[tuple[int, int]],
        *,
        days_ago: int = 1,
        reason: str | None = None,
        **place: str,
    ) -> None:
        """Let people, by their Telegram ids, give scores on a day, also more than one each."""
        at = NOW - timedelta(days=days_ago)

        async def unit(tx: Transaction) -> None:
            for person, score in said:
                asked = await self._asked(tx, survey, at, place, person)
                asked = await asks.answer(tx, asked, at=at, zone=ZONE)
                await self._say(tx, asked, score, at=at, reason=reason, comment=None)

        await self.services.database.write(unit)

    async def _say(
        self,
        tx: Transaction,
        asked: Invitation,
        score: int,
        *,
        at: datetime,
        reason: str | None,
        comment: str | None,
    ) -> None:
        given = await answers.add(tx, asked, score=score, at=at, zone=ZONE)
        if reason is not None:
            given = await answers.change(tx, given, zone=ZONE, at=at, reason=reason)
        if comment is not None:
            part = Part(next(self.tokens), at, body=comment)
            await kept_comments.keep(tx, asked.id, part)
            await answers.note_comment(tx, given, zone=ZONE)

    async def ask(
        self, survey: str, people: int, *, state: str = "sent", days_ago: int = 1, **place: str
    ) -> None:
        """Let people be asked on a day, and leave it at that."""
        day = NOW - timedelta(days=days_ago)

        async def unit(tx: Transaction) -> None:
            for _ in range(people):
                asked = await self._asked(tx, survey, day, place)
                if state == "expired":
                    await asks.expire(tx, asked, zone=ZONE)
                elif state == "withdrawn":
                    await asks.take_back(tx, asked, gate="live_talk", at=NOW, zone=ZONE)

        await self.services.database.write(unit)

    async def skip(self, survey: str, people: int, *, gate: str) -> None:
        """Let a gate say no."""

        async def unit(tx: Transaction) -> None:
            for _ in range(people):
                draft = await self._draft(tx, survey, {})
                at = NOW - timedelta(days=1)
                await asks.add(tx, draft, "skipped", gate=gate, at=at, zone=ZONE)

        await self.services.database.write(unit)

    async def _asked(
        self,
        tx: Transaction,
        survey: str,
        at: datetime,
        place: dict[str, str],
        person: int | None = None,
    ) -> Invitation:
        draft = await self._draft(tx, survey, place, person)
        planned = await asks.add(tx, draft, "planned", at=at, zone=ZONE)
        claimed = await asks.claim(tx, planned, at=at, zone=ZONE)
        return await asks.deliver(tx, claimed, at=at, zone=ZONE)

    async def _draft(
        self, tx: Transaction, survey: str, place: dict[str, str], known: int | None = None
    ) -> Draft:
        number = next(self.tokens)
        if known is None:
            person = await customers.add_stranger(tx, name=f"Person {number}", at=NOW)
        else:
            person = await customers.remember(tx, customers.Profile(known), at=NOW)
        return Draft(
            token=f"t{number}",
            survey=survey,
            version_id=self.services.versions[survey].id,
            interaction_id=None,
            customer_id=person.id,
            touchpoint=place.get("touchpoint"),
            agent=place.get("agent"),
            channel=place.get("channel"),
            language=place.get("language", "en"),
            visit=int(place["visit"]) if "visit" in place else None,
        )

    async def renew(self, survey: str, *, continues: str | None = None) -> None:
        """Ask something else from now on."""
        old = asked_by(survey, self.services.config.surveys[survey])
        number = next(self.tokens)
        new = replace(old, fingerprint=f"f{number}", continues=continues)

        async def unit(tx: Transaction) -> versions.Version:
            return await versions.keep(tx, new, at=NOW)

        self.services.versions[survey] = await self.services.database.write(unit)

    async def read(self, text: str, voice: Voice = VOICE) -> Page:
        """Type a command."""
        return await page_behind(self.services, text, voice)

    async def text(self, text: str) -> str:
        """Type a command and read the reply."""
        return (await self.read(text)).text


@asynccontextmanager
async def open_town(folder: Path, settings: str = SETTINGS) -> AsyncIterator[Town]:
    """Open a database in a folder, and start every survey's first version."""
    path = folder / "config.toml"
    path.write_text(settings, "utf-8")
    config = load(path, {})
    database = await Database.open(blank(folder / "town.db"))

    async def start(tx: Transaction) -> dict[str, versions.Version]:
        return {
            name: await versions.keep(tx, asked_by(name, survey), at=NOW - timedelta(days=300))
            for name, survey in config.surveys.items()
        }

    yield Town(
        Services(
            config=config,
            database=database,
            outbox=cast("Outbox", None),  # nothing here sends
            pictures=Pictures(),
            clock=lambda: NOW,
            words=VOICE.words,
            me=Identity(123456, "afterword_bot"),
            link_keys=(b"k" * 32,),
            versions=await database.write(start),
            reports={each.name: each for each in REPORTS},
            messages=MESSAGES,
        )
    )
    await database.close()
