"""THE TABLE of Telegram's refusals: what each is about, and so what helps; the one place for it.

`explained` turns a failure into an outcome, whose kind and concern say what helps. A thread or a
reply is left out by bot/wire/outbox.py, a picture by whoever has words instead, and so on.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.logs import redact
from bot.wire.outcomes import (
    Concern,
    Edited,
    Gone,
    Moved,
    Outcome,
    Refused,
    Sent,
    TryLater,
    Unknown,
)
from bot.wire.transport import NotSentError, seconds_to_wait

RETRY_S = 0.5
_BOT_WAIT_S = 60.0
_UNTOLD_WAIT_S = 5.0
_LONGEST = 300  # letters of what was said that are kept
_PAGE = "parsing the server response"  # the library's words for a reply that is not JSON
_CODE = re.compile(r"\((\d{3})\)")

Remedy = Literal["none", "without it", "somewhere else", "when it is back", "wait", "give up"]


@dataclass(frozen=True)
class KnownRefusal:
    """A refusal, by words that it holds: what it is about, and what helps."""

    words: tuple[str, ...]
    concerns: Concern
    remedy: Remedy


RULES = (  # the first that fits counts
    KnownRefusal(("message is not modified",), "message", "none"),
    KnownRefusal(
        (
            *("message to edit not found", "message can't be edited", "message_id_invalid"),
            *("message to delete not found", "message can't be deleted", "message not found"),
            *("message_author_required", "message_edit_time_expired", "message to pin not found"),
        ),
        "message",
        "somewhere else",
    ),
    KnownRefusal(
        (
            *("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid"),
            *("thread_id_invalid", "topic closed", "topic deleted", "chat is not a forum"),
        ),
        "thread",
        "without it",
    ),
    KnownRefusal(
        (
            *("message to be replied not found", "replied message not found"),
            *("reply message not found", "reply_message_id_invalid", "reply_to_invalid"),
        ),
        "reply",
        "without it",
    ),
    KnownRefusal(
        (
            *("bot was kicked", "bot is not a member", "bot was blocked", "user is deactivated"),
            *("chat not found", "user not found", "chat was deactivated", "peer_id_invalid"),
            *("can't initiate conversation", "can't send messages to bots", "user_is_blocked"),
            *("can't send messages to the user", "input_user_deactivated", "user_id_invalid"),
            *("chat_id_invalid", "channel_private", "channel_invalid", "chat was deleted"),
            *("privacy_premium_required", "user_privacy_restricted", "user_is_bot"),
        ),
        "chat",
        "when it is back",
    ),
    KnownRefusal(
        (
            *("rights to send text messages", "chat_send_plain_forbidden", "chat_write_forbidden"),
            *("no rights to send", "chat_restricted", "user_banned_in_channel", "chat_forbidden"),
            *("chat_admin_required", "need administrator rights", "chat_guest_send_forbidden"),
            *("was upgraded to a supergroup",),
        ),
        "chat",
        "give up",
    ),
    KnownRefusal(
        (
            *("not enough rights to send", "chat_send_", "voice_messages_forbidden"),
            *("request entity too large", "too big for a"),
        ),
        "picture",
        "without it",
    ),
    KnownRefusal(
        (
            *("image_process_failed", "photo_invalid", "photo_save_file_invalid", "photo_ext_inv"),
            *("photo_content_", "media_empty", "media_invalid", "wrong file identifier"),
            *("wrong remote file", "wrong type of the web page", "failed to get http url"),
            *("file_reference_", "file_part", "file must be non-empty", "caption is too long"),
            *("caption_too_long", "file is too big", "file too large"),
        ),
        "file",
        "without it",
    ),
    KnownRefusal(("not enough rights",), "chat", "give up"),
)
BY_CODE: Mapping[int, KnownRefusal] = {  # where no words are known
    400: KnownRefusal((), "content", "give up"),
    401: KnownRefusal((), "bot", "wait"),
    403: KnownRefusal((), "chat", "give up"),
    404: KnownRefusal((), "bot", "wait"),
    407: KnownRefusal((), "bot", "wait"),
    409: KnownRefusal((), "bot", "wait"),
    413: KnownRefusal((), "picture", "without it"),
    429: KnownRefusal((), "bot", "wait"),
}
_REFUSES_UNREAD = frozenset({401, 403, 404, 407})  # of a proxy: nothing went on to Telegram


def accepted(method: str, result: object) -> Outcome:
    """Tell what the result of a call means."""
    if method.startswith("edit"):
        return Edited()
    if isinstance(result, Mapping) and isinstance(result.get("message_id"), int):
        return Sent(result["message_id"])
    return Unknown("Telegram's reply names no message")


def explained(error: TelegramError, chat_id: int = 0) -> Outcome:
    """Tell what a refusal or a failure means, of a call about a chat if one is named."""
    said = redact(str(error))[:_LONGEST]
    match error:
        case NotSentError():
            return TryLater(RETRY_S, said)
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case RetryAfter():
            return TryLater(seconds_to_wait(error), said)
    code = _code(error)
    return _of_proxy(code, said) if is_page(error) else _told(code, said, chat_id)


def concern_of(said: str | None) -> Concern:
    """Tell what a refusal was about of which the words were kept."""
    rule = _rule(said or "")
    return rule.concerns if rule is not None else "content"


def wait_of(error: TelegramError) -> float | None:
    """Tell for how many seconds Telegram asks us to wait; None if it does not."""
    outcome = explained(error)
    flood = isinstance(error, RetryAfter) or _code(error) == 429
    return outcome.seconds if flood and isinstance(outcome, TryLater) else None


def is_unknown_method(error: TelegramError) -> bool:
    """Tell whether the server knows no such method; only where the token is known to be right."""
    return isinstance(error, InvalidToken) and _code(error) == 404 and not is_page(error)


def is_token_refused(error: TelegramError) -> bool:
    """Tell whether Telegram, and no proxy in between, says that it does not know the token."""
    return isinstance(error, InvalidToken) and not is_page(error)


def is_page(error: TelegramError) -> bool:
    """Tell whether somebody answered who is not Telegram: with a page, or nothing at all."""
    return _PAGE in str(error).lower()


def _rule(said: str) -> KnownRefusal | None:
    lower = said.lower()
    return next((rule for rule in RULES if any(words in lower for words in rule.words)), None)


def _told(code: int | None, said: str, chat_id: int) -> Outcome:
    rule = _rule(said) or BY_CODE.get(code or 0)
    if rule is None:
        return Unknown(said)
    return _later(code, said) if rule.concerns == "bot" else _by(rule, said, chat_id)


def _by(rule: KnownRefusal, said: str, chat_id: int) -> Outcome:
    if rule.remedy == "none":
        return Edited(changed=False)
    if rule.concerns == "chat" and chat_id > 0:
        return Gone(said, "person")
    if rule.remedy == "when it is back":
        return Gone(said, rule.concerns)
    return Refused(said, rule.concerns)


def _later(code: int | None, said: str) -> TryLater:
    if code == 429:
        return TryLater(_UNTOLD_WAIT_S, said)
    if code in {401, 404}:
        return TryLater(_BOT_WAIT_S, "Telegram does not accept the bot's token")
    return TryLater(_BOT_WAIT_S, said)


def _of_proxy(code: int | None, said: str) -> Outcome:
    if code == 413:
        return Refused(said, "picture")
    return TryLater(_BOT_WAIT_S, said) if code in _REFUSES_UNREAD else Unknown(said)


def _code(error: TelegramError) -> int | None:
    """Give the code of a reply, which the library keeps as a class or among the words."""
    classes = {BadRequest: 400, Forbidden: 403, Conflict: 409}
    if type(error) in classes:
        return classes[type(error)]
    if isinstance(error, InvalidToken):
        return 401 if "unauthorized" in str(error).lower() else 404
    if "too many requests" in str(error).lower():
        return 429
    found = _CODE.search(str(error))
    return int(found[1]) if found else None
