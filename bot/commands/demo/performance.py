"""`afterword demo`: the bot against the playground, after a week of simulated customers."""

from __future__ import annotations

import asyncio
import logging
import signal
import tempfile
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.app import serve
from bot.commands.demo.demo_config import TIMEZONE
from bot.commands.demo.heard import count_heard, heard_line
from bot.commands.demo.stage import Stage, open_stage
from bot.commands.demo.talk import ask, talk
from playground.week import Report, play_week


async def demo(*, once: bool, port: int) -> None:
    """Play a week, print the reply to /nps week, and keep serving unless told `once`."""
    logging.disable(logging.WARNING)  # the week's rush is not news
    console = Console()
    stop = _stop_on_signals()
    with (
        tempfile.TemporaryDirectory(prefix="afterword-demo-") as folder,
        console.status("the weeks before") as status,
    ):
        async with open_stage(Path(folder), serve, port=port) as stage:
            status.stop()
            report = await _unless(stop, _week(stage, console))
            if report is None:
                return
            await read_out(stage, console, report, once=once)
            if not once:
                console.print("Ctrl-C ends the demonstration.", style="dim")
                await stop.wait()


async def read_out(stage: Stage, console: Console, report: Report, *, once: bool) -> None:
    """Let staff talk, and show what the last of them got to read; once, only that."""
    if not once:
        await talk(stage.places)
    console.print()
    reply = await ask(stage.places, "/nps week")
    console.print(reply, markup=False, highlight=False, soft_wrap=True)
    found = await count_heard(stage.places, report.written)
    console.print(f"\n{heard_line(found)}", soft_wrap=True)
    if not once:  # what has ended has no page
        console.print(f"\n{stage.url}", highlight=False)


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    return stop


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, Report]) -> Report | None:
    """Do the work and return what it gives, unless `stop` comes first."""
    doing = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait((doing, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not doing.done():
        doing.cancel()
        with suppress(asyncio.CancelledError):
            await doing
        return None
    return doing.result()


async def _week(stage: Stage, console: Console) -> Report:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bars:
        bar = bars.add_task("a week of customers", total=None)

        def progress(done: int, total: int, label: str) -> None:
            bars.update(bar, completed=done, total=total, description=f"{label:<26}")

        zone = ZoneInfo(TIMEZONE)
        report = await play_week(
            stage.places, first_day=stage.first_day, zone=zone, progress=progress
        )
    stage.haste.calm_down()
    return report
