"""What Telegram's reply, refusal or silence means, as an outcome."""

from collections.abc import Mapping

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.logs import redact
from bot.wire.outcomes import Edited, Gone, Moved, Outcome, Refused, Sent, TryLater, Unknown
from bot.wire.transport import NotSentError

RETRY_S = 0.5
_TOKEN_WAIT_S = 60.0
_UNTOLD_WAIT_S = 5.0
_GONE = ("chat not found", "user not found", "chat was deactivated", "peer_id_invalid")


def accepted(method: str, result: object) -> Outcome:
    """Tell what the result of a call means."""
    if method.startswith("edit"):
        return Edited()
    if isinstance(result, Mapping) and isinstance(result.get("message_id"), int):
        return Sent(result["message_id"])
    return Unknown("Telegram's reply names no message")


def explained(error: TelegramError) -> Outcome:
    """Tell what a refusal or a failure means."""
    said = redact(str(error))
    if isinstance(error, NotSentError):
        return TryLater(RETRY_S, said)
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
