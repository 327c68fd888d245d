"""What the doctor hears from Telegram: the token, groups, the webhook, the time."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import click

from bot.clock import system_clock
from bot.commands.doctor.findings import Finding
from bot.commands.group_rights import chats_of, rights_in
from bot.commands.init_telegram import BotApi, UnreachedError, bot_api
from bot.settings.config import Config

_MANY = 100  # updates that wait
_SLIGHT, _WRONG = timedelta(seconds=30), timedelta(minutes=5)


async def look_at_telegram(config: Config) -> AsyncIterator[Finding]:
    """Ask everything, one after the other; without an answer to the first there is no second."""
    token, url = config.telegram.token.get_secret_value(), config.telegram.api_url
    async with bot_api(api_url=url, token=token) as api:
        try:
            me = await api.call("getMe")
        except UnreachedError as error:
            yield Finding("telegram", "unknown", f"could not be asked: {error.message}")
            return
        except click.ClickException as error:
            yield Finding("token", "bad", error.message)
            yield Finding("telegram", "unknown", "groups and webhook were not looked at")
            return
        yield Finding("token", "ok", f"Telegram knows this bot: @{me['username']}")
        yield _privacy(me)
        for chat in chats_of(config):
            yield await _chat(api, chat, bot_id=int(me["id"]))
        for each in await _updates(api, config):
            yield each
    yield await _clock(url)


def _privacy(me: dict[str, Any]) -> Finding:
    if me.get("can_read_all_group_messages"):
        words = "it reads everything in its groups, which it need not: /setprivacy at @BotFather"
        return Finding("privacy", "look", words)
    return Finding("privacy", "ok", "group privacy is on: in groups it reads commands alone")


async def _chat(api: BotApi, chat: int, *, bot_id: int) -> Finding:
    name = f"chat {chat}"
    try:
        rights = await rights_in(api, chat, bot_id=bot_id)
    except click.ClickException as error:
        return Finding(name, "bad", f"{error.message}: add the bot to it, or take it from [staff]")
    if rights.trouble:
        return Finding(name, "bad", rights.trouble)
    if not rights.pictures:
        return Finding(name, "look", "the bot may send no pictures in it: replies are words")
    return Finding(name, "ok", f"the bot is in it ({rights.status})")


async def _updates(api: BotApi, config: Config) -> list[Finding]:
    try:
        return list(_webhook(await api.call("getWebhookInfo"), config))
    except click.ClickException as error:
        return [Finding("webhook", "unknown", f"Telegram did not say: {error.message}")]


def _webhook(info: dict[str, Any], config: Config) -> Iterator[Finding]:
    polls, url = config.telegram.mode == "polling", str(info.get("url", ""))
    if polls and url:
        words = "updates go to a webhook, but mode is polling: start the bot, it takes it away"
        yield Finding("webhook", "bad", words)
    elif not polls and url != config.telegram.webhook_address:
        words = "Telegram calls another address than webhook_url: start the bot, it sets it"
        yield Finding("webhook", "bad", words)
    elif not polls and info.get("last_error_message"):
        words = f"Telegram could not deliver: {info['last_error_message']}"
        yield Finding("webhook", "look", words)
    else:
        yield Finding("webhook", "ok", "no webhook, as mode says" if polls else "it is set")
    waiting = int(info.get("pending_update_count", 0))
    if waiting > _MANY:
        yield Finding("updates", "look", f"{waiting:,} updates wait at Telegram: does the bot run?")


async def _clock(url: str) -> Finding:
    timeout = aiohttp.ClientTimeout(total=10)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as http,
            http.head(url) as reply,
        ):
            theirs = parsedate_to_datetime(reply.headers["Date"]).astimezone(UTC)
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError):
        return Finding("clock", "unknown", "Telegram did not tell the time")
    off = abs(system_clock() - theirs)  # read just now: what came before may have taken long
    said = f"{off.total_seconds():.0f} s from Telegram's"
    if off > _WRONG:
        return Finding(
            "clock", "bad", f"{said}: set this machine's clock, till then nothing is sent"
        )
    if off > _SLIGHT:
        return Finding("clock", "look", f"{said}: let a time service set this machine's clock")
    return Finding("clock", "ok", said)
