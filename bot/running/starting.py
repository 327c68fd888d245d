"""Starting the parts in order, and stopping them in the opposite one."""

import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from starlette.types import ASGIApp

from bot.asking.deliver import give_up_all_claimed
from bot.clock import Boot, Clock, Countdown, MovableClock, Timekeeper, Unquestioned
from bot.errors import CannotRunError, NamelessError
from bot.http.server import HttpServer, build_api
from bot.logs import setup_logging
from bot.operating.counters import Counters
from bot.operating.menus import Menus
from bot.operating.reloading import reload_whenever
from bot.pictures.drawer import Pictures
from bot.running.arranging import Arranging
from bot.running.intake import Intake, Map, drain
from bot.running.introducing import hears_all, recall_who_we_are
from bot.running.jobs import Job, Jobs
from bot.running.lag import watch_lag
from bot.running.lasting import last
from bot.running.state import KeptState, keep_state
from bot.services import Command, MessageKind, Report, Services
from bot.settings.config import Config
from bot.wire.incoming import chat_key
from bot.wire.members import Members
from bot.wire.outbox import Outbox
from bot.wire.pacing import Pacer
from bot.wire.receiving import Doorway
from bot.wire.reply_pool import ReplyPool
from bot.wire.transport import Telegram
from bot.words.catalogues import Words
from storage import meta
from storage.database import Database
from storage.transaction import Transaction

_log = logging.getLogger(__name__)

FAREWELL_S = 6.0  # for everything that is on its way when the bot is told to stop

T = TypeVar("T")


@dataclass(frozen=True)
class Plan:
    """The map as data."""

    reports: Sequence[Report]
    commands: Sequence[Command]
    messages: Mapping[str, MessageKind]
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
    greet: bool = False,
) -> None:
    """Run until `stop` is set; whenever `changed` is, read the settings again."""
    setup_logging()
    sys.setswitchinterval(0.0005)  # the database's thread waits less long for a busy loop
    async with AsyncExitStack() as parts:
        counters, pictures = Counters(), pictures or Pictures()
        keeper = clock if isinstance(clock, Timekeeper) else Unquestioned()
        telegram = Telegram(
            config.telegram.token.get_secret_value(),
            api_url=config.telegram.api_url,
            heard=keeper.heard,
            count=counters.reply,
        )
        parts.push_async_callback(telegram.close)
        database = await Database.open(config.database_path)
        parts.push_async_callback(database.close)
        await database.read(partial(_remember, keeper))
        parts.push_async_callback(pictures.close)
        kept = await keep_state(database, config, now=clock())
        services = Services(
            config=config,
            database=database,
            outbox=Outbox(telegram.calls, pacer or Pacer(time.monotonic, asyncio.sleep)),
            pictures=pictures,
            clock=clock,
            words=Words.load(),
            me=await recall_who_we_are(database, config),
            link_keys=kept.link_keys,
            versions=kept.versions,
            chat_moves=kept.chat_moves,
            commands=plan.commands,
            reports={each.name: each for each in plan.reports},
            messages=plan.messages,
            doubt=keeper.doubt,
            boot=keeper.boot,
            greets=greet,
            members=Members(telegram.calls),
        )
        services.hears_all = partial(hears_all, telegram.calls, services)
        await give_up_all_claimed(services)
        await parts.enter_async_context(_working(services, plan, telegram, kept, stop, counters))
        parts.callback(asyncio.create_task(reload_whenever(changed, services)).cancel)
        parts.callback(asyncio.create_task(watch_lag(counters.lag), name="lag").cancel)
        if config.reports.pictures:
            parts.callback(asyncio.create_task(pictures.warm(), name="warming").cancel)
        if not stop.is_set():
            ready()
        await stop.wait()
        _log.info("stopping")


@asynccontextmanager
async def _working(
    services: Services,
    plan: Plan,
    telegram: Telegram,
    kept: KeptState,
    stop: asyncio.Event,
    counters: Counters,
) -> AsyncIterator[None]:
    """Start every part; at the end each one is ended, even if the one before it failed."""
    jobs, pool, server, farewell = (
        Jobs(services, plan.jobs, counters=counters),
        ReplyPool(),
        HttpServer(),
        Countdown(FAREWELL_S),
    )
    _let_reach(services, jobs, pool)
    intake = Intake(services, plan.routes, count=counters.update)
    doorway = Doorway(intake.process, pool=pool, key=chat_key)
    api = build_api(
        services,
        accept_update=partial(_accept, services, doorway),
        webhook_secret=kept.webhook_secret,
        demo_clock=services.clock if isinstance(services.clock, MovableClock) else None,
        counters=counters,
    )
    async with AsyncExitStack() as parts:
        parts.push_async_callback(lambda: drain(services, seconds=farewell.left_s))
        parts.push_async_callback(lambda: jobs.stop(farewell.left_s))
        parts.push_async_callback(lambda: pool.drain(farewell.left_s))
        parts.push_async_callback(server.stop)
        pool.put(await intake.resume())
        arranging = Arranging(
            services,
            telegram.calls,
            Menus(telegram.calls, services),
            webhook_secret=kept.webhook_secret,
        )
        if await _unless(stop, arranging.meet()):
            await _listen(server, api, services.config)
        if await _unless(stop, arranging.begin()):
            lasting = last(services, telegram, intake.process, pool, arranging)
            lasting.tell_end(stop)
            parts.push_async_callback(lasting.end)
            jobs.start()
            services.tell_menus = arranging.tell_menus
        parts.callback(services.outbox.hurry)
        parts.callback(farewell.begin)
        yield


def _let_reach(services: Services, jobs: Jobs, pool: ReplyPool) -> None:
    """Let everything that is handed the services ring for the jobs, and see what is under way."""
    services.wake, services.wake_all, services.late_jobs = jobs.wake, jobs.wake_all, jobs.late
    services.replies_in_flight = lambda: pool.pending


async def _remember(keeper: Timekeeper | Unquestioned, tx: Transaction) -> None:
    """Tell the keeper of the time what an earlier process knew of it."""
    noted = await meta.boot(tx)
    keeper.remember(await meta.newest_moment(tx), Boot(*noted) if noted is not None else None)


async def _accept(services: Services, doorway: Doorway, update: dict[str, Any]) -> None:
    """Take an update that Telegram brings; NamelessError before the bot can read commands."""
    if services.me.name is None:
        raise NamelessError
    await doorway.accept(update)


async def _listen(server: HttpServer, api: ASGIApp, config: Config) -> None:
    host, port = config.http.host, config.http.port
    try:
        await server.start(api, host, port, limits=config.http)
    except OSError as error:
        raise CannotRunError(f"cannot listen on {host} port {port}: {error.strerror}") from error


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
