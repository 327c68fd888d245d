"""The little of the Bot API that `afterword init` needs: who the bot is, and where it was added."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import click

from bot.words.seen import seen

ANONYMOUS_ADMIN = 1087968824
POLL_S = 25
WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]
_PRESENT = {"member", "administrator", "restricted"}
_REMEDIES = {
    401: "Telegram does not know this token: copy it again from @BotFather",
    404: "Telegram does not know this token: copy it again from @BotFather",
    409: "updates go elsewhere: stop the other program that uses this token, or delete its webhook",
}


class UnreachedError(click.ClickException):
    """Telegram, or whatever stands for it, did not answer as it should."""


@dataclass(frozen=True)
class Meeting:
    """A group in which somebody met the bot; nobody when they are hidden."""

    update_id: int
    chat_id: int
    title: str
    person_id: int | None
    person: str


class BotApi:
    """Methods of one bot, called one at a time; no error shows the token."""

    def __init__(self, http: aiohttp.ClientSession, *, api_url: str, token: str) -> None:
        """Call methods at {api_url}/bot{token}/{method}."""
        self._http = http
        self._base = f"{api_url}/bot{token}"

    async def call(self, method: str, **parameters: object) -> Any:  # noqa: ANN401 - as Telegram says
        """Call a method and return its result, or raise what the operator has to do."""
        try:
            async with self._http.post(f"{self._base}/{method}", json=parameters) as response:
                reply = await response.json(content_type=None)
                status = response.status
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise UnreachedError(_unreachable(error)) from None
        if isinstance(reply, dict) and reply.get("ok") is True:
            return reply.get("result")
        described = reply.get("description", "") if isinstance(reply, dict) else ""
        raise click.ClickException(_REMEDIES.get(status) or f"{method}: {status} {described}")


@asynccontextmanager
async def bot_api(
    *, api_url: str, token: str, patience_s: float = POLL_S + 15
) -> AsyncIterator[BotApi]:
    """Open a connection for one bot."""
    timeout = aiohttp.ClientTimeout(total=patience_s)
    async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as http:
        yield BotApi(http, api_url=api_url, token=token)


def meetings(updates: list[dict[str, Any]]) -> list[Meeting]:
    """Find the groups in which the bot was added, or in which somebody typed."""
    return [found for update in updates if (found := _meeting(update)) is not None]


def consumed(updates: list[dict[str, Any]], *, chat_id: int) -> int | None:
    """Find the offset that confirms the first updates, as long as they are about this group."""
    offset = None
    for update in updates:
        found = _meeting(update)
        if found is None or found.chat_id != chat_id:
            break
        offset = found.update_id + 1
    return offset


def _meeting(update: dict[str, Any]) -> Meeting | None:
    event = update.get("my_chat_member") or update.get("message") or {}
    chat, person = event.get("chat", {}), event.get("from", {})
    if chat.get("type") not in {"group", "supergroup"}:
        return None
    status = event.get("new_chat_member", {}).get("status")
    if "my_chat_member" in update and status not in _PRESENT:
        return None
    hidden = bool(person.get("is_bot")) or person.get("id") in {None, ANONYMOUS_ADMIN}
    return Meeting(
        update_id=int(update["update_id"]),
        chat_id=int(event.get("migrate_to_chat_id", chat["id"])),
        title=seen(str(chat.get("title", ""))),
        person_id=None if hidden else int(person["id"]),
        person=seen(str(person.get("first_name", ""))),
    )


def _unreachable(error: Exception) -> str:
    said = f"the Bot API server did not answer as it should ({type(error).__name__})"
    return f"{said}; see api_url (--api-url)"
