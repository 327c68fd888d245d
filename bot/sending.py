"""The only way out: every message, edit and toast, and what became of it as a value."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

from telegram import InlineKeyboardMarkup, InputFile, InputMediaPhoto
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.logs import redact
from bot.outcomes import Edited, Gone, Moved, Outcome, Refused, Sent, TryLater, Unknown
from bot.pacing import Pacer
from bot.transport import NotSentError, RawApi, seconds_to_wait

_log = logging.getLogger(__name__)

Kind = Literal["reply", "begun", "bulk"]
"""Who it is for: somebody who just wrote or pressed, somebody we turn to, or one of many."""

Wanted = Callable[[], Awaitable[bool]]

_GONE = ("chat not found", "user not found", "chat was deactivated", "peer_id_invalid")
_LONGEST_TOAST = 200
_FILE = "afterword.png"
_TOKEN_WAIT_S = 60.0
_UNTOLD_WAIT_S = 5.0
_RETRY_S = 0.5
_STOPPING = "the bot was stopping"
_UNWANTED = "nobody wants it any more"


class Outbox:
    """Sends at the pacer's pace, waits when told to, and turns refusals into values.

    A call waits for refusals' times up to `patience_s` in all, then says TryLater.
    """

    def __init__(
        self,
        api: RawApi,
        pacer: Pacer,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        patience_s: Mapping[Kind, float] | None = None,
    ) -> None:
        self._api = api
        self._pacer = pacer
        self._sleep = sleep
        self._patience_s = patience_s or {"reply": 60.0, "begun": 10.0, "bulk": 10.0}
        self._waits: set[asyncio.Timeout] = set()
        self._hurried = False

    def hurry(self) -> None:
        """Let nobody wait any longer: what has not left says TryLater."""
        self._hurried = True
        for wait in self._waits:
            wait.reschedule(asyncio.get_running_loop().time())

    async def send_text(
        self,
        chat_id: int,
        text: str,
        keyboard: InlineKeyboardMarkup | None = None,
        *,
        kind: Kind,
        reply_to: int | None = None,
        thread_id: int | None = None,
        wanted: Wanted | None = None,
    ) -> Outcome:
        """Send a new message in Telegram's HTML, if it is still `wanted` when its turn comes."""
        to = _addressed(chat_id, keyboard, reply_to=reply_to, thread_id=thread_id)
        parameters = _text(chat_id, text, keyboard) | to
        return await self._deliver("sendMessage", parameters, kind=kind, new=True, wanted=wanted)

    async def edit_text(
        self,
        chat_id: int,
        message_id: int,
        text: str,
        keyboard: InlineKeyboardMarkup | None = None,
        *,
        kind: Kind = "reply",
    ) -> Outcome:
        """Make a message read like this; without a keyboard it loses the one it has."""
        parameters = _text(chat_id, text, keyboard) | {"message_id": message_id}
        return await self._deliver("editMessageText", parameters, kind=kind, new=False)

    async def send_photo(
        self,
        chat_id: int,
        png: bytes,
        caption: str,
        keyboard: InlineKeyboardMarkup | None = None,
        *,
        kind: Kind,
        reply_to: int | None = None,
        thread_id: int | None = None,
    ) -> Outcome:
        """Send a picture with its caption in Telegram's HTML."""
        parameters = {
            **_addressed(chat_id, keyboard, reply_to=reply_to, thread_id=thread_id),
            "photo": InputFile(png, filename=_FILE),
            "caption": caption,
            "parse_mode": "HTML",
        }
        return await self._deliver("sendPhoto", parameters, kind=kind, new=True)

    async def edit_photo(
        self,
        chat_id: int,
        message_id: int,
        png: bytes,
        caption: str,
        keyboard: InlineKeyboardMarkup | None = None,
        *,
        kind: Kind = "reply",
    ) -> Outcome:
        """Put another picture and caption into a message that has a picture."""
        media = InputMediaPhoto(png, caption=caption, parse_mode="HTML", filename=_FILE)
        parameters = {
            "chat_id": chat_id,
            "message_id": message_id,
            "media": media,
            "reply_markup": keyboard,
        }
        return await self._deliver("editMessageMedia", parameters, kind=kind, new=False)

    async def pin(self, chat_id: int, message_id: int) -> bool:
        """Pin a message without a sound; False where we may not."""
        parameters = {
            "chat_id": chat_id,
            "message_id": message_id,
            "disable_notification": True,
        }
        return await self._try_once("pinChatMessage", parameters)

    async def answer_tap(
        self, callback_query_id: str, text: str | None = None, *, alert: bool = False
    ) -> None:
        """Answer a press once; a press too old to be answered is nobody's fault."""
        parameters = {
            "callback_query_id": callback_query_id,
            "text": text[:_LONGEST_TOAST] if text else None,
            "show_alert": alert or None,
        }
        await self._try_once("answerCallbackQuery", parameters)

    async def _try_once(self, method: str, parameters: Mapping[str, object]) -> bool:
        try:
            await self._api.call(method, parameters)
        except TelegramError as error:
            _log.info("not accepted method=%s error=%s", method, redact(str(error)))
            return False
        return True

    async def _deliver(
        self,
        method: str,
        parameters: dict[str, Any],
        *,
        kind: Kind,
        new: bool,
        wanted: Wanted | None = None,
    ) -> Outcome:
        chat_id, patience_s, pause_s = int(parameters["chat_id"]), self._patience_s[kind], _RETRY_S
        while True:
            held_s = self._pacer.held_s(chat_id)
            patience_s -= held_s
            if patience_s < 0:
                return TryLater(held_s, "Telegram asked us to wait")
            if reason := await self._held_back(chat_id, kind=kind, new=new, wanted=wanted):
                return TryLater(0.0, reason)
            delivery = await self._call(method, parameters)
            if not isinstance(delivery, TryLater):
                return delivery
            if self._pacer.held_s(chat_id) > 0:
                continue
            patience_s -= pause_s
            if patience_s < 0 or delivery.seconds > pause_s:
                return delivery
            if not await self._waited(self._sleep(pause_s)):
                return delivery
            pause_s *= 2

    async def _held_back(
        self, chat_id: int, *, kind: Kind, new: bool, wanted: Wanted | None
    ) -> str:
        """Wait for the turn of a call; says why it is not made after all, or nothing."""
        if not await self._waited(self._turn(chat_id, kind=kind, new=new)):
            return _STOPPING
        return "" if wanted is None or await wanted() else _UNWANTED

    async def _waited(self, work: Awaitable[object]) -> bool:
        """Wait for a turn or a pause; False if there was no time for it."""
        wait = asyncio.timeout(0 if self._hurried else None)
        self._waits.add(wait)
        try:
            async with wait:
                await work
        except TimeoutError:
            return False
        finally:
            self._waits.discard(wait)
        return True

    async def _turn(self, chat_id: int, *, kind: Kind, new: bool) -> None:
        if kind == "reply":
            await self._pacer.reply(chat_id, new=new)
        else:
            await self._pacer.begin(chat_id, bulk=kind == "bulk", new=new)

    async def _call(self, method: str, parameters: Mapping[str, Any]) -> Outcome:
        try:
            result = await self._api.call(method, parameters)
        except RetryAfter as error:
            seconds = seconds_to_wait(error)
            self._pacer.hold(int(parameters["chat_id"]), seconds)
            _log.warning("told to wait method=%s seconds=%s", method, seconds)
            return TryLater(seconds, "Telegram asked us to wait")
        except TelegramError as error:
            delivery = explained(error)
            level = logging.DEBUG if delivery == Edited(changed=False) else logging.INFO
            _log.log(level, "not accepted method=%s outcome=%s", method, delivery)
            return delivery
        return _accepted(method, result)


def explained(error: TelegramError) -> Outcome:
    """Tell what a refusal or a failure means."""
    said = redact(str(error))
    if isinstance(error, NotSentError):
        return TryLater(_RETRY_S, said)
    if isinstance(error, InvalidToken):
        return TryLater(_TOKEN_WAIT_S, "Telegram does not accept the bot's token")
    if isinstance(error, ChatMigrated):
        return Moved(error.new_chat_id)
    if isinstance(error, (Forbidden, BadRequest)):
        return _refused(said, forbidden=isinstance(error, Forbidden))
    if "too many requests" in said.lower():
        return TryLater(_UNTOLD_WAIT_S, said)
    return Unknown(said)


def _refused(said: str, *, forbidden: bool) -> Outcome:
    lower = said.lower()
    if "message is not modified" in lower:
        return Edited(changed=False)
    if forbidden or any(words in lower for words in _GONE):
        return Gone(said)
    return Refused(said)


def _accepted(method: str, result: object) -> Outcome:
    if method.startswith("edit"):
        return Edited()
    if isinstance(result, Mapping) and isinstance(result.get("message_id"), int):
        return Sent(result["message_id"])
    return Unknown("Telegram's reply names no message")


def _addressed(
    chat_id: int,
    keyboard: InlineKeyboardMarkup | None,
    *,
    reply_to: int | None,
    thread_id: int | None,
) -> dict[str, Any]:
    reply = {"message_id": reply_to, "allow_sending_without_reply": True}
    return {
        "chat_id": chat_id,
        "message_thread_id": thread_id,
        "reply_parameters": None if reply_to is None else reply,
        "reply_markup": keyboard,
    }


def _text(chat_id: int, text: str, keyboard: InlineKeyboardMarkup | None) -> dict[str, Any]:
    return {
        "chat_id": chat_id,
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": keyboard,
    }
