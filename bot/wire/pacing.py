"""How fast we may write: Telegram's limits, kept before it has to refuse.

Messages that we begin wait for their turn: 30 a second over all chats; one a second in a chat;
twenty a minute in a group, edits included. Asks in bulk are spaced evenly, and take what replies,
alerts and digests leave of 29 a second. Replies and edits to somebody who pressed a button wait for
a refusal's time only. A turn that comes to no call is given back, and the next one has it.

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

from bot.wire.places import ChatPace, Trial, Turn, Window

_OVERALL = 1.03  # seconds for which 30 are counted: 29 evenly spaced ones a second fit in
_REFUSED_TOGETHER = 3
_SWEEP_EVERY = 1_000


@dataclass(frozen=True)
class Pace:
    """How many messages may leave; a simulated week is in more of a hurry than Telegram allows."""

    a_second: int = 30
    bulk_a_second: int = 29
    chat_a_second: int = 1
    group_a_minute: int = 20


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
        self._chats: dict[int, ChatPace] = {}
        self._sweep_at = _SWEEP_EVERY
        self._everything = Window(pace.a_second, _OVERALL)
        self._left_for_bulk = Window(pace.bulk_a_second, 1.0)  # new messages of every kind
        self._last_bulk = Window(1, 1.0 / pace.bulk_a_second)
        self._turn = asyncio.Lock()
        self._bulk_turn = asyncio.Lock()
        self._held_until = float("-inf")
        self._held: dict[int, float] = {}  # of the chats: those that are held, until when
        self._refused: deque[tuple[float, int]] = deque(maxlen=64)
        self._freed: asyncio.Future[None] | None = None  # done when a place is given back

    async def begin(self, chat_id: int, *, bulk: bool = False, new: bool = True) -> Turn | None:
        """Wait for the turn of a message that we begin, or of an edit nobody pressed for.

        None, as False of `reply`, if whoever tried first was refused again. After a turn comes
        `settle`, or `give_back` if it comes to no call.
        """
        # The chat's lock is held all the while, so that its messages leave in order; the locks of
        # the others are taken only when the chat could go, so that a slow chat holds up nobody.
        async with self._using(chat_id) as chat, chat.turn:
            while True:
                await self._until(lambda: chat.opens_at(new=new))
                await chat.heard()
                if chat.held_until > self._monotonic():
                    return None
                at = await self._take_turn(chat, bulk=bulk, new=new)
                if at is not None:
                    return Turn(chat_id, at, bulk, new)

    async def reply(self, chat_id: int, *, new: bool = True) -> bool:
        """Wait only while a refusal's time runs; the reply still counts in its chat."""
        async with self._using(chat_id) as chat:
            await self._until(lambda: max(chat.held_until, self._held_until))
            await chat.heard()
            if self.held_s(chat_id) > 0:
                return False
            now = self._monotonic()
            chat.count(now, new=new)
            if new:
                self._left_for_bulk.count(now)
            return True

    def settle(self, chat_id: int) -> None:
        """Note that a call about a chat has ended: others no longer wait for how it fared."""
        chat = self._chats.get(chat_id)
        if chat is not None and chat.is_tried():
            chat.end_trial()

    def give_back(self, turn: Turn) -> None:
        """Note that no call is made after all: whoever waits next has the place, and tries."""
        chat = self._chats.get(turn.chat_id)
        if chat is not None:
            chat.give_back(turn)
            if chat.is_tried():
                chat.end_trial(Trial())
        self._everything.give_back(turn.at)
        if turn.new:
            self._left_for_bulk.give_back(turn.at)
        if turn.bulk:
            self._last_bulk.give_back(turn.at)
        if self._freed is not None:
            self._freed.set_result(None)
            self._freed = None

    def hold(self, chat_id: int | None, seconds: float) -> None:
        """Stop calls about a chat, or all of them, for as long as Telegram says."""
        now = self._monotonic()
        until = now + seconds
        if chat_id is None or self._too_fast_overall(chat_id, now):
            self._held_until = max(self._held_until, until)
        if chat_id is not None:
            chat = self._chat(chat_id)
            chat.held_until = self._held[chat_id] = max(chat.held_until, until)
            chat.end_trial(Trial())

    def held_s(self, chat_id: int) -> float:
        """Tell how many seconds a reply to a chat would have to wait."""
        chat = self._chats.get(chat_id)
        until = max(self._held_until, chat.held_until if chat else float("-inf"))
        return max(0.0, until - self._monotonic())

    def held_chats(self) -> list[int]:
        """Name the chats that wait for a refusal's time to be over."""
        now = self._monotonic()
        self._held = {chat_id: until for chat_id, until in self._held.items() if until > now}
        return list(self._held)

    async def _take_turn(self, chat: ChatPace, *, bulk: bool, new: bool) -> float | None:
        if not bulk:
            return await self._take_place(chat, new=new)
        async with self._bulk_turn:  # asks wait here, not in the turn that alerts need too
            await self._until(
                lambda: max(self._last_bulk.opens_at(), self._left_for_bulk.opens_at())
            )
            at = await self._take_place(chat, new=new)
            if at is not None:
                self._last_bulk.count(at)
            return at

    async def _take_place(self, chat: ChatPace, *, new: bool) -> float | None:
        async with self._turn:
            await self._until(lambda: max(self._everything.opens_at(), self._held_until))
            now = self._monotonic()
            if chat.opens_at(new=new) > now or chat.is_tried():
                return None  # held, or replied to, meanwhile: nobody else waits for it
            self._everything.count(now)
            if new:
                self._left_for_bulk.count(now)
            chat.count(now, new=new)
            return now

    async def _until(self, opens_at: Callable[[], float]) -> None:
        while (wait := opens_at() - self._monotonic()) > 0:
            await self._rest(wait)

    async def _rest(self, seconds: float) -> None:
        """Sleep, or until a place is given back."""
        if self._freed is None:
            self._freed = asyncio.get_running_loop().create_future()
        sleeping = asyncio.ensure_future(self._slept(seconds))
        try:
            await asyncio.wait((sleeping, self._freed), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()

    async def _slept(self, seconds: float) -> None:
        await self._sleep(seconds)

    def _too_fast_overall(self, chat_id: int, now: float) -> bool:
        if chat_id > 0:
            self._refused.append((now, chat_id))
        together = {chat for at, chat in self._refused if now - at <= 1.0}
        return chat_id > 0 and len(together) >= _REFUSED_TOGETHER

    @asynccontextmanager
    async def _using(self, chat_id: int) -> AsyncIterator[ChatPace]:
        chat = self._chat(chat_id)
        chat.users += 1
        try:
            yield chat
        finally:
            chat.users -= 1

    def _chat(self, chat_id: int) -> ChatPace:
        if chat_id not in self._chats:
            if len(self._chats) >= self._sweep_at:
                self._forget_idle()
            a_minute = self._pace.group_a_minute if chat_id < 0 else None
            self._chats[chat_id] = ChatPace(a_second=self._pace.chat_a_second, a_minute=a_minute)
        return self._chats[chat_id]

    def _forget_idle(self) -> None:
        now = self._monotonic()
        self._chats = {key: chat for key, chat in self._chats.items() if not chat.idle(now)}
        self._sweep_at = len(self._chats) + _SWEEP_EVERY
