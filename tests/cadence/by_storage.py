"""The bot without Telegram: the real flows and the real database, and a clock that is told."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

from bot.answering import scores, stopping
from bot.answering.asked import Asked, asked_of, note_delivered
from bot.answering.later import on_later
from bot.app import MESSAGES
from bot.asking import arriving, claiming, deliver
from bot.asking.expire import expire_overdue
from bot.effects import Scene
from bot.pictures.drawer import Pictures
from bot.running.state import keep_state
from bot.services import Identity, Services
from bot.settings.config import load
from bot.wire.incoming import Tap
from bot.wire.outbox import Outbox
from bot.wire.outcomes import Gone, Outcome, Refused, Sent, TryLater, Unknown
from bot.words.catalogues import Words
from simulation.blank import blank
from storage import customers, deliveries, interactions, invitations
from storage.customers import Profile
from storage.database import Database
from storage.deliveries import Delivery
from storage.interactions import Interaction
from storage.invitations import Invitation
from storage.transaction import Transaction
from tests.cadence.bots import Decided
from tests.cadence.log import Ended, Rulebook
from tests.cadence.lots import BEGINS
from tests.cadence.rows import SOURCE, decided, looked_at
from tests.cadence.written import written

T = TypeVar("T")
FIRST = 10_000  # the Telegram id of the person before the first
MANY = 1_000


class WholeWay:
    """Everything from the interaction to the answer; only the sending is told, not done."""

    def __init__(self, folder: Path, people: int) -> None:
        self._file, self._people = folder / "config.toml", people
        self._words = Words.load()
        self._services: Services | None = None
        self._now = BEGINS
        self._messages = 0

    @property
    def services(self) -> Services:
        assert self._services is not None
        return self._services

    async def obey(self, rules: Rulebook, now: datetime) -> None:
        self._file.write_text(written(rules))
        self._now = now
        if self._services is None:
            await self._start()
            return
        config = load(self._file)
        self.services.versions = (
            await keep_state(self.services.database, config, now=now)
        ).versions
        self.services.config = config

    async def _start(self) -> None:
        config = load(self._file)
        database = await Database.open(blank(config.database_path))
        kept = await keep_state(database, config, now=self._now)
        self._services = Services(
            config=config,
            database=database,
            outbox=cast("Outbox", None),  # nothing is sent
            pictures=Pictures(),
            clock=lambda: self._now,
            words=self._words,
            me=Identity(1, "acme_bot"),
            link_keys=kept.link_keys,
            versions=kept.versions,
            messages=MESSAGES,
        )
        await deliver.give_up_all_claimed(self.services)
        await database.write(self._meet)

    async def _meet(self, tx: Transaction) -> None:
        """Everybody has pressed Start, in the order of their numbers."""
        for person in range(1, self._people + 1):
            known = await customers.remember(tx, Profile(FIRST + person), at=self._now)
            assert known.id == person

    async def restart(self, now: datetime) -> None:
        self._now = now
        await self.close()
        await self._start()

    async def close(self) -> None:
        await self.services.database.close()

    async def _write(self, unit: Callable[[Transaction], Awaitable[T]]) -> T:
        return await self.services.database.write(unit)

    async def end(self, ended: Ended, now: datetime) -> list[Decided]:
        self._now = now
        told = Interaction(
            f"T-{ended.interaction}",
            ended.touchpoint,
            ended.closed_at,
            telegram_id=FIRST + ended.person,
            opened_at=ended.closed_at - ended.lasted if ended.lasted is not None else None,
            messages=ended.messages,
            tags=dict.fromkeys(ended.tags, "true"),
        )
        reply = await arriving.take(self.services, source=SOURCE, interaction=told, now=now)
        again = await arriving.take(self.services, source=SOURCE, interaction=told, now=now)
        assert again == reply
        return await self.services.database.read(lambda tx: decided(tx, told, reply["decisions"]))

    async def claim(self, now: datetime) -> list[Decided]:
        self._now = now
        looked: list[Decided] = []
        while True:
            due = await self.services.database.read(
                lambda tx: deliveries.due(tx, now=now, limit=MANY)
            )
            if not due:
                return looked
            first: dict[int, Delivery] = {}
            for each in due:
                first.setdefault(each.chat_id, each)
            for each in first.values():
                await self._write(partial(self._claim, delivery=each, now=now))
            ids = [each.id for each in due]
            looked += await self.services.database.read(partial(looked_at, ids=ids, now=now))

    async def _claim(self, tx: Transaction, delivery: Delivery, now: datetime) -> None:
        await claiming.claim(Scene(tx, self.services, now), delivery)

    async def note(
        self, message: int, became: str, now: datetime, again_at: datetime | None
    ) -> None:
        self._now = now
        self._messages += 1
        outcomes: dict[str, Outcome] = {
            "sent": Sent(self._messages),
            "unknown": Unknown("no reply"),
            "failed": Refused("chat not found"),
            "blocked": Gone("bot was blocked by the user"),
            "retried": TryLater(((again_at or now) - now).total_seconds(), "flood"),
        }

        async def unit(tx: Transaction) -> None:
            delivery = await deliveries.get(tx, message)
            await deliver._keep_in(self.services, tx, delivery, outcomes[became], at_once=False)

        await self._write(unit)

    async def _scene(
        self, invitation: int, effect: Callable[[Scene, Asked], Awaitable[T]]
    ) -> T | None:
        """Do something to an invitation that is still open."""

        async def unit(tx: Transaction) -> T | None:
            scene = Scene(tx, self.services, self._now)
            asked = await asked_of(scene, await invitations.get(tx, invitation))
            return await effect(scene, asked) if scores.is_open(scene, asked) else None

        return await self._write(unit)

    async def press(self, invitation: int, now: datetime) -> list[int]:
        """Take any press as the proof that the message arrived, as the bot does first of all."""
        self._now = now

        async def unit(tx: Transaction) -> list[int]:
            scene = Scene(tx, self.services, now)
            asked = await asked_of(scene, await invitations.get(tx, invitation))
            messages = await deliveries.of_invitation(tx, invitation)
            self._messages += 1
            await note_delivered(
                scene, asked, chat_id=messages[0].chat_id, message_id=self._messages
            )
            after = await deliveries.of_invitation(tx, invitation)
            both = zip(messages, after, strict=True)
            return [old.id for old, new in both if old.state != new.state]

        return await self._write(unit)

    async def answer(self, invitation: int, now: datetime, *, score: int = 4) -> bool:
        self._now = now

        async def effect(scene: Scene, asked: Asked) -> bool:
            await scores.first_score(scene, asked, score)
            return True

        return bool(await self._scene(invitation, effect))

    async def later(self, invitation: int, now: datetime) -> tuple[int, datetime] | None:
        self._now = now

        async def effect(scene: Scene, asked: Asked) -> tuple[int, datetime] | None:
            if asked.invitation.again:
                return None
            person = FIRST + (asked.invitation.customer_id or 0)
            await on_later(scene, Tap("q", Profile(person), "", person, 1), asked)
            found = await deliveries.of_invitation(scene.tx, invitation)
            return found[-1].id, found[-1].due_at

        return await self._scene(invitation, effect)

    async def expire(self, now: datetime) -> list[int]:
        self._now = now
        overdue = await self.services.database.read(
            lambda tx: invitations.overdue(tx, now=now, limit=MANY)
        )
        while await expire_overdue(self.services, now):
            pass
        return [each.id for each in overdue]

    async def stop(self, person: int, now: datetime) -> list[int]:
        self._now = now

        async def unit(tx: Transaction) -> list[int]:
            found = await invitations.open_of(tx, person)
            await stopping.stop(Scene(tx, self.services, now), await customers.get(tx, person))
            return [each.id for each in found]

        return await self._write(unit)

    async def reopen(self, interaction: int, now: datetime) -> list[int]:
        self._now = now
        named = f"T-{interaction}"

        async def unit(tx: Transaction) -> list[Invitation]:
            kept = await interactions.find(tx, source=SOURCE, external_id=named)
            return await invitations.of_interaction(tx, kept.id) if kept else []

        before = await self.services.database.read(unit)
        await arriving.reopen(self.services, source=SOURCE, external_id=named, now=now)
        after = await self.services.database.read(unit)
        return [old.id for old, new in zip(before, after, strict=True) if old.state != new.state]

    async def resume(self, person: int, now: datetime) -> None:
        self._now = now

        async def unit(tx: Transaction) -> None:
            await stopping.resume(Scene(tx, self.services, now), await customers.get(tx, person))

        await self._write(unit)

    async def unblock(self, person: int, now: datetime) -> None:
        self._now = now
        await self._write(lambda tx: customers.mark_started(tx, person, at=now))
