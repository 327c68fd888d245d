"""What the stand-in refuses, in Telegram's own words."""

from __future__ import annotations

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
    "webhook first"
)


class RefusedError(Exception):
    """A call that the Bot API answers with ok = false."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


class PlayError(ValueError):
    """An act that a person cannot do, or a control request that makes no sense."""


def bad_request(description: str) -> RefusedError:
    """Return a refusal with status 400."""
    return RefusedError(400, f"Bad Request: {description}")


def forbidden(description: str) -> RefusedError:
    """Return a refusal with status 403."""
    return RefusedError(403, f"Forbidden: {description}")


def conflict(description: str) -> RefusedError:
    """Return a refusal with status 409."""
    return RefusedError(409, f"Conflict: {description}")


def flood(retry_after: int) -> RefusedError:
    """Return a refusal with status 429 that says how long to wait."""
    return RefusedError(
        429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after
    )
