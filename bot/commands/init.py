"""`afterword init`: proves a token, meets the staff group and writes a first config.toml."""

import asyncio
import signal
from collections.abc import Mapping
from pathlib import Path

import click

from bot.commands.group_rights import trouble_in
from bot.commands.init_file import Wishes, first_config
from bot.commands.init_questions import ask
from bot.commands.init_telegram import (
    POLL_S,
    WANTED,
    BotApi,
    Meeting,
    bot_api,
    consumed,
    meetings,
)
from bot.commands.key import made
from bot.commands.whole_file import whole_file
from bot.settings.config import load

_VARIABLE = "AFTERWORD_TELEGRAM__TOKEN"
_PAUSE_S = 1.0


def token_from(token_file: Path | None, environ: Mapping[str, str]) -> tuple[str, str]:
    """Take the token from a file, the environment or the keyboard; say where it is kept.

    ClickException for a file that cannot be read.
    """
    named = token_file or environ.get(f"{_VARIABLE}_FILE")
    if token_file is None and environ.get(_VARIABLE):
        return environ[_VARIABLE], _VARIABLE
    if named:
        path = Path(named).absolute()
        try:
            return path.read_text("utf-8").strip(), f"{_VARIABLE}_FILE={path}"
        except (OSError, UnicodeDecodeError):
            raise click.ClickException(f"the token cannot be read from {path}") from None
    click.echo("@BotFather gives a token to each bot: write /newbot to it, or /token.")
    return str(click.prompt("Token", hide_input=True)).strip(), ""


async def init(wishes: Wishes) -> None:
    """Make the first configuration, step by step."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ends a prompt; asyncio's waits
    if wishes.path.exists() and not wishes.yes:
        click.confirm(f"{wishes.path} is there already. Write a new one over it?", abort=True)
    async with bot_api(api_url=wishes.api_url, token=wishes.token) as api:
        me = await api.call("getMe")
        click.echo(f"The token is right: this is @{me['username']}, {me['first_name']}.\n")
        said = ask(wishes.given, bot_name=str(me["first_name"]), yes=wishes.yes)
        click.echo("\nNow add it to the staff group, or type anything in a group that it is in:")
        click.echo(f"\n  https://t.me/{me['username']}?startgroup=afterword\n")
        met = await _wait(api, wishes)
        await _may_write(api, met.chat_id, bot_id=int(me["id"]), yes=wishes.yes)
    key, digest = made()
    with whole_file(wishes.path) as file:
        file.write(first_config(wishes, met, said, digest=digest).encode())
    if wishes.token_kept_elsewhere:
        wishes.path.chmod(0o644)  # nothing in it is secret
    load(wishes.path, {_VARIABLE: wishes.token})
    _say_what_is_next(wishes, key)


async def _wait(api: BotApi, wishes: Wishes) -> Meeting:
    """Wait until somebody meets the bot in a group that the operator agrees to."""
    refused: set[int] = set()
    try:
        async with asyncio.timeout(wishes.wait_s):
            while True:
                updates = await api.call("getUpdates", timeout=POLL_S, allowed_updates=WANTED)
                met = _agreed(meetings(updates), refused, wishes)
                if met is not None:
                    await _confirm(api, updates, met)
                    return met
                await asyncio.sleep(_PAUSE_S)  # others' updates stay, and so come at once again
    except TimeoutError:
        raise click.ClickException(f"nobody was seen in a group for {wishes.wait_s} s") from None


async def _may_write(api: BotApi, chat_id: int, *, bot_id: int, yes: bool) -> None:
    """Wait until the bot may write in the group; ClickException where nobody is asked."""
    while trouble := await trouble_in(api, chat_id, bot_id=bot_id):
        said = f"{trouble[0].upper()}{trouble[1:]}."
        if yes:
            raise click.ClickException(said)
        click.echo(said)
        click.prompt("Enter when that is done", default="", show_default=False)


async def _confirm(api: BotApi, updates: list[dict[str, object]], met: Meeting) -> None:
    offset = consumed(updates, chat_id=met.chat_id)
    if offset is not None:
        await api.call("getUpdates", offset=offset, limit=1, timeout=0, allowed_updates=WANTED)


def _agreed(found: list[Meeting], refused: set[int], wishes: Wishes) -> Meeting | None:
    for met in found:
        if met.update_id in refused:
            continue
        refused.add(met.update_id)
        if met.person_id is None:
            click.echo(
                f"Somebody in {met.title} is hidden: an admin who is anonymous cannot be told from "
                "others. Switch that off in the group's list of admins and type again.",
            )
        elif wishes.yes or click.confirm(_question(met), default=True):
            return met
    return None


def _question(met: Meeting) -> str:
    who = f"{met.person} ({met.person_id})"
    return f"Staff group {met.title} ({met.chat_id}), with {who} as the first admin?"


def _say_what_is_next(wishes: Wishes, key: str) -> None:
    click.echo(f"{wishes.path} is written.")
    if wishes.token_kept_elsewhere:
        click.echo(f"The token is not in it: it is read from {wishes.token_kept_elsewhere}")
    click.echo(
        f"""
Your system tells that an interaction is over like this; its key is shown this once:

  curl http://127.0.0.1:8080/v1/interactions -H "Authorization: Bearer {key}" \\
    -H "Content-Type: application/json" -d '{{
    "id": "T-1", "touchpoint": "support", "closed_at": "'$(date -u +%FT%TZ)'",
    "customer": {{"id": "C-1"}}}}'
"""
    )
