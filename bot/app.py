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
from bot.answering import (
    comment,
    later,
    leave,
    not_kept,
    passing,
    passing_on,
    start,
    stop_word,
    taps,
)
from bot.asking import skip, trial, unbinding, why
from bot.asking.deliver import deliver_due, give_up_lost
from bot.asking.expire import drop_prompts, expire_overdue
from bot.asking.recovering import ask_whether_settled
from bot.boards import handler as boards_handler
from bot.boards.job import refresh_boards
from bot.cases import handler as cases_handler
from bot.cases import presses as case_presses
from bot.cases import speaking
from bot.cases.alert_drawing import draw_alert, draw_count
from bot.cases.alerting import open_when_told
from bot.cases.ending import close_silent
from bot.cases.overdue import draw_overdue, is_still_late, nudge_overdue
from bot.cases.talk_drawing import draw_heard, draw_reply, draw_unsent
from bot.clock import Clock, Timekeeper, boot_id
from bot.digests import handler as digests_handler
from bot.digests.digesting import draw_nothing, end_with_chat, written
from bot.digests.job import plan_digests
from bot.disk.backing_up import back_up
from bot.disk.trouble import watch_disk
from bot.messages.drawing import draw_question
from bot.messages.redraw import redraw_stale
from bot.operating import health, identity, reload, rules, staff_help, survey_list
from bot.operating.checkup import handler as checkup_handler
from bot.operating.noting_time import NOTED_EVERY, note_time
from bot.operating.pinging import ping
from bot.operating.roster import handler as roster_handler
from bot.operating.tidy import forget_updates, note_sources
from bot.operating.undelivered import draw_notice, mind_undelivered
from bot.operating.upkeep import empty_log, look_at_files
from bot.pictures.drawer import Pictures
from bot.reports import handler as reports_handler
from bot.reports import own_figures
from bot.reports.agents.report import AGENTS
from bot.reports.benchmark.report import BENCHMARK
from bot.reports.caseload.report import CASES
from bot.reports.comments.report import COMMENTS
from bot.reports.compare.report import COMPARE
from bot.reports.contacts.report import CONTACTS
from bot.reports.first_response.report import FIRST_RESPONSE
from bot.reports.overall.report import OVERALL
from bot.reports.responses.report import RESPONSES
from bot.reports.retention.report import RETENTION
from bot.reports.summary.report import SUMMARIES
from bot.reports.themes.report import THEMES
from bot.reports.trend.report import TREND
from bot.rights import auditing, forgetting, my_data, privacy_words
from bot.rights.retaining import let_go
from bot.running import shortcut
from bot.running.intake import Map
from bot.running.jobs import Job
from bot.running.starting import Plan, run
from bot.services import Button, Command, MessageKind, Services
from bot.settings.config import Config
from bot.watch import handler as watch_handler
from bot.watch.job import watch_changes
from bot.watch.telling import draw_change
from bot.welcome.greeting import draw_greeting, greet_groups, write_greeting
from bot.wire.pacing import Pacer

REPORTS = (
    *SUMMARIES,
    OVERALL,
    AGENTS,
    RESPONSES,
    TREND,
    COMPARE,
    FIRST_RESPONSE,
    RETENTION,
    CONTACTS,
    BENCHMARK,
    COMMENTS,
    THEMES,
    CASES,
)
STAFF_COMMANDS = (
    *(Command(each.name, each.role, reports_handler.on_report, each.group) for each in REPORTS),
    Command("case", Role.AGENT, cases_handler.on_case, "comments"),
    Command("board", Role.VIEWER, boards_handler.on_board, "boards"),
    Command("digest", Role.VIEWER, digests_handler.on_digest, "boards"),
    Command("watch", Role.VIEWER, watch_handler.on_watch, "boards"),
    Command("me", Role.ANYONE, own_figures.on_me, "questions", menu=False),
    Command("surveys", Role.VIEWER, survey_list.on_surveys, "customers"),
    Command("cadence", Role.VIEWER, rules.on_cadence, "customers"),
    Command("why", Role.AGENT, why.on_why, "customers"),
    Command("skip", Role.AGENT, skip.on_skip, "customers"),
    Command("unbind", Role.ADMIN, unbinding.on_unbind, "customers"),
    Command("audit", Role.ADMIN, auditing.on_audit),
    Command("forget", Role.ADMIN, forgetting.on_staff_forget, "customers"),
    Command("staff", Role.ADMIN, roster_handler.on_staff),
    Command("test", Role.ADMIN, trial.on_test),
    Command("reload", Role.ADMIN, reload.on_reload),
    Command("health", Role.VIEWER, health.on_health),
    Command("doctor", Role.ADMIN, checkup_handler.on_doctor),
    Command("id", Role.ANYONE, identity.on_id),
    Command("help", Role.VIEWER, staff_help.on_help),
)
STAFF_BUTTONS = {
    "s": Button(None, shortcut.on_shortcut),  # for whoever may type what it repeats
    "b": Button(Role.VIEWER, boards_handler.on_press),
    "d": Button(Role.VIEWER, digests_handler.on_press),
    "c": Button(Role.AGENT, case_presses.on_press, in_alerts=True),
    "w": Button(Role.AGENT, watch_handler.on_press),
    "t": Button(Role.ADMIN, trial.on_press),
    "e": Button(Role.ADMIN, forgetting.on_staff_press),
}
ACTIONS = {
    "board": boards_handler.carry_out,
    "reload": reload.carry_out,
    forgetting.ACTION: forgetting.carry_out,
    my_data.ACTION: my_data.carry_out,
}

CUSTOMER_COMMANDS = {
    "start": start.on_start,
    "stop": leave.on_stop,
    "help": start.on_help,
    "privacy": privacy_words.on_privacy,
    "mydata": my_data.on_my_data,
    "forget": forgetting.on_forget,
}
CUSTOMER_BUTTONS = {
    "a": taps.on_score,
    "r": taps.on_reason,
    "u": stop_word.on_resume,
    "p": comment.on_place,
    "g": passing_on.on_pass_on,
    "f": forgetting.on_press,
}
CUSTOMER_VERBS = {
    "change": taps.on_change,
    "keep": taps.on_keep,
    "comment": comment.on_comment,
    "cannot_say": passing.on_cannot_say,
    "later": later.on_later,
    "never": leave.on_never,
    "undo": leave.on_undo,
}

MESSAGES = {
    "question": MessageKind(draw_question),
    "alert": MessageKind(draw_alert, begin=open_when_told),
    "count": MessageKind(draw_count),
    "reply": MessageKind(draw_reply, may_go=speaking.may_go, settled=speaking.settled),
    "heard": MessageKind(draw_heard),
    "unsent": MessageKind(draw_unsent),
    "overdue": MessageKind(draw_overdue, may_go=is_still_late),
    "watch": MessageKind(draw_change),
    "notice": MessageKind(draw_notice),
    "greeting": MessageKind(draw_greeting, write=write_greeting),
    "digest": MessageKind(draw_nothing, write=written, end=end_with_chat),
}

JOBS = (
    Job("send what is due", deliver_due, timedelta(seconds=0.5), rung=True),
    Job("ask whether it is settled", ask_whether_settled, timedelta(minutes=1)),
    Job("give up what was lost", give_up_lost, timedelta(seconds=5)),
    Job("repeat edits", redraw_stale, timedelta(seconds=1), timeless=True, rung=True),
    Job("keep boards true", refresh_boards, timedelta(seconds=1), rung=True),
    Job("plan digests", plan_digests, timedelta(seconds=1)),
    Job("watch for changes", watch_changes, timedelta(minutes=1)),
    Job("tell of overdue cases", nudge_overdue, timedelta(minutes=1)),
    Job("close cases that fell silent", close_silent, timedelta(seconds=5)),
    Job("close what is overdue", expire_overdue, timedelta(seconds=1)),
    Job("drop prompts that are over", drop_prompts, timedelta(seconds=1)),
    Job("look at the database's files", look_at_files, timedelta(seconds=1), timeless=True),
    Job("empty the database's log", empty_log, timedelta(minutes=1), timeless=True),
    Job(
        "tell the admins what did not get through",
        mind_undelivered,
        timedelta(seconds=2),
        timeless=True,
    ),
    Job("watch the disk", watch_disk, timedelta(seconds=2), timeless=True),
    Job("back up", back_up, timedelta(minutes=1), may_take=timedelta(hours=2)),
    Job("say that all is well", ping, timedelta(seconds=5), timeless=True),
    Job("greet groups", greet_groups, timedelta(seconds=5)),
    Job("note sources", note_sources, timedelta(hours=1)),
    Job("let go of what is old", let_go, timedelta(hours=1)),
    Job("forget old updates", forget_updates, timedelta(hours=1)),
    Job("note the time", note_time, NOTED_EVERY, rung=True),
)


def is_staff(services: Services, telegram_id: int) -> bool:
    """Tell whether a person has a role of their own, wherever they write."""
    return own_role(services.config.staff, telegram_id) > Role.ANYONE


PLAN = Plan(
    reports=REPORTS,
    commands=STAFF_COMMANDS,
    messages=MESSAGES,
    routes=Map(
        taps=CUSTOMER_BUTTONS,
        verbs=CUSTOMER_VERBS,
        commands=CUSTOMER_COMMANDS,
        stop_word=stop_word.on_stop_word,
        not_kept=not_kept.on_not_kept,
        message=comment.on_message,
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
    plan: Plan = PLAN,
    clock: Clock | None = None,
    ready: Callable[[], None] | None = None,
    stop: asyncio.Event | None = None,
    pacer: Pacer | None = None,
    pictures: Pictures | None = None,
    greet: bool = False,
) -> None:
    """Run the bot until told to stop; without a `stop` of the caller's, signals end it.

    Of the clocks only a Timekeeper, which is the default, is ever doubted.
    """
    changed = asyncio.Event()
    if stop is None:
        stop = stop_on_signals()
        reload_on_signal(changed)
    ready = ready or print_ready
    await run(
        config,
        plan,
        clock=clock or Timekeeper(boot=boot_id()),
        ready=ready,
        stop=stop,
        changed=changed,
        pacer=pacer,
        pictures=pictures,
        greet=greet,
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
