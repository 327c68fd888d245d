"""From updates to effects to replies: one transaction a batch, one reply an update."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.answering import comment, membership, scores
from bot.effects import Reply, SaidEffect, Scene, TapEffect
from bot.messages.replying import perform
from bot.services import Services
from bot.wire.incoming import Raw, Said, Tap, customer_key, read_said, read_tap
from bot.wire.reply_pool import Reply as PooledReply
from storage import updates
from storage.database import Transaction
from storage.errors import StorageError

_log = logging.getLogger(__name__)

StaffDispatch = Callable[[Raw], Awaitable[None]]
Verb = Callable[[Scene, Tap, scores.Asked], Awaitable[Reply]]


@dataclass(frozen=True)
class Map:
    """What each button and each command of a customer does, and what belongs to staff."""

    taps: Mapping[str, TapEffect]
    verbs: Mapping[str, Verb]
    commands: Mapping[str, SaidEffect]
    staff_buttons: frozenset[str]
    staff_commands: frozenset[str]
    is_staff: Callable[[Services, int], bool]


@dataclass(frozen=True)
class ToStaff:
    """The update is for the library's handlers: it only reads."""


Outcome = Reply | ToStaff | None


class Intake:
    """Commits the effects of updates and gives the replies that follow from them."""

    def __init__(self, services: Services, routes: Map, dispatch: StaffDispatch) -> None:
        """Take what effects need, the map, and the way to the staff handlers."""
        self._services = services
        self._routes = routes
        self._dispatch = dispatch

    async def process(self, batch: Sequence[Raw]) -> list[PooledReply]:
        """Commit a batch; an update whose effect raises is recorded and stops no other."""
        in_order = sorted(batch, key=lambda update: int(update["update_id"]))
        try:
            outcomes = await self._commit(in_order)
        except StorageError:
            raise
        except Exception:  # noqa: BLE001 - one update's fault is not the others'
            _log.exception("a batch failed: its updates are taken one by one")
            outcomes = await self._commit_singly(in_order)
        self._services.wake()
        return [self._pooled(update, outcome) for update, outcome in outcomes if outcome]

    async def _commit(self, batch: Sequence[Raw]) -> list[tuple[Raw, Outcome]]:
        async def unit(tx: Transaction) -> list[tuple[Raw, Outcome]]:
            fresh = await self._fresh(tx, batch)
            scene = Scene(tx, self._services, self._services.clock())
            return [(update, await self._effect(scene, update)) for update in fresh]

        return await self._services.database.write(unit)

    async def _fresh(self, tx: Transaction, batch: Sequence[Raw]) -> list[Raw]:
        """Leave out what had its effect before; note the rest in the same transaction."""
        by_id = {int(update["update_id"]): update for update in batch}
        bot = self._services.me.id
        known = await updates.known(tx, bot=bot, ids=list(by_id))
        fresh = {number: update for number, update in by_id.items() if number not in known}
        await updates.record(tx, bot=bot, ids=list(fresh), at=self._services.clock())
        return list(fresh.values())

    async def _commit_singly(self, batch: Sequence[Raw]) -> list[tuple[Raw, Outcome]]:
        outcomes: list[tuple[Raw, Outcome]] = []
        for update in batch:
            try:
                outcomes += await self._commit([update])
            except StorageError:
                raise
            except Exception as error:  # noqa: BLE001 - it is recorded
                _log.exception("update failed id=%s", update.get("update_id"))
                await self._record_failure(update, error)
                outcomes.append((update, self._sorry(update)))
        return outcomes

    async def _record_failure(self, update: Raw, error: Exception) -> None:
        await self._services.database.write(
            lambda tx: updates.record_failure(
                tx,
                bot=self._services.me.id,
                update_id=int(update["update_id"]),
                at=self._services.clock(),
                error=type(error).__name__,
            )
        )

    def _sorry(self, update: Raw) -> Reply | None:
        try:
            tap = read_tap(update)
        except (KeyError, TypeError, ValueError, AttributeError):
            return None  # it cannot even be read
        if tap is None:
            return None
        default = self._services.config.business.default_language
        words = self._services.words.plain(tap.person.language or default, "toast.trouble")
        return Reply(query_id=tap.query_id, toast=words)

    async def _effect(self, scene: Scene, update: Raw) -> Outcome:
        tap = read_tap(update)
        if tap is not None:
            return await self._tap(scene, tap)
        said = read_said(update, username=scene.services.me.username)
        if said is not None:
            return await self._said(scene, said, update)
        if "my_chat_member" in update:
            await membership.on_membership(scene, update)
        return None

    async def _tap(self, scene: Scene, tap: Tap) -> Outcome:
        kind, _, rest = tap.data.partition(":")
        token, _, value = rest.partition(":")
        if kind in self._routes.staff_buttons:
            return ToStaff()
        if kind == "k" and value in self._routes.verbs:
            return await self._verb(scene, tap, token, self._routes.verbs[value])
        effect = self._routes.taps.get(kind)
        if effect is None:
            return scene.toast(tap, "toast.unknown")
        return await effect(scene, tap, token, value)

    async def _verb(self, scene: Scene, tap: Tap, token: str, verb: Verb) -> Reply:
        asked = await scores.find_asked(scene, token)
        if asked is None:
            return scene.toast(tap, "toast.unknown")
        if not await scores.is_asked(scene, asked, tap.person.telegram_id):
            return scene.toast(tap, "toast.not_yours")
        asked = await scores.note_delivered(
            scene, asked, chat_id=tap.chat_id, message_id=tap.message_id
        )
        return await verb(scene, tap, asked)

    async def _said(self, scene: Scene, said: Said, update: Raw) -> Outcome:
        message: Mapping[str, Any] = update.get("message") or {}
        if "migrate_to_chat_id" in message:
            return await membership.on_migration(scene, message)
        if said.command is None or said.edited:
            return await comment.on_message(scene, said)
        routes = self._routes
        in_private = said.chat_type == "private"
        for_staff = not in_private or routes.is_staff(scene.services, said.person.telegram_id)
        effect = routes.commands.get(said.command)
        if effect is not None and not (for_staff and said.command in routes.staff_commands):
            return await effect(scene, said)
        if said.command in routes.staff_commands:
            return ToStaff()
        return await comment.on_message(scene, said) if in_private and said.command else None

    def _pooled(self, update: Raw, outcome: Reply | ToStaff) -> PooledReply:
        if isinstance(outcome, ToStaff):
            return PooledReply(partial(self._dispatch, update))
        return PooledReply(partial(perform, self._services, outcome), key=customer_key(update))


async def drain(services: Services, *, seconds: float) -> None:
    """Wait a little for deliveries and edits that are on their way, then give up on the rest."""
    under_way = [*services.sending.values(), *services.redrawing.values()]
    if under_way:
        await asyncio.wait(under_way, timeout=seconds)
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)
