"""Signed deep links: who opens one proves that the business handed it to them."""

import base64
import hashlib
import hmac
import secrets

_PURPOSE = b"afterword invitation link v1\x00"
_TAG_BYTES = 16
TOKEN_CHARS = 16


def new_token() -> str:
    """Make the 96-bit name that buttons and links carry."""
    return secrets.token_urlsafe(12)


def payload_of(token: str, key: bytes) -> str:
    """Make the /start payload of an invitation: at most 64 characters of A-Z a-z 0-9 _ -."""
    return token + _tag(token, key)


def token_in(payload: str, key: bytes) -> str | None:
    """Read a payload back; None unless we signed it."""
    token, tag = payload[:TOKEN_CHARS], payload[TOKEN_CHARS:]
    expected = _tag(token, key)
    return token if hmac.compare_digest(tag.encode(), expected.encode()) else None


def _tag(token: str, key: bytes) -> str:
    digest = hmac.new(key, _PURPOSE + token.encode(), hashlib.sha256).digest()[:_TAG_BYTES]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
