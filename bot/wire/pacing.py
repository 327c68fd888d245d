"""How fast we may write: Telegram's limits, kept before it has to refuse.

Messages that we begin wait for their turn: 30 a second over all chats, of which asks in bulk take
at most 25; one a second in a chat; twenty a minute in a group, edits included. Replies and edits to
somebody who pressed a button wait for a refusal's time only.

A refusal (429) holds the chat it was about for exactly as long as it says; then one call tries, and
the others wait to hear how it fared. It holds everything if no chat is known, or if three private
chats are refused within a second: then the bot as a whole is too fast, for a private chat alone is
hardly ever.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

_MARGIN = 1.05  # calls made a second apart may arrive closer together than that
_SECOND = 1.0 * _MARGIN
_MINUTE = 60.0 * _MARGIN
_REFUSED_TOGETHER = 3
_SWEEP_EVERY = 1_000


@dataclass(frozen=True)
class Pace:
    """How many messages may leave; a simulated week is in more of a hurry than Telegram allows."""

    a_second: int = 30
    bulk_a_second: int = 25
    chat_a_second: int = 1
    group_a_minute: int = 20


class Window:
    """At most so many events in any span of so many seconds."""

    def __init__(self, limit: int, seconds: float) -> None:
        self._times: deque[float] = deque(maxlen=limit)
        self._limit = limit
        self._seconds = seconds

    def opens_at(self) -> float:
        """Tell the earliest moment of the next event."""
        if len(self._times) < self._limit:
            return float("-inf")
        return self._times[0] + self._seconds

    def count(self, now: float) -> None:
        """Count an event."""
        self._times.append(now)

    def empty_at(self) -> float:
        """Tell from when on no event is remembered."""
        return self._times[-1] + self._seconds if self._times else float("-inf")


class Trial:
    """The first call about a chat after a refusal: the others wait until it is over."""

    def __init__(self) -> None:
        self.begun = False
        self.over = asyncio.Event()


class _Chat:
    def __init__(self, chat_id: int, pace: Pace) -> None:
        self.turn = asyncio.Lock()
        self.users = 0
        self.held_until = float("-inf")
        self.trial: Trial | None = None
        self.messages = Window(pace.chat_a_second, _SECOND)
        self.group = Window(pace.group_a_minute, _MINUTE) if chat_id < 0 else None

    def opens_at(self, *, new: bool) -> float:
        return max(
            self.held_until,
            self.messages.opens_at() if new else float("-inf"),
            self.group.opens_at() if self.group else float("-inf"),
        )

    def count(self, now: float, *, new: bool) -> None:
        if self.trial is not None:
            self.trial.begun = True
        if new:
            self.messages.count(now)
        if self.group:
            self.group.count(now)

    def is_tried(self) -> bool:
        """Tell whether somebody is finding out if the chat takes calls again."""
        return self.trial is not None and self.trial.begun

    async def heard(self) -> None:
        """Wait until that is known."""
        while self.trial is not None and self.trial.begun:
            await self.trial.over.wait()

    def end_trial(self, following: Trial | None = None) -> None:
        if self.trial is not None:
            self.trial.over.set()
        self.trial = following

    def idle(self, now: float) -> bool:
        ends = [self.held_until, self.messages.empty_at()]
        if self.group:
            ends.append(self.group.empty_at())
        return self.users == 0 and not self.is_tried() and max(ends) <= now


class Pacer:
    """Lets each call go when its limits allow it, first come, first served."""

    def __init__(
        self,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]],
        pace: Pace = Pace(),
    ) -> None:
        self._pace = pace
        self._monotonic = monotonic
        self._sleep = sleep
        self._chats: dict[int, _Chat] = {}
        self._sweep_at = _SWEEP_EVERY
        self._everything = Window(pace.a_second, _SECOND)
        self._bulk = Window(pace.bulk_a_second, _SECOND)
        self._turn = asyncio.Lock()
        self._bulk_turn = asyncio.Lock()
        self._held_until = float("-inf")
        self._refused: deque[tuple[float, int]] = deque(maxlen=64)

    async def begin(self, chat_id: int, *, bulk: bool = False, new: bool = True) -> bool:
        """Wait for the turn of a message that we begin, or of an edit nobody pressed for.

        False, as of `reply`, if whoever tried first was refused again; after True comes `settle`.
        """
        # The chat's lock is held all the while, so that its messages leave in order; the locks of
        # the others are taken only when the chat could go, so that a slow chat holds up nobody.
        async with self._using(chat_id) as chat, chat.turn:
            while True:
                await self._until(lambda: chat.opens_at(new=new))
                await chat.heard()
                if chat.held_until > self._monotonic():
                    return False
                if await self._take_turn(chat, bulk=bulk, new=new):
                    return True

    async def reply(self, chat_id: int, *, new: bool = True) -> bool:
        """Wait only while a refusal's time runs; the reply still counts in its chat."""
        async with self._using(chat_id) as chat:
            await self._until(lambda: max(chat.held_until, self._held_until))
            await chat.heard()
            if self.held_s(chat_id) > 0:
                return False
            chat.count(self._monotonic(), new=new)
            return True

    def settle(self, chat_id: int, *, made: bool = True) -> None:
        """Note that a call about a chat has ended: others no longer wait for how it fared.

        If it was not made after all, the next one tries.
        """
        chat = self._chats.get(chat_id)
        if chat is not None and chat.is_tried():
            chat.end_trial(None if made else Trial())

    def hold(self, chat_id: int | None, seconds: float) -> None:
        """Stop calls about a chat, or all of them, for as long as Telegram says."""
        now = self._monotonic()
        until = now + seconds
        if chat_id is None or self._too_fast_overall(chat_id, now):
            self._held_until = max(self._held_until, until)
        if chat_id is not None:
            chat = self._chat(chat_id)
            chat.held_until = max(chat.held_until, until)
            chat.end_trial(Trial())

    def held_s(self, chat_id: int) -> float:
        """Tell how many seconds a reply to a chat would have to wait."""
        chat = self._chats.get(chat_id)
        until = max(self._held_until, chat.held_until if chat else float("-inf"))
        return max(0.0, until - self._monotonic())

    async def _take_turn(self, chat: _Chat, *, bulk: bool, new: bool) -> bool:
        if not bulk:
            return await self._take_place(chat, new=new)
        async with self._bulk_turn:  # asks wait here, not in the turn that alerts need too
            await self._until(self._bulk.opens_at)
            taken = await self._take_place(chat, new=new)
            if taken:
                self._bulk.count(self._monotonic())
            return taken

    async def _take_place(self, chat: _Chat, *, new: bool) -> bool:
        async with self._turn:
            await self._until(lambda: max(self._everything.opens_at(), self._held_until))
            now = self._monotonic()
            if chat.opens_at(new=new) > now or chat.is_tried():
                return False  # held, or replied to, meanwhile: nobody else waits for it
            self._everything.count(now)
            chat.count(now, new=new)
            return True

    async def _until(self, opens_at: Callable[[], float]) -> None:
        while (wait := opens_at() - self._monotonic()) > 0:
            await self._sleep(wait)

    def _too_fast_overall(self, chat_id: int, now: float) -> bool:
        if chat_id > 0:
            self._refused.append((now, chat_id))
        together = {chat for at, chat in self._refused if now - at <= 1.0}
        return chat_id > 0 and len(together) >= _REFUSED_TOGETHER

    @asynccontextmanager
    async def _using(self, chat_id: int) -> AsyncIterator[_Chat]:
        chat = self._chat(chat_id)
        chat.users += 1
        try:
            yield chat
        finally:
            chat.users -= 1

    def _chat(self, chat_id: int) -> _Chat:
        if chat_id not in self._chats:
            if len(self._chats) >= self._sweep_at:
                self._forget_idle()
            self._chats[chat_id] = _Chat(chat_id, self._pace)
        return self._chats[chat_id]

    def _forget_idle(self) -> None:
        now = self._monotonic()
        self._chats = {key: chat for key, chat in self._chats.items() if not chat.idle(now)}
        self._sweep_at = len(self._chats) + _SWEEP_EVERY
