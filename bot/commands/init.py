"""`afterword init`: proves a token, meets the staff group and writes a first config.toml."""

import asyncio
import re
import shlex
import signal
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import click

from bot.called_as import as_typed
from bot.commands.command_line import say
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
from bot.words.seen import seen

VARIABLE = "AFTERWORD_TELEGRAM__TOKEN"
_IN_FILE = f"{VARIABLE}_FILE"
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SHAPE = "one is a number, a colon and letters, without spaces, such as 123456:ABC-def"
_PAUSE_S = 1.0


def token_from(token_file: Path | None, environ: Mapping[str, str]) -> tuple[str, str]:
    """Take the token from a file, the environment or the keyboard; say where it is kept.

    ClickException for a file that cannot be read, and for what cannot be a token.
    """
    named = token_file or environ.get(_IN_FILE)
    if token_file is None and environ.get(VARIABLE):
        return _checked(environ[VARIABLE], VARIABLE), VARIABLE
    if named:
        path = Path(named).absolute()
        try:
            said = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            raise click.ClickException(f"the token cannot be read from {path}") from None
        return _checked(said, str(path)), f"{_IN_FILE}={path}"
    say("@BotFather gives a token to each bot: write /newbot to it, or /token.")
    return str(click.prompt("Token", hide_input=True, value_proc=_typed_token)), ""


def _checked(said: str, place: str) -> str:
    if _TOKEN.fullmatch(said.strip()) is None:
        raise click.ClickException(f"what is in {place} is no token: {_SHAPE}")
    return said.strip()


def _typed_token(said: str) -> str:
    if _TOKEN.fullmatch(said.strip()) is None:
        raise click.BadParameter(f"that is no token: {_SHAPE}")
    return said.strip()


def start_words(wishes: Wishes) -> str:
    """Write what starts the bot when it is typed here, also where the token is kept elsewhere."""
    command = f"afterword run --config {shlex.quote(str(wishes.path))}"
    variable, _, file = wishes.token_kept_elsewhere.partition("=")
    if file:
        return f"{variable}={shlex.quote(file)} {command}"
    return f"{command}   (with {variable} set, as now)" if variable else command


async def init(wishes: Wishes) -> None:
    """Make the first configuration, step by step.

    ClickException for what cannot be.
    """
    if not wishes.path.absolute().parent.is_dir():
        raise click.ClickException(f"there is no folder {wishes.path.absolute().parent}: make it")
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ends a prompt; asyncio's waits
    if wishes.path.exists() and not wishes.yes:
        click.confirm(f"{wishes.path} is there already. Write a new one over it?", abort=True)
    async with bot_api(api_url=wishes.api_url, token=wishes.token) as api:
        me = await api.call("getMe")
        say(f"The token is right: this is @{me['username']}, {me['first_name']}.\n")
        await _without_webhook(api, yes=wishes.yes)
        said = ask(wishes.given, bot_name=str(me["first_name"]), yes=wishes.yes)
        say("\nNow add it to the staff group, or type anything in a group that it is in:")
        say(f"\n  https://t.me/{me['username']}?startgroup=afterword\n")
        met = await _wait(api, wishes)
        await _may_write(api, met.chat_id, bot_id=int(me["id"]), yes=wishes.yes)
    key, digest = made()
    with whole_file(wishes.path) as file:
        file.write(as_typed(first_config(wishes, met, said, digest=digest)).encode())
    if wishes.token_kept_elsewhere:
        wishes.path.chmod(0o644)  # nothing in it is secret
    load(wishes.path, {VARIABLE: wishes.token})
    _say_what_is_next(wishes, met, key)


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


async def _without_webhook(api: BotApi, *, yes: bool) -> None:
    """Take a webhook away, as agreed: updates go there, and nobody would be met in a group."""
    url = str((await api.call("getWebhookInfo")).get("url") or "")
    if not url:
        return
    place = seen(urlsplit(url).hostname or url)
    say(f"Another program gets what is written to this bot: a webhook leads to {place}.")
    if yes or not click.confirm("Take the webhook away? That program hears nothing any more"):
        raise click.ClickException(
            "init cannot meet the group while a webhook is set: take another bot, or agree to this"
        )
    await api.call("deleteWebhook")


async def _may_write(api: BotApi, chat_id: int, *, bot_id: int, yes: bool) -> None:
    """Wait until the bot may write in the group; ClickException where nobody is asked."""
    while trouble := await trouble_in(api, chat_id, bot_id=bot_id):
        said = f"{trouble[0].upper()}{trouble[1:]}."
        if yes:
            raise click.ClickException(said)
        say(said)
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
            say(
                f"Somebody in {met.title} is hidden: an admin who is anonymous cannot be told from "
                "others. Switch that off in the group's list of admins and type again.",
            )
        elif wishes.yes or click.confirm(_question(met), default=True):
            return met
    return None


def _question(met: Meeting) -> str:
    who = f"{met.person} ({met.person_id})"
    return f"Staff group {met.title} ({met.chat_id}), with {who} as the first admin?"


def _say_what_is_next(wishes: Wishes, met: Meeting, key: str) -> None:
    say(f"{wishes.path} is written.")
    if wishes.token_kept_elsewhere:
        say(f"The token is not in it: it is read from {wishes.token_kept_elsewhere}")
    say(
        f"""
Your system tells that an interaction is over like this; its key is shown this once. Typed as it
stands, it asks {met.person} some minutes later, not in quiet hours, if the bot was started in
private by then; that answer counts:

  curl http://127.0.0.1:8080/v1/interactions -H "Authorization: Bearer {key}" \\
    -H "Content-Type: application/json" -d '{{
    "id": "T-1", "touchpoint": "support", "closed_at": "'$(date -u +%FT%TZ)'",
    "customer": {{"telegram_id": {met.person_id}}}}}'
"""
    )
