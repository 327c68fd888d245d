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
from bot.answering import comment, later, leave, start, taps
from bot.asking import skip, trial, why
from bot.asking.deliver import deliver_due, give_up_lost
from bot.asking.expire import expire_overdue
from bot.boards import handler as boards_handler
from bot.boards.job import refresh_boards
from bot.cases import handler as cases_handler
from bot.clock import Clock, system_clock
from bot.digests import handler as digests_handler
from bot.digests.job import plan_digests
from bot.messages.redraw import redraw_stale
from bot.operating import health, identity, reload, rules, staff_help, survey_list
from bot.operating.tidy import forget_updates
from bot.pictures.drawer import Pictures
from bot.reports import handler as reports_handler
from bot.reports.agents.reading import agents_report
from bot.reports.benchmark.reading import benchmark_report
from bot.reports.compare.reading import compare_report
from bot.reports.contacts.reading import contacts_report
from bot.reports.first_response.reading import first_response_report
from bot.reports.overall.reading import overall_report
from bot.reports.replies import comments_report, responses_report, summary_report
from bot.reports.retention.reading import retention_report
from bot.reports.themes.reading import themes_report
from bot.reports.trend.reading import trend_report
from bot.running import shortcut
from bot.running.intake import Map
from bot.running.jobs import Job
from bot.running.running import Plan, run
from bot.services import Button, Command, Services
from bot.settings.config import Config
from bot.watch import handler as watch_handler
from bot.watch.job import watch_changes
from bot.wire.pacing import Pacer

STAFF_COMMANDS = (
    Command("nps", Role.VIEWER, reports_handler.on_report, summary_report),
    Command("csat", Role.VIEWER, reports_handler.on_report, summary_report),
    Command("ces", Role.VIEWER, reports_handler.on_report, summary_report),
    Command("stars", Role.VIEWER, reports_handler.on_report, summary_report),
    Command("mood", Role.VIEWER, reports_handler.on_report, summary_report),
    Command("score", Role.VIEWER, reports_handler.on_report, summary_report),
    Command("thumbs", Role.VIEWER, reports_handler.on_report, summary_report),
    Command("enps", Role.ANALYST, reports_handler.on_report, summary_report),
    Command("overall", Role.VIEWER, reports_handler.on_report, overall_report),
    Command("agents", Role.VIEWER, reports_handler.on_report, agents_report),
    Command("responses", Role.VIEWER, reports_handler.on_report, responses_report),
    Command("trend", Role.VIEWER, reports_handler.on_report, trend_report),
    Command("compare", Role.VIEWER, reports_handler.on_report, compare_report),
    Command("frt", Role.VIEWER, reports_handler.on_report, first_response_report),
    Command("retention", Role.VIEWER, reports_handler.on_report, retention_report),
    Command("contacts", Role.VIEWER, reports_handler.on_report, contacts_report),
    Command("benchmark", Role.VIEWER, reports_handler.on_report, benchmark_report),
    Command("comments", Role.VIEWER, reports_handler.on_report, comments_report),
    Command("themes", Role.VIEWER, reports_handler.on_report, themes_report),
    Command("case", Role.AGENT, cases_handler.on_case),
    Command("board", Role.VIEWER, boards_handler.on_board),
    Command("digest", Role.VIEWER, digests_handler.on_digest),
    Command("watch", Role.VIEWER, watch_handler.on_watch),
    Command("surveys", Role.VIEWER, survey_list.on_surveys),
    Command("cadence", Role.VIEWER, rules.on_cadence),
    Command("why", Role.AGENT, why.on_why),
    Command("skip", Role.AGENT, skip.on_skip),
    Command("test", Role.ADMIN, trial.on_test),
    Command("reload", Role.ADMIN, reload.on_reload),
    Command("health", Role.VIEWER, health.on_health),
    Command("id", Role.ANYONE, identity.on_id),
    Command("help", Role.VIEWER, staff_help.on_help),
)
STAFF_BUTTONS = {
    "s": Button(None, shortcut.on_shortcut),  # for whoever may type what it repeats
    "b": Button(Role.VIEWER, boards_handler.on_press),
    "d": Button(Role.VIEWER, digests_handler.on_press),
    "c": Button(Role.AGENT, cases_handler.on_press, in_alerts=True),
    "w": Button(Role.AGENT, watch_handler.on_press),
}
ACTIONS = {"board": boards_handler.carry_out, "reload": reload.carry_out}

CUSTOMER_COMMANDS = {"start": start.on_start, "stop": leave.on_stop, "help": start.on_help}
CUSTOMER_BUTTONS = {"a": taps.on_score, "r": taps.on_reason, "u": leave.on_resume}
CUSTOMER_VERBS = {
    "change": taps.on_change,
    "keep": taps.on_keep,
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
    routes=Map(
        taps=CUSTOMER_BUTTONS,
        verbs=CUSTOMER_VERBS,
        commands=CUSTOMER_COMMANDS,
        staff_buttons=STAFF_BUTTONS,
        staff_commands=frozenset(each.name for each in STAFF_COMMANDS),
        actions=ACTIONS,
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
