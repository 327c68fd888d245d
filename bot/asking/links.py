"""Signed deep links: who opens one was handed it by the business, or by whom it was made for."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

_PURPOSE = b"afterword invitation link v1\x00"
_TAG_BYTES = 16
TOKEN_CHARS = 16


def new_token() -> str:
    """Make the 96-bit name that buttons and links carry."""
    return secrets.token_urlsafe(12)


def payload_of(token: str, key: bytes) -> str:
    """Make the /start payload of an invitation: at most 64 characters of A-Z a-z 0-9 _ -."""
    return token + _tag(token, key)


def link_of(token: str, key: bytes, *, username: str | None) -> str:
    """Make the link that opens the bot of this name with an invitation."""
    return f"https://t.me/{username}?start={payload_of(token, key)}"


def token_in(payload: str, keys: Sequence[bytes]) -> str | None:
    """Read a payload back; None unless we signed it by one of the keys."""
    token, tag = payload[:TOKEN_CHARS], payload[TOKEN_CHARS:]
    expected = [_tag(token, key).encode() for key in keys]  # all, so that the time tells nothing
    found = [hmac.compare_digest(tag.encode(), each) for each in expected]
    return token if any(found) else None


def _tag(token: str, key: bytes) -> str:
    digest = hmac.new(key, _PURPOSE + token.encode(), hashlib.sha256).digest()[:_TAG_BYTES]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
