"""How a simulated week reaches the playground and the bot: HTTP, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import aiohttp


class WeekError(RuntimeError):
    """The week cannot go on: the bot or the playground refused, or work never came to an end."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything listens, and the key that the help desk posts with."""

    play: str
    bot: str
    key: str


class Reach:
    """The HTTP requests of a week."""

    def __init__(self, http: aiohttp.ClientSession, places: Places) -> None:
        self._http = http
        self._places = places

    async def play(self, path: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
        """Call the playground's control API."""
        return await self._call(self._places.play + path, body)

    async def bot(self, path: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
        """Call the bot's HTTP API."""
        return await self._call(self._places.bot + path, body, key=self._places.key)

    async def _call(self, url: str, body: dict[str, Any] | None, *, key: str = "") -> Any:  # noqa: ANN401
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        method = "GET" if body is None else "POST"
        async with self._http.request(method, url, json=body, headers=headers) as response:
            if response.status >= 400 and not url.endswith("/health"):
                raise WeekError(f"{url} answered {response.status}: {await response.text()}")
            return await response.json()
