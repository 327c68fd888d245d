"""Meeting Telegram at the start: learning who we are, and saying how updates are to come in."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.errors import CannotRunError
from bot.logs import redact
from bot.running.state import KeptState
from bot.services import Services
from bot.wire.receiving import Polls, Process, Receiver, TokenRefusedError
from bot.wire.reply_pool import ReplyPool
from bot.wire.transport import Telegram

_log = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 15.0
ANNOUNCE_PAUSES_S = (1.0, 2.0, 4.0, 8.0, 15.0)


@dataclass(frozen=True)
class Receiving:
    """The task that polls, if any, and how it is ended."""

    receiver: Receiver | None
    task: asyncio.Task[None] | None

    async def end(self) -> None:
        """Finish the batch in hand; an error of the task is raised here."""
        if self.receiver is None or self.task is None:
            return
        self.receiver.stop()
        try:
            await self.task
        except CannotRunError:
            raise
        except Exception as error:
            _log.exception("receiving broke off")
            raise CannotRunError(f"receiving broke off: {redact(repr(error))}") from error

    def tell_end(self, stop: asyncio.Event) -> None:
        """Stop the bot when receiving ends by itself."""
        if self.task is not None:
            self.task.add_done_callback(lambda _: stop.set())


async def receive(
    services: Services,
    telegram: Telegram,
    process: Process,
    pool: ReplyPool,
    kept: KeptState,
) -> Receiving:
    """Say how updates are to come in, and begin to poll where they are polled."""
    settings = services.config.telegram
    if settings.mode == "webhook":
        await _announce(
            "setWebhook",
            lambda: telegram.bot.set_webhook(
                settings.webhook_address,
                secret_token=kept.webhook_secret,
                allowed_updates=list(ALLOWED_UPDATES),
            ),
        )
        return Receiving(None, None)
    await _announce("deleteWebhook", telegram.bot.delete_webhook)
    polls = Polls(telegram.polls, ALLOWED_UPDATES)
    receiver = Receiver(polls, process, pool=pool, monotonic=time.monotonic)
    services.last_poll_age_s = lambda: receiver.last_good_poll_age_s
    task = asyncio.create_task(receiver.run(), name="receiving")
    return Receiving(receiver, task)


async def introduce(bot: ExtBot[None]) -> ExtBot[None]:
    """Learn who we are; a network that is not up yet is waited for.

    TokenRefusedError if Telegram does not know the token.
    """
    pause_s = FIRST_PAUSE_S
    while True:
        try:
            await bot.initialize()
        except InvalidToken:
            raise TokenRefusedError(
                "Telegram does not accept the token: take the current one from @BotFather"
            ) from None
        except TelegramError as error:
            _log.warning("Telegram cannot be reached, trying again: %s", redact(str(error)))
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
        else:
            return bot


async def _announce(what: str, call: Callable[[], Awaitable[object]]) -> None:
    """Tell Telegram how we receive; it is polled all the same if it does not listen."""
    for pause in ANNOUNCE_PAUSES_S:
        try:
            await call()
        except NetworkError as error:
            _log.warning("%s failed, trying again: %s", what, redact(str(error)))
            await asyncio.sleep(pause)
        except TelegramError as error:
            _log.warning("%s was refused: %s", what, redact(str(error)))
            return
        else:
            return
