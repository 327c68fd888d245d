"""What the doctor hears from Telegram: the token, groups, the webhook, the time."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from telegram.error import TelegramError

from bot.clock import system_clock
from bot.logs import redact
from bot.operating.checkup.chats import chats_of, look_at_chat
from bot.operating.checkup.findings import Finding
from bot.settings.config import Config
from bot.wire.outcomes import Gone, Moved, Refused
from bot.wire.refusals import explained, is_token_refused
from bot.wire.transport import NotSentError, RawApi, Telegram

_MANY = 100  # updates that wait
_RECENT = timedelta(hours=1)
_SLIGHT, _WRONG = timedelta(seconds=30), timedelta(minutes=5)


async def look_at_telegram(config: Config) -> AsyncIterator[Finding]:
    """Ask everything, one after the other; without an answer to the first there is no second."""
    async with _connected(config) as (api, offs):
        try:
            me = await api.call("getMe")
        except TelegramError as error:
            yield _unmet(error, config.telegram.api_url)
            return
        yield Finding("token", "ok", "doctor.token.known", {"username": me["username"]})
        yield _clock(offs)
        yield _privacy(me)
        for chat in chats_of(config):
            yield await _chat(api, chat, bot_id=int(me["id"]))
        for each in await _updates(api, config):
            yield each


@asynccontextmanager
async def _connected(config: Config) -> AsyncIterator[tuple[RawApi, list[timedelta]]]:
    """Connect as the bot does; with each reply the list grows by how far the clocks are apart."""
    offs: list[timedelta] = []

    def heard(told: datetime | None) -> None:
        if told is not None:
            offs.append(abs(system_clock() - told))

    token, url = config.telegram.token.get_secret_value(), config.telegram.api_url
    telegram = Telegram(token, api_url=url, heard=heard)
    try:
        yield telegram.calls, offs
    finally:
        await telegram.close()


def _unmet(error: TelegramError, url: str) -> Finding:
    """Say why nothing more is asked."""
    if is_token_refused(error):
        return Finding("token", "bad", "doctor.token.refused")
    if isinstance(error, NotSentError):
        told = {"host": urlsplit(url).hostname or ""}
        return Finding("telegram", "unknown", "doctor.telegram.unreached", told)
    return Finding("telegram", "unknown", "doctor.telegram.odd", _said(error))


def _said(error: TelegramError) -> dict[str, str]:
    return {"said": redact(str(error))}


def _privacy(me: dict[str, Any]) -> Finding:
    if me.get("can_read_all_group_messages"):
        return Finding("privacy", "look", "doctor.privacy.off")
    return Finding("privacy", "ok", "doctor.privacy.on")


async def _chat(api: RawApi, chat: int, *, bot_id: int) -> Finding:
    try:
        return await look_at_chat(api.call, chat, bot_id=bot_id)
    except TelegramError as error:
        return _unseen(error, str(chat))


def _unseen(error: TelegramError, which: str) -> Finding:
    """Tell a chat that is closed to the bot from a question that was not answered."""
    outcome = explained(error)
    if isinstance(outcome, Moved):
        return Finding("chat", "bad", "doctor.chat.moved", {"id": outcome.chat_id}, which)
    if isinstance(outcome, (Gone, Refused)):
        return Finding("chat", "bad", "doctor.chat.closed", _said(error), which)
    return Finding("chat", "unknown", "doctor.chat.unanswered", _said(error), which)


async def _updates(api: RawApi, config: Config) -> list[Finding]:
    try:
        return list(_webhook(await api.call("getWebhookInfo"), config))
    except TelegramError as error:
        return [Finding("webhook", "unknown", "doctor.webhook.unanswered", _said(error))]


def _webhook(info: dict[str, Any], config: Config) -> Iterator[Finding]:
    polls, url = config.telegram.mode == "polling", str(info.get("url", ""))
    wanted = "" if polls else config.telegram.webhook_address
    if url != wanted:
        key = "doctor.webhook.unwanted" if polls else "doctor.webhook.elsewhere"
        yield Finding("webhook", "bad", key)
    elif not polls and _failed_of_late(info):
        told = {"said": redact(str(info.get("last_error_message")))}
        yield Finding("webhook", "bad", "doctor.webhook.failing", told)
    else:
        yield Finding("webhook", "ok", "doctor.webhook.none" if polls else "doctor.webhook.set")
    waiting = int(info.get("pending_update_count", 0))
    if waiting > _MANY:
        yield Finding("updates", "look", "doctor.updates.waiting", {"count": f"{waiting:,}"})


def _failed_of_late(info: dict[str, Any]) -> bool:
    """Telegram keeps its last error for ever: an old one is over."""
    failed_at = datetime.fromtimestamp(int(info.get("last_error_date") or 0), UTC)
    return system_clock() - failed_at < _RECENT


def _clock(offs: list[timedelta]) -> Finding:
    if not offs:
        return Finding("clock", "unknown", "doctor.clock.untold")
    told = {"seconds": f"{offs[0].total_seconds():.0f}"}
    if offs[0] > _WRONG:
        return Finding("clock", "bad", "doctor.clock.wrong", told)
    if offs[0] > _SLIGHT:
        return Finding("clock", "look", "doctor.clock.off", told)
    return Finding("clock", "ok", "doctor.clock.fine", told)
