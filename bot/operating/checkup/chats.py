"""What a group lets the bot do, as Telegram has it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from bot.operating.checkup.findings import Finding
from bot.settings.config import Config

_AWAY = {"left", "kicked"}
_ABOVE = {"administrator", "creator"}  # what a group permits its members does not bind these

Ask = Callable[[str, Mapping[str, object]], Awaitable[Any]]  # a method, and what it is called with


def chats_of(config: Config) -> list[int]:
    """List the chats that the settings name, each once."""
    return list(dict.fromkeys(_named(config)))


def _named(config: Config) -> Iterator[int]:
    yield from config.staff.chats
    if config.staff.alerts is not None:
        yield config.staff.alerts
    yield from (each.chat for each in config.warnings if each.chat)


async def look_at_chat(ask: Ask, chat: int, *, bot_id: int) -> Finding:
    """Ask about the bot and about the chat; whatever `ask` raises comes through."""
    which, where = str(chat), {"chat_id": chat}
    member = await ask("getChatMember", {**where, "user_id": bot_id})
    status = str(member.get("status"))
    muted = status == "restricted"
    if status in _AWAY:
        return Finding("chat", "bad", "doctor.chat.away", which=which)
    if muted and not member.get("can_send_messages"):
        return Finding("chat", "bad", "doctor.chat.restricted", which=which)
    permits = {} if status in _ABOVE else await _permissions(ask, where)
    if not permits.get("can_send_messages", True):
        return Finding("chat", "bad", "doctor.chat.silenced", which=which)
    barred = muted and not member.get("can_send_photos", True)
    if barred or not permits.get("can_send_photos", True):
        return Finding("chat", "look", "doctor.chat.no_pictures", which=which)
    return Finding("chat", "ok", "doctor.chat.fine", {"status": status}, which)


async def _permissions(ask: Ask, where: Mapping[str, object]) -> dict[str, Any]:
    return dict((await ask("getChat", where)).get("permissions") or {})
