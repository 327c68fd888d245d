"""How a call is made: in its turn, waiting when told to, and what became of it as a value."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal, TypeVar

from telegram.error import RetryAfter, TelegramError

from bot.logs import redact
from bot.wire.outcomes import Concern, Edited, Outcome, Refused, TryLater
from bot.wire.pacing import Pacer
from bot.wire.parameters import Parameters
from bot.wire.refusals import RETRY_S, accepted, explained
from bot.wire.transport import RawApi, seconds_to_wait

_log = logging.getLogger(__name__)

T = TypeVar("T")
Kind = Literal["reply", "begun"]
"""Who it is for: somebody who just wrote or pressed, or somebody we turn to."""

Ready = tuple[str, Parameters]  # a method and what it is called with
Claim = Callable[[], Awaitable[Ready | None]]

_DISPENSABLE: Mapping[Concern, tuple[str, ...]] = {  # left out one by one until it is accepted
    "thread": ("message_thread_id", "reply_parameters"),  # a reply goes into the topic it is in
    "reply": ("reply_parameters",),
}
_ASKED = "Telegram asked us to wait"
_STOPPING = "the bot was stopping"


class Calling:
    """Calls at the pacer's pace; a call waits for refusals' times up to `patience_s` in all."""

    def __init__(
        self,
        api: RawApi,
        pacer: Pacer,
        *,
        sleep: Callable[[float], Awaitable[object]],
        patience_s: Mapping[Kind, float] | None,
    ) -> None:
        self._api = api
        self._pacer = pacer
        self._sleep = sleep
        self._patience_s = patience_s or {"reply": 60.0, "begun": 10.0}
        self._waits: set[asyncio.Timeout] = set()
        self._hurried = False

    @property
    def is_stopping(self) -> bool:
        """Tell whether nothing is begun any more."""
        return self._hurried

    def hurry(self) -> None:
        """Let nobody wait any longer: what has not left says TryLater."""
        self._hurried = True
        for wait in self._waits:
            wait.reschedule(asyncio.get_running_loop().time())

    def held_chats(self) -> list[int]:
        """Name the chats that Telegram told us to leave alone for a while."""
        return self._pacer.held_chats()

    async def send_claimed(self, chat_id: int, claim: Claim, *, bulk: bool) -> Outcome | None:
        """Begin a message: claimed when its turn has come, and the call follows at once.

        Nothing waits with a claim in hand: what was refused for haste is TryLater, without a
        second try. None if there was no claim; its place is given back.
        """
        turn = await self._waited(self._pacer.begin(chat_id, bulk=bulk))
        if turn is None:
            return None
        ready = None
        try:
            ready = await claim()
            return None if ready is None else await self._call(*ready)
        finally:
            if ready is None:
                self._pacer.give_back(turn)
            else:
                self._pacer.settle(chat_id)

    async def try_once(self, method: str, parameters: Mapping[str, object]) -> bool:
        """Make a call once, at once, and tell whether it was accepted."""
        try:
            await self._api.call(method, parameters)
        except TelegramError as error:
            _log.info("not accepted method=%s error=%s", method, redact(str(error)))
            return False
        return True

    async def deliver(
        self, method: str, parameters: Parameters, *, kind: Kind, new: bool
    ) -> Outcome:
        """Call in turn, again where that is of use; `new` messages have their own pace."""
        chat_id, patience_s, pause_s = int(parameters["chat_id"]), self._patience_s[kind], RETRY_S
        while True:
            held_s = self._pacer.held_s(chat_id)
            patience_s -= held_s
            if patience_s < 0:
                return TryLater(held_s, _ASKED)
            delivery, final = await self._in_turn(method, parameters, kind, new=new)
            if final or not isinstance(delivery, TryLater):
                return delivery
            if self._pacer.held_s(chat_id) > 0:
                continue
            patience_s -= pause_s
            if patience_s < 0 or delivery.seconds > pause_s:
                return delivery
            if await self._waited(self._slept(pause_s)) is None:
                return delivery
            pause_s *= 2

    async def _in_turn(
        self, method: str, parameters: Parameters, kind: Kind, *, new: bool
    ) -> tuple[Outcome, bool]:
        """Make a call when its turn comes; tells what came of it, and whether that is final."""
        chat_id = int(parameters["chat_id"])
        taken = await self._waited(self._turn(chat_id, kind=kind, new=new))
        if taken is None:
            return TryLater(0.0, _STOPPING), True
        if not taken:
            return TryLater(self._pacer.held_s(chat_id), _ASKED), False
        try:
            return await self._call(method, parameters), False
        finally:
            self._pacer.settle(chat_id)

    async def _waited(self, work: Awaitable[T]) -> T | None:
        """Wait for a turn or a pause; None if there was no time for it."""
        wait = asyncio.timeout(0 if self._hurried else None)
        self._waits.add(wait)
        try:
            async with wait:
                return await work
        except TimeoutError:
            return None
        finally:
            self._waits.discard(wait)

    async def _slept(self, seconds: float) -> bool:
        await self._sleep(seconds)
        return True

    async def _turn(self, chat_id: int, *, kind: Kind, new: bool) -> bool:
        if kind == "reply":
            return await self._pacer.reply(chat_id, new=new)
        return await self._pacer.begin(chat_id, new=new) is not None

    async def _call(self, method: str, parameters: Parameters) -> Outcome:
        """Make a call; where its topic or what it replies to is gone, once more without that."""
        outcome = await self._called(method, parameters)
        while isinstance(outcome, Refused):
            named = _DISPENSABLE.get(outcome.concerns, ())
            given = [name for name in named if parameters.get(name) is not None]
            if not given:
                break
            parameters = {**parameters, given[0]: None}
            outcome = await self._called(method, parameters)
        return outcome

    async def _called(self, method: str, parameters: Parameters) -> Outcome:
        try:
            result = await self._api.call(method, parameters)
        except RetryAfter as error:
            seconds = seconds_to_wait(error)
            self._pacer.hold(int(parameters["chat_id"]), seconds)
            _log.warning("told to wait method=%s seconds=%s", method, seconds)
            return TryLater(seconds, _ASKED)
        except TelegramError as error:
            delivery = explained(error, int(parameters["chat_id"]))
            level = logging.DEBUG if delivery == Edited(changed=False) else logging.INFO
            _log.log(level, "not accepted method=%s outcome=%s", method, delivery)
            return delivery
        return accepted(method, result)
