"""The control API below /play/: what people do, what goes wrong, and what can be seen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
from aiohttp import web

from playground.core import Telegram
from playground.errors import PlayError
from playground.faults import Fault
from playground.parameters import Json
from playground.wire import CLOCK, TELEGRAM, answer
from playground.world import GONE, Chat, User

SHOWN = 100
BACKLOG = 1000
HEARTBEAT_S = 15.0
STREAMS: web.AppKey[set[asyncio.Queue[Json | None]]] = web.AppKey("streams")
Act = Callable[[Telegram, Json, float], object]


def _user(telegram: Telegram, body: Json, _now: float) -> Json:
    if "id" in body:
        body["user_id"] = body.pop("id")
    return _person(telegram, telegram.create_user(**body))


def _group(telegram: Telegram, body: Json, now: float) -> Json:
    for name, ours in (("id", "chat_id"), ("type", "kind")):
        if name in body:
            body[ours] = body.pop(name)
    return _chat(telegram.create_group(**body, now=now))


def _member(telegram: Telegram, body: Json, now: float) -> Json:
    user_id = telegram.bot.id if body["user"] == "bot" else body["user"]
    telegram.set_member(body["chat"], user_id, body["status"], by=body.get("by"), now=now)
    return _chat(telegram.place(body["chat"]))


def _migrate(telegram: Telegram, body: Json, now: float) -> Json:
    return _chat(telegram.migrate(body["chat"], new_id=body.get("id"), now=now))


def _say(telegram: Telegram, body: Json, now: float) -> Json:
    user_id, text = body.pop("user"), body.pop("text", "")
    return telegram.say(user_id, text, chat_id=body.pop("chat", None), **body, now=now)


def _tap(telegram: Telegram, body: Json, now: float) -> Json:
    chat_id, message_id = body.get("chat") or body["user"], body["message"]
    data = body.get("data")
    if data is None:
        data = telegram.button(chat_id, message_id, row=body["row"], column=body["column"])
    query = telegram.tap(body["user"], message_id, str(data), chat_id=chat_id, now=now)
    return {"callback_query_id": query}


def _edit(telegram: Telegram, body: Json, now: float) -> Json:
    chat_id = body.get("chat") or body["user"]
    return telegram.edit(body["user"], body["message"], body["text"], chat_id=chat_id, now=now)


def _block(telegram: Telegram, body: Json, now: float) -> Json:
    telegram.block(body["user"], now=now)
    return _person(telegram, telegram.person(body["user"]))


def _unblock(telegram: Telegram, body: Json, now: float) -> Json:
    telegram.unblock(body["user"], now=now)
    return _person(telegram, telegram.person(body["user"]))


def _deactivate(telegram: Telegram, body: Json, _now: float) -> Json:
    telegram.deactivate(body["user"])
    return _person(telegram, telegram.person(body["user"]))


def _misbehave(telegram: Telegram, body: Json, _now: float) -> Json:
    kind = body.pop("fault", None)
    if kind == "none":
        telegram.faults.clear()
        return {}
    telegram.faults.add(Fault(kind, **body))
    return {"fault": kind}


def _limits(telegram: Telegram, body: Json, _now: float) -> Json:
    telegram.limits = replace(telegram.limits, **body)
    return {name: getattr(telegram.limits, name) for name in telegram.limits.__slots__}


def _clock(telegram: Telegram, body: Json, now: float) -> Json:
    if "to" in body:
        moment = body["to"]
        to = datetime.fromisoformat(moment).timestamp() if isinstance(moment, str) else moment
        telegram.advance(to - now - telegram.shift)
    telegram.advance(float(body.get("advance", 0)))
    return {"now": now + telegram.shift, "shift": telegram.shift}


ACTS: Mapping[str, Act] = {
    "users": _user,
    "groups": _group,
    "members": _member,
    "migrate": _migrate,
    "say": _say,
    "tap": _tap,
    "edit": _edit,
    "block": _block,
    "unblock": _unblock,
    "deactivate": _deactivate,
    "misbehave": _misbehave,
    "limits": _limits,
    "clock": _clock,
}


async def act(request: web.Request) -> web.Response:
    """Answer POST /play/<act>."""
    wanted = ACTS.get(request.match_info["act"])
    if wanted is None:
        return answer({"error": f"one of {', '.join(ACTS)}"}, status=404)
    if request.content_type != "application/json":
        return answer({"error": "send JSON"}, status=415)
    try:
        body = _object(await request.read())
        return answer(wanted(request.app[TELEGRAM], body, request.app[CLOCK]()))
    except KeyError as error:
        return answer({"error": f"{error.args[0]} is missing"}, status=400)
    except (PlayError, TypeError, ValueError) as error:
        return answer({"error": str(error)}, status=400)


def _object(content: bytes) -> Json:
    body = orjson.loads(content)
    if not isinstance(body, dict):
        raise PlayError("send a JSON object")
    return body


def _person(telegram: Telegram, user: User) -> Json:
    chat = telegram.chats[user.id]
    facts = {"blocked": chat.blocked, "started": chat.started, "deactivated": user.deactivated}
    return user.body | facts


def _chat(chat: Chat) -> Json:
    facts: Json = {"pinned": chat.pinned, "topics": sorted(chat.topics)}
    if chat.is_group:
        facts["members"] = [user for user, status in chat.members.items() if status not in GONE]
        facts["bot_status"] = chat.bot_status
        facts["migrated_to"] = chat.migrated_to
    return chat.body | facts


def state(telegram: Telegram, now: float, *, shown: int) -> Json:
    """Return everything that a page draws: the newest messages of each chat."""
    commands = [
        {"scope": orjson.loads(scope), "language_code": language, "commands": listed}
        for (scope, language), listed in telegram.commands.items()
    ]
    return {
        "bot": telegram.bot.body | {"commands": commands},
        "clock": {"now": now + telegram.shift, "shift": telegram.shift},
        "users": [_person(telegram, user) for user in telegram.users.values()],
        "chats": [_chat(chat) for chat in telegram.chats.values()],
        "messages": {
            str(chat.id): [message.view for message in list(chat.messages.values())[-shown:]]
            for chat in telegram.chats.values()
            if chat.messages
        },
    }


async def show_state(request: web.Request) -> web.Response:
    """Answer GET /play/state?shown=100."""
    shown = request.query.get("shown", "")
    count = max(1, int(shown)) if shown.isdigit() else SHOWN
    return answer(state(request.app[TELEGRAM], request.app[CLOCK](), shown=count))


async def show_calls(request: web.Request) -> web.Response:
    """Answer GET /play/calls?method=sendMessage."""
    method = request.query.get("method", "").lower()
    calls = request.app[TELEGRAM].calls
    return answer([one.body for one in calls if not method or one.method.lower() == method])


async def show_pending(request: web.Request) -> web.Response:
    """Answer GET /play/pending."""
    telegram = request.app[TELEGRAM]
    telegram.updates.expire(request.app[CLOCK]())
    return answer({"updates": len(telegram.updates)})


async def show_events(request: web.Request) -> web.StreamResponse:
    """Answer GET /play/events; a reader who falls behind is let go and reconnects."""
    response = web.StreamResponse()
    response.headers.update({"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    events: asyncio.Queue[Any] = asyncio.Queue(BACKLOG)
    streams = request.app[STREAMS]
    streams.add(events)
    try:
        await response.prepare(request)
        await response.write(b": here\n\n")
        await _stream(response, events)
    except ConnectionError:
        pass  # the reader has gone
    finally:
        streams.discard(events)
    return response


async def _stream(response: web.StreamResponse, events: asyncio.Queue[Json | None]) -> None:
    while not events.full():
        try:
            async with asyncio.timeout(HEARTBEAT_S):
                event = await events.get()
        except TimeoutError:
            await response.write(b": still here\n\n")
            continue
        if event is None:
            return
        await response.write(b"data: " + orjson.dumps(event) + b"\n\n")


def tell(streams: set[asyncio.Queue[Json | None]], event: Json | None) -> None:
    """Hand an event to everyone who listens; None ends the streams."""
    for events in streams:
        if event is None and events.full():
            events.get_nowait()
        if not events.full():
            events.put_nowait(event)
