"""`Idempotency-Key`: the same request is answered as the first time, and done once.

As Stripe does it: the key is looked at before anything else, belongs to its source, and is kept for
a day together with the reply, by the transaction of the effect. What is refused keeps nothing.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

from bot.asking.arriving import Also, nothing
from bot.http.problems import Problem
from bot.services import Services
from storage import idempotency
from storage.idempotency import Replied
from storage.transaction import Transaction

HEADER = "Idempotency-Key"
LONGEST = 255
REPLAYED = {"Idempotent-Replayed": "true"}

Reply = Mapping[str, Any]
Act = Callable[[Also], Awaitable[Reply]]


@dataclass
class Once:
    """Answers the requests of all routes; knows those with a key that are under way."""

    services: Services
    _under_way: set[tuple[str, str]] = field(default_factory=set)

    async def answer(self, request: Request, act: Act, *, status: int) -> JSONResponse:
        """Do what a request wants, or give the reply that it got before; a Problem says why not."""
        key = _key_of(request)
        if key is None:
            return JSONResponse(await act(nothing), status_code=status)
        source: str = request.state.source
        if (source, key) in self._under_way:
            raise Problem(
                409,
                f"a request with this {HEADER} is under way; send it again in a moment",
                headers={"Retry-After": "1"},
            )
        self._under_way.add((source, key))
        try:
            return await self._once(request, act, source=source, key=key, status=status)
        finally:
            self._under_way.discard((source, key))

    async def _once(
        self, request: Request, act: Act, *, source: str, key: str, status: int
    ) -> JSONResponse:
        now = self.services.clock()
        digest = _digest(request, await request.body())
        told = await self._find(source, key, now)
        if told is not None:
            return _again(told, digest)

        async def keep(tx: Transaction, reply: Reply) -> None:
            replied = Replied(digest, status, reply)
            await idempotency.keep(tx, replied, source=source, key=key, now=now)

        return JSONResponse(await act(keep), status_code=status)

    async def _find(self, source: str, key: str, now: datetime) -> Replied | None:
        async def unit(tx: Transaction) -> Replied | None:
            return await idempotency.find(tx, source=source, key=key, now=now)

        return await self.services.database.read(unit)


def _again(told: Replied, digest: str) -> JSONResponse:
    if told.request != digest:
        raise Problem(
            422,
            f"this {HEADER} came with another request before; a new request needs a new key",
        )
    return JSONResponse(dict(told.reply), status_code=told.status, headers=REPLAYED)


def _key_of(request: Request) -> str | None:
    given = request.headers.getlist(HEADER)
    if not given:
        return None
    key = given[0].strip()
    if len(given) > 1 or not 1 <= len(key) <= LONGEST or not key.isascii() or not key.isprintable():
        raise Problem(400, f"{HEADER} is one text of 1 to {LONGEST} printable ASCII characters")
    return key


def _digest(request: Request, body: bytes) -> str:
    head = f"{request.method} {request.url.path}\n".encode()
    return hashlib.sha256(head + body).hexdigest()
