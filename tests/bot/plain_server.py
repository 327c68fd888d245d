"""A Bot API server that does the least the documentation allows, unlike the playground.

It answers polls at once, leaves out every optional field, gives `true` for edits, reads JSON,
forms and query strings alike, knows few methods, and says 404 to the rest.
"""

import json
from typing import Any

from aiohttp import web

TOKEN_PATH = "/bot{token}/{method}"


class PlainServer:
    """Keeps what was sent, and hands out what people did."""

    def __init__(self) -> None:
        self.sent: dict[int, dict[str, Any]] = {}
        self.toasts: dict[str, str | None] = {}
        self.updates: list[dict[str, Any]] = []
        self.polls = 0
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen on loopback."""
        app = web.Application()
        app.router.add_route("*", TOKEN_PATH, self._serve)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        """End."""
        if self._runner is not None:
            await self._runner.cleanup()

    def happens(self, **update: Any) -> None:
        """Queue an update; its id is the next one."""
        number = self.updates[-1]["update_id"] + 1 if self.updates else 7
        self.updates.append({"update_id": number, **update})

    def says(self, user: int, text: str, *, chat: dict[str, Any] | None = None) -> None:
        """Let somebody write."""
        person = {"id": user, "is_bot": False, "first_name": "Bob"}
        where = chat or {"id": user, "type": "private"}
        message = {"message_id": 5000 + len(self.updates), "date": 1, "chat": where}
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        self.happens(message={**message, "from": person, "text": text})

    def taps(self, user: int, data: str) -> str:
        """Let somebody press a button below a message that the server does not show again."""
        query = f"q{len(self.updates)}"
        person = {"id": user, "is_bot": False, "first_name": "Bob"}
        self.happens(
            callback_query={"id": query, "from": person, "chat_instance": "1", "data": data}
        )
        return query

    async def _serve(self, request: web.Request) -> web.Response:
        parameters = await _parameters(request)
        act = getattr(self, "_" + request.match_info["method"], None)
        if act is None:
            document = {"ok": False, "error_code": 404, "description": "Not Found"}
            return web.json_response(document, status=404)
        return web.json_response({"ok": True, "result": act(parameters)})

    def _getMe(self, _: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - the method's name
        return {"id": 77, "is_bot": True, "first_name": "Acme", "username": "acme_bot"}

    def _getUpdates(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: N802
        self.polls += 1
        first = int(parameters.get("offset") or 0)
        return [each for each in self.updates if each["update_id"] >= first][:100]

    def _sendMessage(self, parameters: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        number = 100 + len(self.sent)
        self.sent[number] = parameters
        chat = {"id": int(parameters["chat_id"]), "type": "private"}
        return {"message_id": number, "date": 1, "chat": chat}

    def _editMessageText(self, parameters: dict[str, Any]) -> bool:  # noqa: N802
        self.sent[int(parameters["message_id"])] = parameters
        return True

    def _answerCallbackQuery(self, parameters: dict[str, Any]) -> bool:  # noqa: N802
        self.toasts[str(parameters["callback_query_id"])] = parameters.get("text")
        return True


async def _parameters(request: web.Request) -> dict[str, Any]:
    found: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        found |= await request.json()
    else:
        found |= dict(await request.post())
    return {name: _unpacked(value) for name, value in found.items()}


def _unpacked(value: Any) -> Any:
    if not isinstance(value, str) or value[:1] not in "[{":
        return value
    return json.loads(value)
