"""The only way out: every message, edit and toast, and what became of it as a value."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from telegram import InlineKeyboardMarkup

from bot.wire.calling import Calling, Claim, Kind
from bot.wire.outcomes import Outcome
from bot.wire.pacing import Pacer
from bot.wire.parameters import (
    SENDS,
    Parameters,
    addressed,
    captioned,
    filed,
    pictured,
    replaced,
    written,
)
from bot.wire.transport import RawApi
from storage.comments import Medium

_LONGEST_TOAST = 200


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
        self._calling = Calling(api, pacer, sleep=sleep, patience_s=patience_s)

    @property
    def is_stopping(self) -> bool:
        """Tell whether nothing is begun any more."""
        return self._calling.is_stopping

    def hurry(self) -> None:
        """Let nobody wait any longer: what has not left says TryLater."""
        self._calling.hurry()

    def held_chats(self) -> list[int]:
        """Name the chats that Telegram told us to leave alone for a while."""
        return self._calling.held_chats()

    async def send_claimed(self, chat_id: int, claim: Claim, *, bulk: bool) -> Outcome | None:
        """Begin a message: claimed when its turn has come; None if there was no claim."""
        return await self._calling.send_claimed(chat_id, claim, bulk=bulk)

    async def send_text(
        self,
        chat_id: int,
        text: str,
        keyboard: InlineKeyboardMarkup | None = None,
        *,
        kind: Kind,
        reply_to: int | None = None,
        thread_id: int | None = None,
    ) -> Outcome:
        """Send a new message in Telegram's HTML."""
        to = addressed(chat_id, reply_to=reply_to, thread_id=thread_id)
        parameters = {**to, **written(text, keyboard)}
        return await self._calling.deliver("sendMessage", parameters, kind=kind, new=True)

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
        parameters = {**_message(chat_id, message_id), **written(text, keyboard)}
        return await self._calling.deliver("editMessageText", parameters, kind=kind, new=False)

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
        to = addressed(chat_id, reply_to=reply_to, thread_id=thread_id)
        parameters = {**to, **pictured(png, caption, keyboard)}
        return await self._calling.deliver("sendPhoto", parameters, kind=kind, new=True)

    async def send_known(
        self,
        chat_id: int,
        medium: Medium,
        file_id: str,
        *,
        kind: Kind,
        reply_to: int | None = None,
        thread_id: int | None = None,
    ) -> Outcome:
        """Send a file that Telegram has, by its id; what it was sent as is what it stays."""
        to = addressed(chat_id, reply_to=reply_to, thread_id=thread_id)
        parameters = {**to, medium: file_id}
        return await self._calling.deliver(SENDS[medium], parameters, kind=kind, new=True)

    async def send_file(
        self, chat_id: int, content: bytes, name: str, caption: str, *, kind: Kind
    ) -> Outcome:
        """Send a file of our own with its caption in Telegram's HTML."""
        parameters = {"chat_id": chat_id, **filed(content, name, caption)}
        return await self._calling.deliver("sendDocument", parameters, kind=kind, new=True)

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
        parameters = {**_message(chat_id, message_id), **replaced(png, caption, keyboard)}
        return await self._calling.deliver("editMessageMedia", parameters, kind=kind, new=False)

    async def edit_caption(
        self,
        chat_id: int,
        message_id: int,
        caption: str,
        keyboard: InlineKeyboardMarkup | None = None,
        *,
        kind: Kind = "reply",
    ) -> Outcome:
        """Put other words below the picture that a message has."""
        parameters = {**_message(chat_id, message_id), **captioned(caption, keyboard)}
        return await self._calling.deliver("editMessageCaption", parameters, kind=kind, new=False)

    async def take_buttons(self, chat_id: int, message_id: int) -> Outcome:
        """Leave a message as it is, without its buttons."""
        parameters = {**_message(chat_id, message_id), "reply_markup": None}
        return await self._calling.deliver(
            "editMessageReplyMarkup", parameters, kind="reply", new=False
        )

    async def unpin(self, chat_id: int, message_id: int) -> bool:
        """Take a pinned message down; False where we may not, or it was not pinned."""
        return await self._calling.try_once("unpinChatMessage", _message(chat_id, message_id))

    async def pin(self, chat_id: int, message_id: int) -> bool:
        """Pin a message without a sound; False where we may not."""
        parameters = {**_message(chat_id, message_id), "disable_notification": True}
        return await self._calling.try_once("pinChatMessage", parameters)

    async def tell_of_picture(self, chat_id: int, *, thread_id: int | None = None) -> None:
        """Show that a picture is on its way, for some seconds or until it is there."""
        parameters = {
            "chat_id": chat_id,
            "message_thread_id": thread_id,
            "action": "upload_photo",
        }
        await self._calling.try_once("sendChatAction", parameters)

    async def react(self, chat_id: int, message_id: int) -> None:
        """Leave a thumb below a message, where that may be."""
        thumb = {"type": "emoji", "emoji": "👍"}
        parameters = {**_message(chat_id, message_id), "reaction": [thumb]}
        await self._calling.try_once("setMessageReaction", parameters)

    async def answer_tap(
        self, callback_query_id: str, text: str | None = None, *, alert: bool = False
    ) -> None:
        """Answer a press once; a press too old to be answered is nobody's fault."""
        parameters = {
            "callback_query_id": callback_query_id,
            "text": text[:_LONGEST_TOAST] if text else None,
            "show_alert": alert or None,
        }
        await self._calling.try_once("answerCallbackQuery", parameters)


def _message(chat_id: int, message_id: int) -> Parameters:
    return {"chat_id": chat_id, "message_id": message_id}
