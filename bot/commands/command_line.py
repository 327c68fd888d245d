"""What all commands of `afterword` share: the settings' option, and mistakes told in words."""

import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.called_as import as_typed, called, typed
from bot.errors import CannotRunError
from bot.settings.credentials import settings_file
from bot.settings.mistakes import ConfigError
from bot.words.seen import seen
from storage.errors import StorageError

T = TypeVar("T")


def say(text: str, *, err: bool = False) -> None:
    """Print something for the operator; nothing is printed in another way."""
    click.echo(seen(as_typed(text)), err=err)


class Failure(click.ClickException):
    """A mistake of the operator's, told without a traceback."""

    exit_code = 2

    def show(self, file: Any = None) -> None:  # noqa: ANN401 - as click has it
        """Print one mistake a line, as editors and people like to read them."""
        click.echo(seen(self.message), file=file, err=True)


class Typed(click.Context):
    """A command that is being carried out, called in usage lines as it was typed."""

    @property
    def command_path(self) -> str:
        """Give the words up to the arguments."""
        path, before = super().command_path, called()
        if before is None:
            return path
        if self.parent is None:
            return before
        named = self.info_name or ""
        return path.removesuffix(named) + typed(named)


class OneCommand(click.Command):
    """A command with usage lines that can be typed."""

    context_class = Typed


class Commands(click.Group):
    """The commands; what an operator can mend is told in plain words."""

    context_class = Typed
    command_class = OneCommand
    group_class = type

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Run a command; what keeps it from running is raised as a Failure, in words."""
        try:
            return super().invoke(ctx)
        except (ConfigError, StorageError, CannotRunError) as error:
            raise Failure(as_typed(str(error))) from error
        except click.ClickException as error:
            said = as_typed(error.format_message())
            if said == error.format_message():
                raise
            if isinstance(error, click.UsageError):
                raise click.UsageError(said, ctx=error.ctx) from error
            raise click.ClickException(said) from error


def config_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that every command has which reads the settings."""
    return click.option(
        "--config",
        "-c",
        "path",
        type=click.Path(path_type=Path),
        default=lambda: settings_file(os.environ),
        show_default="config.toml",
        envvar="AFTERWORD_CONFIG",
        help="The file with the settings.",
    )(command)


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """Do a work to its end; asyncio too is imported only where it is needed."""
    import asyncio

    return asyncio.run(work)
