"""`afterword forget` and `afterword audit`: what is kept of people, and who looked at it."""

import os
from pathlib import Path

import click

from bot.clock import system_clock
from bot.commands.command_line import OneCommand, config_option, say, wait_for


@click.command(cls=OneCommand)
@click.argument("customer")
@config_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(customer: str, path: Path, *, yes: bool) -> None:
    """Delete all that is kept about CUSTOMER but scores and days; stop the bot first."""
    from bot.commands.of_people.people import forget_offline
    from bot.settings.config import load

    config = load(path, os.environ, speaks=False)
    if not yes:
        click.confirm(f"Delete all that is kept about {customer}? It cannot be undone", abort=True)
    say(wait_for(forget_offline(config, customer, now=system_clock())))


@click.command(cls=OneCommand)
@config_option
def audit(path: Path) -> None:
    """Print who changed what and who looked at whom, the newest first."""
    from bot.commands.of_people.people import audit_lines
    from bot.settings.config import load

    for line in wait_for(audit_lines(load(path, os.environ, speaks=False))):
        say(line)
