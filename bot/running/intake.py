"""THE DOOR: from updates to effects to replies; one transaction a batch, one reply an update."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.answering import leave, membership, unknown_command
from bot.answering.asked import Asked, find_asked, is_asked, note_delivered
from bot.effects import Reply, SaidEffect, Scene, TapEffect, refused, told
from bot.errors import Refusal
from bot.guard import with_people
from bot.messages.acting import Act, carry_out, left
from bot.messages.replying import pooled
from bot.running.admitting import admit, admit_press
from bot.running.looking_ahead import look_ahead
from bot.running.retyping import Retyping
from bot.services import Button, Services
from bot.welcome.unlisted import is_met_with_silence
from bot.wire.incoming import Asker, Said, Tap, read_asker
from bot.wire.raw import Raw, number, part
from bot.wire.reply_pool import Errand
from storage import boards, customers, deliveries, updates
from storage.errors import StorageError
from storage.transaction import Transaction

_log = logging.getLogger(__name__)

Verb = Callable[[Scene, Tap, Asked], Awaitable[Reply]]
Answered = tuple[Asker, Reply]


@dataclass(frozen=True)
class Map:
    """What each button, command and message does: customers', staff's, and stored actions."""

    taps: Mapping[str, TapEffect]
    verbs: Mapping[str, Verb]
    commands: Mapping[str, SaidEffect]
    message: SaidEffect  # what is no command
    stop_word: SaidEffect
    not_kept: SaidEffect
    staff_buttons: Mapping[str, Button]
    staff_commands: frozenset[str]
    actions: Mapping[str, Act]
    is_staff: Callable[[Services, int], bool]


class Intake:
    """Commits the effects of updates and gives the replies that follow from them."""

    def __init__(
        self, services: Services, routes: Map, *, count: Callable[[set[str]], None] | None = None
    ) -> None:
        """Take what effects need, and the map; `count` is told what each new update brings."""
        self._count = count or (lambda _: None)
        self._services = services
        self._routes = routes
        self._retyping = Retyping()

    async def process(self, batch: Sequence[Raw]) -> list[Errand]:
        """Commit a batch; an update whose effect raises is recorded and stops no other."""
        in_order = sorted(batch, key=lambda update: int(update["update_id"]))
        await look_ahead(self._services, in_order)
        try:
            answered = await self._commit(in_order)
        except StorageError:
            raise
        except Exception:  # noqa: BLE001 - one update's fault is not the others'
            _log.exception("a batch failed: its updates are taken one by one")
            answered = await self._commit_singly(in_order)
        self._services.wake()
        return [self._pooled(asker, reply) for asker, reply in answered]

    async def resume(self) -> list[Errand]:
        """Give what was stored to be carried out and was not, when the bot ended."""
        waiting = await left(self._services)
        tokens = [action.body["token"] for action, _ in waiting if action.kind == "board"]
        await self._services.database.write(lambda tx: boards.drop_lost(tx, tokens=tokens))
        return [self._pooled(asker, Reply(action=action)) for action, asker in waiting]

    def _pooled(self, asker: Asker, reply: Reply) -> Errand:
        if (action := reply.action) is not None:
            act = self._routes.actions[action.kind]
            later = partial(carry_out, self._services, act, action)
            reply = replace(reply, later=later, action=None)
        return pooled(self._services, asker, reply)

    async def _commit(self, batch: Sequence[Raw]) -> list[Answered]:
        async def unit(tx: Transaction) -> tuple[list[Raw], list[Answered]]:
            scene = Scene(tx, self._services, self._services.clock())
            fresh = await self._fresh(tx, batch)
            name = self._services.me.username
            asked = [(update, read_asker(update, username=name)) for update in fresh]
            people = [asker.person.telegram_id for _, asker in asked if asker and _alone(asker)]
            await customers.mark_heard_from(tx, people)
            done = [each for one in asked if (each := await self._effect(scene, *one))]
            return fresh, done

        fresh, answered = await self._services.database.write(unit)
        for update in fresh:
            self._count(set(update))
        return answered

    async def _fresh(self, tx: Transaction, batch: Sequence[Raw]) -> list[Raw]:
        """Leave out what had its effect before; note the rest in the same transaction."""
        by_id = {int(update["update_id"]): update for update in batch}
        bot = self._services.me.id
        known = await updates.known(tx, bot=bot, ids=list(by_id))
        fresh = {number: update for number, update in by_id.items() if number not in known}
        await updates.record(tx, bot=bot, ids=list(fresh), at=self._services.clock())
        return list(fresh.values())

    async def _commit_singly(self, batch: Sequence[Raw]) -> list[Answered]:
        answered: list[Answered] = []
        for update in batch:
            try:
                answered += await self._commit([update])
            except StorageError:
                raise
            except Exception as error:  # noqa: BLE001 - it is recorded
                _log.exception("update failed id=%s", update.get("update_id"))
                await self._record_failure(update, error)
                answered += self._sorry(update)
        return answered

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

    def _sorry(self, update: Raw) -> list[Answered]:
        """Apologise to whoever pressed, and to staff who typed a command."""
        try:
            asker = read_asker(update, username=self._services.me.username)
        except (KeyError, TypeError, ValueError, AttributeError):
            return []  # it cannot even be read
        if asker is None or (isinstance(asker, Said) and not self._is_for_staff(asker)):
            return []
        return [(asker, told(self._services, asker, "toast.trouble"))]

    async def _effect(self, scene: Scene, update: Raw, asker: Asker | None) -> Answered | None:
        if part(update, "my_chat_member"):
            await membership.on_membership(scene, update)
            return None
        if number(part(update, "message"), "migrate_to_chat_id") is not None:
            await membership.on_migration(scene, part(update, "message"))
            return None
        if asker is None:
            return None
        reply = await self._answer(scene, asker, int(update["update_id"]))
        if reply is not None and reply.redraw is not None:
            found = await deliveries.seen_by_customer(scene.tx, reply.redraw)
            reply = replace(reply, stale=found)
        return None if reply is None else (asker, reply)

    async def _answer(self, scene: Scene, asker: Asker, update_id: int) -> Reply | None:
        """Do what was pressed or said; a refusal is a reply, too."""
        no = False
        try:
            if isinstance(asker, Tap):
                reply: Reply | None = await self._tap(scene, asker)
            else:
                reply = await self._said(scene, asker, update_id)
        except Refusal as refusal:
            reply, no = await self._refused(scene, asker, refusal), True
        if isinstance(asker, Said) and asker.command:
            self._retyping.note(update_id, asker, refused=no)
        return reply

    async def _refused(self, scene: Scene, asker: Asker, refusal: Refusal) -> Reply | None:
        if await is_met_with_silence(scene, asker):
            return None
        return refused(scene.services, asker, await with_people(scene, asker, refusal))

    async def _tap(self, scene: Scene, tap: Tap) -> Reply:
        button = self._routes.staff_buttons.get(tap.kind)
        if button is not None:
            await admit_press(scene, tap, button)
            reply: Reply = await button.answer(scene, tap)
            return reply
        if tap.kind == "k" and tap.value in self._routes.verbs:
            return await self._verb(scene, tap, self._routes.verbs[tap.value])
        effect = self._routes.taps.get(tap.kind)
        return scene.toast(tap, "toast.unknown") if effect is None else await effect(scene, tap)

    async def _verb(self, scene: Scene, tap: Tap, verb: Verb) -> Reply:
        asked = await find_asked(scene, tap.token)
        if asked is None:
            return scene.toast(tap, "toast.unknown")
        if not await is_asked(scene, asked, tap):
            return scene.toast(tap, "toast.not_yours")
        asked = await note_delivered(scene, asked, chat_id=tap.chat_id, message_id=tap.message_id)
        return await verb(scene, tap, asked)

    async def _said(self, scene: Scene, said: Said, update_id: int) -> Reply | None:
        if said.command is None:
            return await self._words(scene, said)
        if not said.command:
            return None  # another bot's
        verdict = self._retyping.verdict(update_id, said) if said.edited else "read"
        if said.edited and not self._is_for_staff(said):
            verdict = "pass"
        if verdict == "stays":
            return told(scene.services, said, "staff.stays", command=f"/{said.command}")
        return await self._commanded(scene, said) if verdict == "read" else None

    async def _commanded(self, scene: Scene, said: Said) -> Reply | None:
        if self._is_for_staff(said):
            reply: Reply | None = await admit(scene.services, said).answer(scene, said)
            return reply
        effect = self._routes.commands.get(said.command or "")
        if effect is not None:
            return await effect(scene, said)
        if leave.is_stop(said):
            return await leave.on_stop(scene, said)
        return await unknown_command.on_unknown(scene, said, list(self._routes.commands))

    async def _words(self, scene: Scene, said: Said) -> Reply | None:
        if leave.is_stop(said):
            return await self._routes.stop_word(scene, said)
        if said.not_kept:
            return await self._routes.not_kept(scene, said)
        return await self._routes.message(scene, said)

    def _is_for_staff(self, said: Said) -> bool:
        """Tell whether a command is staff's; in private that may depend on who typed it."""
        if said.command not in self._routes.staff_commands:
            return False
        shared = said.command in self._routes.commands and said.chat_type == "private"
        return not shared or self._routes.is_staff(self._services, said.person.telegram_id)


async def drain(services: Services, *, seconds: float) -> None:
    """Wait a little for deliveries and edits that are on their way, then give up on the rest."""
    under_way = [*services.sending.values(), *services.redrawing.values()]
    if under_way:
        await asyncio.wait(under_way, timeout=seconds)
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)


def _alone(asker: Asker) -> bool:
    """Tell whether somebody wrote or pressed in their own chat with the bot."""
    return asker.chat_id == asker.person.telegram_id
