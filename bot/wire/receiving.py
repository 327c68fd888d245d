"""The way in: an update is confirmed only after its effect is committed.

Polling: the next poll, which confirms the batch before it, starts when `process` has returned.
Webhook: `accept` returns, and so the request is answered, when `process` has returned.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakValueDictionary

from telegram.error import Conflict, TelegramError

from bot.errors import CannotRunError
from bot.logs import redact
from bot.wire.raw import is_update
from bot.wire.refusals import is_token_refused, wait_of
from bot.wire.reply_pool import Errand, ReplyPool
from bot.wire.transport import RawApi
from storage.errors import StorageError

_log = logging.getLogger(__name__)

Raw = dict[str, Any]
Process = Callable[[list[Raw]], Awaitable[Sequence[Errand]]]
"""Commits the effects of a batch, records an update whose effect fails, and gives the replies."""

_MOST_UPDATES = 100
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
_DAY_S = 86_400.0
_WEDGED_AFTER_S = 15.0
_BETWEEN_POLLS_S = 0.1
_DRAIN_S = 3.0


class TokenRefusedError(CannotRunError):
    """Telegram does not know the token: waiting does not help."""


class UpdateSource(Protocol):
    """Where a receiver gets its updates from."""

    @property
    def timeout_s(self) -> float:
        """How long a poll waits for the first update."""

    async def get(self, offset: int | None) -> list[Raw]:
        """Give updates from the offset on."""

    async def reconnect(self) -> None:
        """Give up the connection."""


@dataclass(frozen=True)
class Polls:
    """Asks Telegram for updates as plain values."""

    api: RawApi
    allowed_updates: Sequence[str]
    timeout_s: float = 30.0

    async def get(self, offset: int | None) -> list[Raw]:
        """Wait for updates from the offset on; everything before it is confirmed by this."""
        parameters = {
            "offset": offset,
            "limit": _MOST_UPDATES,
            "timeout": int(self.timeout_s),
            "allowed_updates": list(self.allowed_updates),
        }
        found = await self.api.call("getUpdates", parameters, read_timeout=self.timeout_s + 10)
        return [each for each in found or () if is_update(each)]

    async def reconnect(self) -> None:
        """Give up the connection."""
        await self.api.reconnect()


class Receiver:
    """Polls until it is stopped, and says how it fares."""

    def __init__(
        self,
        polls: UpdateSource,
        process: Process,
        *,
        pool: ReplyPool,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        on_conflict: Callable[[], None] = lambda: None,
    ) -> None:
        """Nothing is polled yet; `on_conflict` hears of each 409."""
        self._on_conflict = on_conflict
        self._polls = polls
        self._process = process
        self._pool = pool
        self._monotonic = monotonic
        self._sleep = sleep
        self._stopping = asyncio.Event()
        self._offset: int | None = None
        self._last_good_poll = self._last_batch = monotonic()
        self._failures = 0
        self.trouble: str | None = None

    @property
    def last_good_poll_age_s(self) -> float:
        """Seconds since Telegram last answered a poll, or since the start."""
        return self._monotonic() - self._last_good_poll

    def stop(self) -> None:
        """Take no further batch; `run` finishes the one in hand."""
        self._stopping.set()

    async def run(self) -> None:
        """Receive until stopped, then wait a little for the replies."""
        try:
            while not self._stopping.is_set():
                await self._unless_stopped(self._pool.room())
                batch = await self._poll()
                if batch and await self._commit(batch):
                    self._offset = max(int(update["update_id"]) for update in batch) + 1
        finally:
            await self._pool.drain(_DRAIN_S)

    async def _not_too_soon(self, started: float) -> None:
        """Keep polls apart, for a server that does not hold the empty ones."""
        left = _BETWEEN_POLLS_S - (self._monotonic() - started)
        if left > 0:
            await self._unless_stopped(self._sleep(left))

    async def _poll(self) -> list[Raw]:
        if self._offset is not None and self._monotonic() - self._last_batch > _DAY_S:
            self._offset = None  # after a quiet week Telegram starts from other numbers
        started = self._monotonic()
        try:
            async with asyncio.timeout(self._polls.timeout_s + _WEDGED_AFTER_S):
                batch = await self._unless_stopped(self._polls.get(self._offset))
        except TimeoutError:
            await self._polls.reconnect()
            await self._pause("a poll was never answered: connecting anew")
        except TelegramError as error:
            await self._refused(error)
        else:
            if batch is not None:
                self._last_good_poll = self._monotonic()
                self._recovered()
            if not batch:
                await self._not_too_soon(started)
            return batch or []
        return []

    async def _refused(self, error: TelegramError) -> None:
        if is_token_refused(error):
            raise TokenRefusedError(_REFUSED) from error
        if isinstance(error, Conflict):
            self._on_conflict()
        await self._pause(_told(error), seconds=wait_of(error))

    async def _commit(self, batch: list[Raw]) -> bool:
        """Process a batch, however long the database cannot be written; False when stopped."""
        self._last_batch = self._monotonic()
        while True:
            try:
                replies = await self._process(batch)
            except StorageError as error:
                await self._pause(f"updates wait: {error}")
            except Exception as error:  # noqa: BLE001 - nothing may be confirmed, whatever it is
                _log.exception("updates could not be processed")
                await self._pause(f"updates wait: {error!r}")
            else:
                self._recovered()
                self._pool.put(replies)
                return True
            if self._stopping.is_set():
                return False

    async def _pause(self, trouble: str, *, seconds: float | None = None) -> None:
        self.trouble = redact(trouble)
        if seconds is None:
            seconds = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2**self._failures)
        self._failures = min(self._failures + 1, 10)
        _log.warning("receiving is interrupted for_s=%s: %s", seconds, self.trouble)
        await self._unless_stopped(self._sleep(seconds))

    def _recovered(self) -> None:
        if self.trouble is not None:
            _log.info("receiving goes on")
        self.trouble, self._failures = None, 0

    async def _unless_stopped(self, work: Awaitable[Any]) -> Any:  # noqa: ANN401 - what work gives
        """Give the result of the work, or None when stopped first."""
        task = asyncio.ensure_future(work)
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait([task, stopping], return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            stopping.cancel()
            if not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError, TelegramError):
                    await task


class Doorway:
    """Takes updates one by one from a webhook, those of one chat in order."""

    def __init__(
        self, process: Process, *, pool: ReplyPool, key: Callable[[Mapping[str, Any]], Hashable]
    ) -> None:
        self._process = process
        self._pool = pool
        self._key = key
        self._locks = WeakValueDictionary[Hashable, asyncio.Lock]()  # those that somebody holds

    async def accept(self, update: Raw) -> None:
        """Commit an update's effect and start its replies; raises if it could not be kept."""
        await self._pool.room()
        lock = self._locks.setdefault(self._key(update), asyncio.Lock())
        async with lock:
            self._pool.put(await self._process([update]))


_REFUSED = (
    "Telegram does not accept the bot's token (or telegram.api_url is wrong): "
    "take the current token from @BotFather"
)


def _told(error: TelegramError) -> str:
    if isinstance(error, Conflict):
        return (
            f"another program receives with this token, or a webhook is set: only one may ({error})"
        )
    return f"Telegram could not be polled: {error}"
