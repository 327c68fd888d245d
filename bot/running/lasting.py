"""Work that lasts as long as the bot does: when it ends by itself, the bot ends too."""

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any

from bot.errors import CannotRunError
from bot.logs import redact
from bot.running.arranging import ALLOWED_UPDATES, Arranging
from bot.services import Services
from bot.wire.receiving import Polls, Process, Receiver
from bot.wire.reply_pool import ReplyPool
from bot.wire.transport import Telegram

_log = logging.getLogger(__name__)


class Lasting:
    """Polls, where updates are polled, and goes on arranging things with Telegram."""

    def __init__(self, arranging: Arranging, receiver: Receiver | None) -> None:
        """Begin."""
        self._receiver = receiver
        self._arranging = _begun(arranging.run(), "arranging")
        self._receiving = None if receiver is None else _begun(receiver.run(), "receiving")

    def tell_end(self, stop: asyncio.Event) -> None:
        """Stop the bot when one of them ends by itself."""
        for task in (self._arranging, self._receiving):
            if task is not None:
                task.add_done_callback(lambda _: stop.set())

    async def end(self) -> None:
        """Finish the batch in hand; an error is raised here, as a CannotRunError."""
        if self._receiver is not None:
            self._receiver.stop()
        self._arranging.cancel()
        tasks = [task for task in (self._receiving, self._arranging) if task is not None]
        await asyncio.wait(tasks)
        for error in [each.exception() for each in tasks if not each.cancelled()]:
            if error is not None:
                raise _in_words(error)


def last(
    services: Services,
    telegram: Telegram,
    process: Process,
    pool: ReplyPool,
    arranging: Arranging,
) -> Lasting:
    """Begin all that lasts; a webhook brings updates by itself."""
    if services.config.telegram.mode == "webhook":
        return Lasting(arranging, None)
    receiver = Receiver(
        Polls(telegram.polls, ALLOWED_UPDATES),
        process,
        pool=pool,
        monotonic=time.monotonic,
        on_conflict=arranging.note_conflict,
    )
    services.last_poll_age_s = lambda: receiver.last_good_poll_age_s
    return Lasting(arranging, receiver)


def _begun(work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
    return asyncio.create_task(work, name=name)


def _in_words(error: BaseException) -> CannotRunError:
    if isinstance(error, CannotRunError):
        return error
    _log.error("what lasts broke off", exc_info=error)
    return CannotRunError(f"what lasts as long as the bot broke off: {redact(repr(error))}")
