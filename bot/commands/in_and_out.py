"""`afterword import` and `afterword export`: what files of answers and orders are typed with."""

import os
from datetime import datetime
from pathlib import Path

import click

from bot.clock import system_clock
from bot.commands.command_line import Commands, config_option, say, wait_for


@click.group("import", cls=Commands)
def import_() -> None:
    """Take in what was collected elsewhere."""


@import_.command("orders")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", help="Whose orders these are. Default: the only source there is.")
@config_option
def import_orders(file: Path, source: str | None, path: Path) -> None:
    """Keep the orders of each day from a CSV FILE with the columns day,orders."""
    from bot.commands.import_orders import import_orders
    from bot.settings.config import load

    config = load(path, os.environ, speaks=False)
    say(wait_for(import_orders(config, file, source=source, now=system_clock())))


@import_.command("answers")
@click.argument("file", type=click.Path(path_type=Path))
@config_option
@click.option("--skip-bad", is_flag=True, help="Leave wrong rows out, in FILE.rejected.csv.")
def import_answers(file: Path, path: Path, *, skip_bad: bool) -> None:
    """Add the answers of FILE, a CSV file; stop the bot first."""
    from bot.commands.answers.import_answers import import_answers
    from bot.settings.config import load

    config = load(path, os.environ, speaks=False)
    imported = wait_for(import_answers(config, file, skip_bad=skip_bad, now=system_clock()))
    for line in imported.told:
        say(line, err=True)
    say("\n".join(imported.lines()))


@click.group(cls=Commands)
def export() -> None:
    """Hand out what was collected, also while the bot runs."""


@export.command("answers")
@config_option
@click.option("--out", type=click.Path(path_type=Path), help="Default: standard output.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="The first day, as 2026-11-01.")
@click.option("--survey", help="Only this one.")
def export_answers(
    path: Path, out: Path | None, since: datetime | None, survey: str | None
) -> None:
    """Write every answer as CSV, in the shape that `import answers` reads."""
    from bot.commands.answers.export_answers import export_answers
    from bot.settings.config import load

    first = since.date() if since else None
    work = export_answers(load(path, os.environ, speaks=False), out=out, since=first, survey=survey)
    say(f"{wait_for(work):,} rows written", err=True)
