"""The only way out: every message, edit and toast, and what became of it as a value."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal, TypeVar

from telegram import InlineKeyboardMarkup
from telegram.error import RetryAfter, TelegramError

from bot.logs import redact
from bot.wire.outcomes import Concern, Edited, Outcome, Refused, TryLater
from bot.wire.pacing import Pacer
from bot.wire.parameters import SENDS, Parameters, addressed, captioned, pictured, replaced, written
from bot.wire.refusals import RETRY_S, accepted, explained
from bot.wire.transport import RawApi, seconds_to_wait
from storage.comments import Medium

_log = logging.getLogger(__name__)

T = TypeVar("T")
Kind = Literal["reply", "begun"]
"""Who it is for: somebody who just wrote or pressed, or somebody we turn to."""

Ready = tuple[str, Parameters]  # a method and what it is called with
Claim = Callable[[], Awaitable[Ready | None]]

_LONGEST_TOAST = 200
_DISPENSABLE: Mapping[Concern, tuple[str, ...]] = {  # left out one by one until it is accepted
    "thread": ("message_thread_id", "reply_parameters"),  # a reply goes into the topic it is in
    "reply": ("reply_parameters",),
}
_ASKED = "Telegram asked us to wait"
_STOPPING = "the bot was stopping"


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
        self._patience_s = patience_s or {"reply": 60.0, "begun": 10.0}
        self._waits: set[asyncio.Timeout] = set()
        self._hurried = False

    @property
    def is_stopping(self) -> bool:
        """Tell whether nothing is begun any more."""
        return self._hurried

    def hurry(self) -> None:
        """Let nobody wait any longer: what has not left says TryLater."""
        self._hurried = True
        for wait in self._waits:
            wait.reschedule(asyncio.get_running_loop().time())

    def held_chats(self) -> list[int]:
        """Name the chats that Telegram told us to leave alone for a while."""
        return self._pacer.held_chats()

    async def send_claimed(self, chat_id: int, claim: Claim, *, bulk: bool) -> Outcome | None:
        """Begin a message: claimed when its turn has come, and the call follows at once.

        Nothing waits with a claim in hand: what was refused for haste is TryLater, without a
        second try. None if there was no claim; its place is given back.
        """
        turn = await self._waited(self._pacer.begin(chat_id, bulk=bulk))
        if turn is None:
            return None
        ready = None
        try:
            ready = await claim()
            return None if ready is None else await self._call(*ready)
        finally:
            if ready is None:
                self._pacer.give_back(turn)
            else:
                self._pacer.settle(chat_id)

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
        return await self._deliver("sendMessage", parameters, kind=kind, new=True)

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
        to = addressed(chat_id, reply_to=reply_to, thread_id=thread_id)
        parameters = {**to, **pictured(png, caption, keyboard)}
        return await self._deliver("sendPhoto", parameters, kind=kind, new=True)

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
        return await self._deliver(SENDS[medium], parameters, kind=kind, new=True)

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
        return await self._deliver("editMessageMedia", parameters, kind=kind, new=False)

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
        return await self._deliver("editMessageCaption", parameters, kind=kind, new=False)

    async def take_buttons(self, chat_id: int, message_id: int) -> Outcome:
        """Leave a message as it is, without its buttons."""
        parameters = {**_message(chat_id, message_id), "reply_markup": None}
        return await self._deliver("editMessageReplyMarkup", parameters, kind="reply", new=False)

    async def unpin(self, chat_id: int, message_id: int) -> bool:
        """Take a pinned message down; False where we may not, or it was not pinned."""
        return await self._try_once("unpinChatMessage", _message(chat_id, message_id))

    async def pin(self, chat_id: int, message_id: int) -> bool:
        """Pin a message without a sound; False where we may not."""
        parameters = {**_message(chat_id, message_id), "disable_notification": True}
        return await self._try_once("pinChatMessage", parameters)

    async def tell_of_picture(self, chat_id: int, *, thread_id: int | None = None) -> None:
        """Show that a picture is on its way, for some seconds or until it is there."""
        parameters = {
            "chat_id": chat_id,
            "message_thread_id": thread_id,
            "action": "upload_photo",
        }
        await self._try_once("sendChatAction", parameters)

    async def react(self, chat_id: int, message_id: int) -> None:
        """Leave a thumb below a message, where that may be."""
        thumb = {"type": "emoji", "emoji": "👍"}
        parameters = {**_message(chat_id, message_id), "reaction": [thumb]}
        await self._try_once("setMessageReaction", parameters)

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
        parameters: Parameters,
        *,
        kind: Kind,
        new: bool,
    ) -> Outcome:
        chat_id, patience_s, pause_s = int(parameters["chat_id"]), self._patience_s[kind], RETRY_S
        while True:
            held_s = self._pacer.held_s(chat_id)
            patience_s -= held_s
            if patience_s < 0:
                return TryLater(held_s, _ASKED)
            delivery, final = await self._in_turn(method, parameters, kind, new=new)
            if final or not isinstance(delivery, TryLater):
                return delivery
            if self._pacer.held_s(chat_id) > 0:
                continue
            patience_s -= pause_s
            if patience_s < 0 or delivery.seconds > pause_s:
                return delivery
            if await self._waited(self._slept(pause_s)) is None:
                return delivery
            pause_s *= 2

    async def _in_turn(
        self, method: str, parameters: Parameters, kind: Kind, *, new: bool
    ) -> tuple[Outcome, bool]:
        """Make a call when its turn comes; tells what came of it, and whether that is final."""
        chat_id = int(parameters["chat_id"])
        taken = await self._waited(self._turn(chat_id, kind=kind, new=new))
        if taken is None:
            return TryLater(0.0, _STOPPING), True
        if not taken:
            return TryLater(self._pacer.held_s(chat_id), _ASKED), False
        try:
            return await self._call(method, parameters), False
        finally:
            self._pacer.settle(chat_id)

    async def _waited(self, work: Awaitable[T]) -> T | None:
        """Wait for a turn or a pause; None if there was no time for it."""
        wait = asyncio.timeout(0 if self._hurried else None)
        self._waits.add(wait)
        try:
            async with wait:
                return await work
        except TimeoutError:
            return None
        finally:
            self._waits.discard(wait)

    async def _slept(self, seconds: float) -> bool:
        await self._sleep(seconds)
        return True

    async def _turn(self, chat_id: int, *, kind: Kind, new: bool) -> bool:
        if kind == "reply":
            return await self._pacer.reply(chat_id, new=new)
        return await self._pacer.begin(chat_id, new=new) is not None

    async def _call(self, method: str, parameters: Parameters) -> Outcome:
        """Make a call; where its topic or what it replies to is gone, once more without that."""
        outcome = await self._called(method, parameters)
        while isinstance(outcome, Refused):
            named = _DISPENSABLE.get(outcome.concerns, ())
            given = [name for name in named if parameters.get(name) is not None]
            if not given:
                break
            parameters = {**parameters, given[0]: None}
            outcome = await self._called(method, parameters)
        return outcome

    async def _called(self, method: str, parameters: Parameters) -> Outcome:
        try:
            result = await self._api.call(method, parameters)
        except RetryAfter as error:
            seconds = seconds_to_wait(error)
            self._pacer.hold(int(parameters["chat_id"]), seconds)
            _log.warning("told to wait method=%s seconds=%s", method, seconds)
            return TryLater(seconds, _ASKED)
        except TelegramError as error:
            delivery = explained(error, int(parameters["chat_id"]))
            level = logging.DEBUG if delivery == Edited(changed=False) else logging.INFO
            _log.log(level, "not accepted method=%s outcome=%s", method, delivery)
            return delivery
        return accepted(method, result)


def _message(chat_id: int, message_id: int) -> Parameters:
    return {"chat_id": chat_id, "message_id": message_id}
