"""What all commands of `afterword` share: the settings' option, and mistakes told in words."""

import os
import re
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.errors import CannotRunError
from bot.settings.credentials import settings_file
from bot.settings.mistakes import ConfigError
from storage.errors import StorageError

T = TypeVar("T")


_CALLED = "AFTERWORD_CALLED_AS"  # set by `./run`
_MENTION = re.compile(r"\bafterword (?=[a-z])")


def as_typed(text: str) -> str:
    """Write commands as this operator types them: `./run start` for `afterword run`."""
    called = os.environ.get(_CALLED)
    if called is None:
        return text
    return _MENTION.sub(f"{called} ", text.replace("afterword run", f"{called} start"))


def say(text: str, *, err: bool = False) -> None:
    """Print something for the operator."""
    click.echo(as_typed(text), err=err)


class Failure(click.ClickException):
    """A mistake of the operator's, told without a traceback."""

    exit_code = 2

    def show(self, file: Any = None) -> None:  # noqa: ANN401 - as click has it
        """Print one mistake a line, as editors and people like to read them."""
        click.echo(as_typed(self.message), file=file, err=True)


class Commands(click.Group):
    """The commands; what an operator can mend is told in plain words."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Run a command; what keeps it from running is raised as a Failure, in words."""
        try:
            return super().invoke(ctx)
        except (ConfigError, StorageError, CannotRunError) as error:
            raise Failure(str(error)) from error


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
