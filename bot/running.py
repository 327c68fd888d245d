"""Starting the parts in order, and stopping them in the opposite one."""

import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.types import ASGIApp
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.clock import Clock, Countdown, MovableClock
from bot.config import Config
from bot.context import Command, Identity, Services
from bot.errors import CannotRunError
from bot.flows.menus import Menus
from bot.flows.reloading import reload_whenever
from bot.guard import Handler
from bot.http.server import HttpServer, build_api
from bot.incoming import customer_key
from bot.intake import Intake, Map, drain
from bot.jobs.deliver import give_up_all_claimed
from bot.jobs.loop import Job, Jobs
from bot.keeping import Kept, keep_state
from bot.logs import redact, setup_logging
from bot.pacing import Pacer
from bot.pictures import Pictures
from bot.receiving import Doorway, Polls, Receiver, TokenRefusedError
from bot.reply_pool import ReplyPool
from bot.sending import Outbox
from bot.staff_app import staff_application
from bot.transport import Telegram
from bot.words import Words
from storage.database import Database

_log = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
FAREWELL_S = 6.0  # for everything that is on its way when the bot is told to stop
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 15.0
ANNOUNCE_PAUSES_S = (1.0, 2.0, 4.0, 8.0, 15.0)

T = TypeVar("T")


@dataclass(frozen=True)
class Plan:
    """The map as data."""

    commands: Sequence[Command]
    buttons: Mapping[str, Handler]
    routes: Map
    jobs: tuple[Job, ...]


async def run(
    config: Config,
    plan: Plan,
    *,
    clock: Clock,
    ready: Callable[[], None],
    stop: asyncio.Event,
    changed: asyncio.Event,
    pacer: Pacer | None = None,
    pictures: Pictures | None = None,
) -> None:
    """Run until `stop` is set; whenever `changed` is, read the settings again."""
    setup_logging()
    sys.setswitchinterval(0.0005)  # the database's thread waits less long for a busy loop
    async with AsyncExitStack() as parts:
        telegram = Telegram(
            config.telegram.token.get_secret_value(), api_url=config.telegram.api_url
        )
        parts.push_async_callback(telegram.close)
        database = await Database.open(config.database_path)
        parts.push_async_callback(database.close)
        pictures = pictures or Pictures()
        parts.push_async_callback(pictures.close)
        bot = await _unless(stop, _introduce(telegram.bot))
        if bot is None:
            return
        kept = await keep_state(database, config, now=clock())
        services = Services(
            config=config,
            database=database,
            outbox=Outbox(telegram.calls, pacer or Pacer(time.monotonic, asyncio.sleep)),
            pictures=pictures,
            clock=clock,
            words=Words.load(),
            me=Identity(bot.id, bot.username),
            link_key=kept.link_key,
            versions=kept.versions,
            chat_moves=kept.chat_moves,
            commands=plan.commands,
        )
        await give_up_all_claimed(services)
        await parts.enter_async_context(_working(services, plan, telegram, kept, stop))
        parts.callback(asyncio.create_task(reload_whenever(changed, services)).cancel)
        if not stop.is_set():
            ready()
        await stop.wait()
        _log.info("stopping")


@asynccontextmanager
async def _working(
    services: Services, plan: Plan, telegram: Telegram, kept: Kept, stop: asyncio.Event
) -> AsyncIterator[None]:
    """Start every part; at the end each one is ended, even if the one before it failed."""
    jobs, pool, server, farewell = (
        Jobs(services, plan.jobs),
        ReplyPool(),
        HttpServer(),
        Countdown(FAREWELL_S),
    )
    services.wake, services.replies_in_flight = jobs.wake, lambda: pool.pending
    application = await staff_application(telegram.bot, services, plan.commands, plan.buttons)
    intake = Intake(services, plan.routes, application.dispatch)
    api = build_api(
        services,
        accept_update=Doorway(intake.process, pool=pool, key=customer_key).accept,
        webhook_secret=kept.webhook_secret,
        demo_clock=services.clock if isinstance(services.clock, MovableClock) else None,
    )
    async with AsyncExitStack() as parts:
        parts.push_async_callback(application.close)
        parts.push_async_callback(lambda: drain(services, seconds=farewell.left_s))
        parts.push_async_callback(lambda: jobs.stop(farewell.left_s))
        parts.push_async_callback(lambda: pool.drain(farewell.left_s))
        parts.push_async_callback(server.stop)
        await _listen(server, api, services.config)
        receiving = await _unless(stop, _receive(services, telegram, intake, pool, kept))
        if receiving is not None:
            receiving.tell_end(stop)
            parts.push_async_callback(receiving.end)
            jobs.start()
            menus = Menus(telegram.bot, services)
            parts.callback(menus.stop)
            services.tell_menus = menus.tell
            services.tell_menus()
        parts.callback(services.outbox.hurry)
        parts.callback(farewell.begin)
        yield


async def _listen(server: HttpServer, api: ASGIApp, config: Config) -> None:
    host, port = config.http.host, config.http.port
    try:
        await server.start(api, host, port)
    except OSError as error:
        raise CannotRunError(f"cannot listen on {host} port {port}: {error.strerror}") from error


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


async def _receive(
    services: Services,
    telegram: Telegram,
    intake: Intake,
    pool: ReplyPool,
    kept: Kept,
) -> Receiving:
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
    receiver = Receiver(polls, intake.process, pool=pool, monotonic=time.monotonic)
    services.last_poll_age_s = lambda: receiver.last_good_poll_age_s
    task = asyncio.create_task(receiver.run(), name="receiving")
    return Receiving(receiver, task)


async def _introduce(bot: ExtBot[None]) -> ExtBot[None]:
    """Learn who we are; a network that is not up yet is waited for."""
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


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """Give the result of the work, or None if `stop` comes first."""
    doing = asyncio.create_task(work)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait((doing, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if doing.done():
        return doing.result()
    doing.cancel()
    return None
