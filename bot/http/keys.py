"""Who is at the door: a source with its key, Telegram with its secret, or this machine itself."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from hmac import compare_digest
from ipaddress import ip_address
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Scope

from bot.http.problems import Problem
from bot.settings.connections import SourceSection

Admission = Callable[[Scope], Mapping[str, Any]]
"""Raises a Problem, or gives what the route will find in `request.state`."""

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


def anyone(_: Scope) -> Mapping[str, Any]:
    """Let everybody in."""
    return {}


def source_with_key(sources: Callable[[], Iterable[SourceSection]]) -> Admission:
    """Let those in whose bearer key is known, and tell the route their name."""

    def admit(scope: Scope) -> Mapping[str, Any]:
        key = _bearer_key(Headers(scope=scope))
        digest = hashlib.sha256(key).hexdigest()
        found: str | None = None
        for source in sources():  # all of them, so that the time taken tells nothing
            if compare_digest(digest, source.key_sha256):
                found = source.name
        if found is None:
            raise _unauthorized("this key is not known here", error="invalid_token")
        return {"source": found}

    return admit


def telegram_with_secret(secret: str | None) -> Admission:
    """Let Telegram in; without a secret there is no such address."""

    def admit(scope: Scope) -> Mapping[str, Any]:
        if secret is None:
            raise Problem(404, "updates are not taken at this address")
        given = Headers(scope=scope).getlist(SECRET_HEADER)
        if len(given) != 1 or not compare_digest(given[0].encode(), secret.encode()):
            raise Problem(401, "this is for Telegram alone")
        return {}

    return admit


def this_machine(scope: Scope) -> Mapping[str, Any]:
    """Let only programs on this machine in, and no web page that was led here; else a Problem."""
    headers = Headers(scope=scope)
    peer = scope.get("client")
    near = peer is not None and _is_loopback(peer[0])
    if not near or any(name in headers for name in _FORWARDED):
        raise Problem(403, "this is for programs on the same machine")
    if not _is_loopback(_host_name(headers.get("host", ""))):
        raise Problem(403, "this is answered under the name localhost only")
    return {}


def _bearer_key(headers: Headers) -> bytes:
    given = headers.getlist("authorization")
    scheme, _, key = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    if scheme.lower() != "bearer" or not key.strip():
        raise _unauthorized("send the key of this source as: Authorization: Bearer KEY")
    return key.strip().encode("latin-1")


def _unauthorized(detail: str, *, error: str | None = None) -> Problem:
    challenge = f'Bearer error="{error}"' if error else "Bearer"
    return Problem(401, detail, headers={"WWW-Authenticate": challenge})


def _host_name(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _is_loopback(name: str) -> bool:
    if name.lower() == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
