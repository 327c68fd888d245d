"""Telegram without sockets: method, parameters and now in, reply out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from playground import account, chats, delivery, editing, reactions, sending
from playground.errors import RefusedError, flood
from playground.parameters import Json, Parameters
from playground.people import People
from playground.world import CallRecord, World

Method = Callable[[World, Parameters, float], object]
METHODS: Mapping[str, Method] = {
    "getMe": account.get_me,
    "logOut": account.log_out,
    "close": account.log_out,
    "getUpdates": delivery.get_updates,
    "setWebhook": delivery.set_webhook,
    "deleteWebhook": delivery.delete_webhook,
    "getWebhookInfo": delivery.get_webhook_info,
    "sendMessage": sending.send_message,
    "sendPhoto": partial(sending.send_file, kind="photo"),
    "sendDocument": partial(sending.send_file, kind="document"),
    "sendVoice": partial(sending.send_file, kind="voice"),
    "sendVideo": partial(sending.send_file, kind="video"),
    "sendAudio": partial(sending.send_file, kind="audio"),
    "sendVideoNote": partial(sending.send_file, kind="video_note"),
    "sendSticker": partial(sending.send_file, kind="sticker"),
    "setMessageReaction": reactions.set_message_reaction,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageMedia": editing.edit_message_media,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "pinChatMessage": editing.pin_chat_message,
    "unpinChatMessage": editing.unpin_chat_message,
    "unpinAllChatMessages": editing.unpin_all_chat_messages,
    "answerCallbackQuery": account.answer_callback_query,
    "setMyCommands": account.set_my_commands,
    "getMyCommands": account.get_my_commands,
    "deleteMyCommands": account.delete_my_commands,
    "setMyDescription": partial(account.describe, name="description"),
    "getMyDescription": partial(account.described, name="description"),
    "setMyShortDescription": partial(account.describe, name="short_description"),
    "getMyShortDescription": partial(account.described, name="short_description"),
    "getFile": account.get_file,
    "getChat": chats.get_chat,
    "getChatMember": chats.get_chat_member,
    "getChatMemberCount": chats.get_chat_member_count,
    "getChatAdministrators": chats.get_chat_administrators,
    "leaveChat": chats.leave_chat,
}
NAMES = {name.lower(): name for name in METHODS}
BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the Bot API answers; `html` stands in for the body when a gateway answers instead."""

    status: int
    body: Json
    html: str | None = None


def refusal(refused: RefusedError) -> Reply:
    """Return the reply that carries a refusal."""
    body: Json = {"ok": False, "error_code": refused.status, "description": refused.description}
    if refused.parameters:
        body["parameters"] = dict(refused.parameters)
    return Reply(refused.status, body)


def canonical(method: str) -> str:
    """Return a method's name as documented; names are read without regard to case."""
    return NAMES.get(method.lower(), method)


class Telegram(People):
    """One bot's Telegram: calls of the bot, and the acts of people (see the bases)."""

    def call(
        self, method: str, parameters: Mapping[str, Any] | None = None, *, now: float
    ) -> Reply:
        """Carry out one Bot API call at `now`, seconds since 1970."""
        name, p = canonical(method), Parameters(parameters)
        reply = self._fault(name)
        if reply is None:
            try:
                reply = Reply(200, {"ok": True, "result": _method(name)(self, p, now)})
            except RefusedError as refused:
                reply = refusal(refused)
        self._log(name, p, reply, now=now)
        return reply

    def advance(self, seconds: float) -> None:
        """Move the dates that people see; rates and lifetimes stay on the real clock."""
        self.shift += seconds
        self.emit("clock", shift=self.shift)

    def _fault(self, name: str) -> Reply | None:
        fault = self.faults.take(name, "error", "flood")
        if fault is None:
            return None
        if fault.kind == "flood":
            return refusal(flood(fault.retry_after))
        usual = "Internal Server Error" if fault.status == 500 else "Bad Gateway"
        reply = refusal(RefusedError(fault.status, fault.words or usual))
        return Reply(reply.status, reply.body, BAD_GATEWAY if fault.html else None)

    def _log(self, name: str, p: Parameters, reply: Reply, *, now: float) -> None:
        ok = reply.status == 200
        error = "" if ok else str(reply.body["description"])
        self.calls.append(CallRecord(name, p.loggable(), now + self.shift, ok, error))
        if name != "getUpdates":
            facts = {"method": name, "ok": ok} | ({} if ok else {"error": error})
            self.emit("call", **facts)


def _method(name: str) -> Method:
    if name not in METHODS:
        raise RefusedError(404, "Not Found: method not found")
    return METHODS[name]
