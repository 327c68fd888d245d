"""Who is at the door: a source with its key, Telegram with its secret, or this machine itself."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from hmac import compare_digest
from ipaddress import ip_address
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Scope

from bot.http.problems import Problem
from bot.http.rates import Allowances, WrongKeys
from bot.settings.connections import Scope as KeyScope
from bot.settings.connections import SourceSection

Admission = Callable[[Scope], Mapping[str, Any]]
"""Raises a Problem, or gives what the route will find in `request.state`."""

REPLY_HEADERS = "reply_headers"  # of what an admission gives: for whatever is replied
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


def anyone(_: Scope) -> Mapping[str, Any]:
    """Let everybody in."""
    return {}


@dataclass(frozen=True)
class Register:
    """What is known of the sources: their settings, what is left to them, and who was heard of."""

    sources: Callable[[], Iterable[SourceSection]]
    now: Callable[[], datetime]
    zone: Callable[[], tzinfo]
    heard: Callable[[str, datetime], None]
    rates: Allowances
    wrong_keys: WrongKeys


def source_with_key(register: Register, may: KeyScope) -> Admission:
    """Let those in whose bearer key is known, and tell the route their name."""

    def admit(scope: Scope) -> Mapping[str, Any]:
        source = _source_of(register, scope)
        now = register.now()
        today = now.astimezone(register.zone()).date()
        if source.is_over(today):
            raise _unauthorized(str(source.ending(today)), error="invalid_token")
        if may not in source.scopes:
            raise Problem(
                403, f"the key of {source.name} is not for {may}: see `scopes` in its [[sources]]"
            )
        headers = register.rates.take(source.name, source.rate)
        register.heard(source.name, now)
        return {"source": source.name, REPLY_HEADERS: headers}

    return admit


def machine_or_key(register: Register, may: KeyScope) -> Admission:
    """Let programs on this machine in, and others that have a key for it; else a Problem."""
    with_key = source_with_key(register, may)

    def admit(scope: Scope) -> Mapping[str, Any]:
        if "authorization" in Headers(scope=scope):
            return with_key(scope)
        return this_machine(scope)

    return admit


def _source_of(register: Register, scope: Scope) -> SourceSection:
    digest = hashlib.sha256(_bearer_key(Headers(scope=scope))).hexdigest()
    found: SourceSection | None = None
    for source in register.sources():  # all of them, so that the time taken tells nothing
        for known in source.key_sha256:
            if compare_digest(digest, known):
                found = source
    if found is None:
        peer = scope.get("client")
        register.wrong_keys.note(peer[0] if peer else None)
        raise _unauthorized("this key is not known here", error="invalid_token")
    return found


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
