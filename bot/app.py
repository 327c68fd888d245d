"""THE MAP: every command, button, route and job with its function, and the bot that runs them.

Routes of the HTTP server are listed in bot/http/server.py.
"""

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from bot.access import Role, own_role
from bot.clock import Clock, system_clock
from bot.config import Config
from bot.context import Command, Services
from bot.flows.agents import agents_report
from bot.flows.benchmarking import benchmark_report
from bot.flows.comparing import compare_report
from bot.flows.contacting import contacts_report
from bot.flows.first_response import first_response_report
from bot.flows.overall import overall_report
from bot.flows.reporting import comments_report, responses_report, summary_report
from bot.flows.retaining import retention_report
from bot.flows.themes import themes_report
from bot.flows.trending import trend_report
from bot.handlers import (
    answer,
    board,
    cadence,
    case,
    comment,
    digest,
    health,
    identity,
    join,
    later,
    leave,
    reload,
    report,
    shortcut,
    skip,
    staff_help,
    surveys,
    trial,
    watch,
    why,
)
from bot.intake import Map
from bot.jobs.boards import refresh_boards
from bot.jobs.deliver import deliver_due, give_up_lost
from bot.jobs.digests import plan_digests
from bot.jobs.expire import expire_overdue
from bot.jobs.loop import Job
from bot.jobs.redraw import redraw_stale
from bot.jobs.tidy import forget_updates
from bot.jobs.watch import watch_changes
from bot.pacing import Pacer
from bot.pictures import Pictures
from bot.running import Plan, run

STAFF_COMMANDS = (
    Command("nps", Role.VIEWER, report.on_report, summary_report),
    Command("csat", Role.VIEWER, report.on_report, summary_report),
    Command("ces", Role.VIEWER, report.on_report, summary_report),
    Command("stars", Role.VIEWER, report.on_report, summary_report),
    Command("mood", Role.VIEWER, report.on_report, summary_report),
    Command("score", Role.VIEWER, report.on_report, summary_report),
    Command("thumbs", Role.VIEWER, report.on_report, summary_report),
    Command("enps", Role.ANALYST, report.on_report, summary_report),
    Command("overall", Role.VIEWER, report.on_report, overall_report),
    Command("agents", Role.VIEWER, report.on_report, agents_report),
    Command("responses", Role.VIEWER, report.on_report, responses_report),
    Command("trend", Role.VIEWER, report.on_report, trend_report),
    Command("compare", Role.VIEWER, report.on_report, compare_report),
    Command("frt", Role.VIEWER, report.on_report, first_response_report),
    Command("retention", Role.VIEWER, report.on_report, retention_report),
    Command("contacts", Role.VIEWER, report.on_report, contacts_report),
    Command("benchmark", Role.VIEWER, report.on_report, benchmark_report),
    Command("comments", Role.VIEWER, report.on_report, comments_report),
    Command("themes", Role.VIEWER, report.on_report, themes_report),
    Command("case", Role.AGENT, case.on_case),
    Command("board", Role.VIEWER, board.on_board),
    Command("digest", Role.VIEWER, digest.on_digest),
    Command("watch", Role.VIEWER, watch.on_watch),
    Command("surveys", Role.VIEWER, surveys.on_surveys),
    Command("cadence", Role.VIEWER, cadence.on_cadence),
    Command("why", Role.AGENT, why.on_why),
    Command("skip", Role.AGENT, skip.on_skip),
    Command("test", Role.ADMIN, trial.on_test),
    Command("reload", Role.ADMIN, reload.on_reload),
    Command("health", Role.VIEWER, health.on_health),
    Command("id", Role.ANYONE, identity.on_id),
    Command("help", Role.VIEWER, staff_help.on_help),
)
STAFF_BUTTONS = {
    "s": shortcut.on_shortcut,
    "b": board.on_press,
    "d": digest.on_press,
    "c": case.on_press,
    "w": watch.on_press,
}

CUSTOMER_COMMANDS = {"start": join.on_start, "stop": leave.on_stop, "help": join.on_help}
CUSTOMER_BUTTONS = {"a": answer.on_score, "r": answer.on_reason, "u": leave.on_resume}
CUSTOMER_VERBS = {
    "change": answer.on_change,
    "keep": answer.on_keep,
    "comment": comment.on_comment,
    "later": later.on_later,
    "never": leave.on_never,
    "undo": leave.on_undo,
}

JOBS = (
    Job("send what is due", deliver_due, timedelta(seconds=0.5)),
    Job("give up what was lost", give_up_lost, timedelta(seconds=5)),
    Job("repeat edits", redraw_stale, timedelta(seconds=1)),
    Job("keep boards true", refresh_boards, timedelta(seconds=1)),
    Job("plan digests", plan_digests, timedelta(seconds=1)),
    Job("watch for changes", watch_changes, timedelta(minutes=1)),
    Job("close what is overdue", expire_overdue, timedelta(seconds=1)),
    Job("forget old updates", forget_updates, timedelta(hours=1)),
)


def is_staff(services: Services, telegram_id: int) -> bool:
    """Tell whether a person has a role of their own, wherever they write."""
    return own_role(services.config.staff, telegram_id) > Role.ANYONE


PLAN = Plan(
    commands=STAFF_COMMANDS,
    buttons=STAFF_BUTTONS,
    routes=Map(
        taps=CUSTOMER_BUTTONS,
        verbs=CUSTOMER_VERBS,
        commands=CUSTOMER_COMMANDS,
        staff_buttons=frozenset(STAFF_BUTTONS),
        staff_commands=frozenset(each.name for each in STAFF_COMMANDS),
        is_staff=is_staff,
    ),
    jobs=JOBS,
)


async def serve(
    config: Config,
    *,
    clock: Clock = system_clock,
    ready: Callable[[], None] | None = None,
    stop: asyncio.Event | None = None,
    pacer: Pacer | None = None,
    pictures: Pictures | None = None,
) -> None:
    """Run the bot until told to stop; without a `stop` of the caller's, signals end it."""
    changed = asyncio.Event()
    if stop is None:
        stop = stop_on_signals()
        reload_on_signal(changed)
    ready = ready or print_ready
    await run(
        config,
        PLAN,
        clock=clock,
        ready=ready,
        stop=stop,
        changed=changed,
        pacer=pacer,
        pictures=pictures,
    )


def print_ready() -> None:
    """Say that everything is up, on a line of its own."""
    print("ready", flush=True)  # noqa: T201 - whoever started the process waits for it


def stop_on_signals() -> asyncio.Event:
    """Stop gracefully at the first signal, and at once at the second."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def on_signal() -> None:
        if stop.is_set():
            logging.getLogger(__name__).warning("stopped at once")
            os._exit(1)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, on_signal)
    return stop


def reload_on_signal(changed: asyncio.Event) -> None:
    """Read the settings again at SIGHUP."""
    with suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, changed.set)
