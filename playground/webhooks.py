"""Sends updates to a webhook: one at a time per chat or person, again and again until it is taken.

Different chats go side by side, up to max_connections. A refused update is tried again at once,
then after 2, 4, 8 ... seconds, until it is too old.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from contextlib import suppress

import aiohttp
import orjson

from playground.core import Telegram
from playground.parameters import Json
from playground.updates import Update
from playground.wire import Clock
from playground.world import Webhook

LONGEST_WAIT_S = 60.0
TIMEOUT_S = 30.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
NO_ANSWER = ("get", "setwebhook", "deletewebhook", "close", "logout")


class WebhookSender:
    """Runs while the server does; idle while no webhook is set."""

    def __init__(self, telegram: Telegram, clock: Clock, http: aiohttp.ClientSession) -> None:
        self._telegram = telegram
        self._clock = clock
        self._lanes: defaultdict[str, deque[Update]] = defaultdict(deque)
        self._running: dict[str, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(1)
        self._http = http

    def open(self) -> None:
        """Start watching the queue and the webhook setting."""
        self._telegram.updates.listeners.append(self._enqueue)
        self._telegram.listeners.append(self._watch)
        self._restart()

    async def close(self) -> None:
        """Stop; what was not taken stays in the queue."""
        self._telegram.updates.listeners.remove(self._enqueue)
        self._telegram.listeners.remove(self._watch)
        tasks = self._stop()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _watch(self, event: Json) -> None:
        if event["kind"] == "webhook":
            self._restart()

    def _stop(self) -> list[asyncio.Task[None]]:
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        self._running.clear()
        self._lanes.clear()
        return tasks

    def _restart(self) -> None:
        self._stop()
        hook = self._telegram.webhook
        if hook is None:
            return
        self._slots = asyncio.Semaphore(hook.max_connections)
        for update in self._telegram.updates.all():
            self._enqueue(update)

    def _enqueue(self, update: Update) -> None:
        hook = self._telegram.webhook
        if hook is None:
            return
        self._lanes[update.lane].append(update)
        if update.lane not in self._running:
            task = asyncio.get_running_loop().create_task(self._drain(hook, update.lane))
            self._running[update.lane] = task

    async def _drain(self, hook: Webhook, lane: str) -> None:
        waiting = self._lanes[lane]
        while waiting:
            backwards = len(waiting) > 1 and self._telegram.faults.take("webhook", "reorder")
            update = waiting.pop() if backwards else waiting.popleft()
            await self._deliver(hook, update)
        del self._running[lane], self._lanes[lane]

    async def _deliver(self, hook: Webhook, update: Update) -> None:
        wait = 0.0
        while update.id in self._telegram.updates:
            async with self._slots:
                asked = await self._post(hook, update)
            if asked is None:
                self._telegram.updates.acknowledge(update.id)
                if self._telegram.faults.take("webhook", "duplicate"):
                    await self._post(hook, update)
                return
            await asyncio.sleep(max(wait, asked))
            first = self._telegram.limits.webhook_retry_s
            wait = min(wait * 2 if wait else first, LONGEST_WAIT_S)
            self._telegram.updates.expire(self._clock())

    async def _post(self, hook: Webhook, update: Update) -> float | None:
        """Return None when the update was taken, else the seconds that the bot asks to wait."""
        headers = {"Content-Type": "application/json"}
        if hook.secret:
            headers[SECRET_HEADER] = hook.secret
        body = orjson.dumps(update.body)
        try:
            async with self._http.post(
                hook.url, data=body, headers=headers, allow_redirects=False, ssl=False
            ) as response:
                if 200 <= response.status < 300:
                    self._answer(await response.read())
                    return None
                wrong = f"Wrong response from the webhook: {response.status} {response.reason}"
                after = response.headers.get("Retry-After", "")
        except (aiohttp.ClientError, TimeoutError) as error:
            wrong, after = f"Connection failed: {type(error).__name__}", ""
        hook.last_error_date, hook.last_error_message = int(self._clock()), wrong
        return float(after) if after.isdigit() else 0.0

    def _answer(self, body: bytes) -> None:
        """Carry out the call that the bot may put into its answer; its result is lost."""
        with suppress(orjson.JSONDecodeError):
            call = orjson.loads(body) if body.lstrip().startswith(b"{") else None
            if isinstance(call, dict) and isinstance(call.get("method"), str):
                method = call.pop("method")
                if not method.lower().startswith(NO_ANSWER):
                    self._telegram.call(method, call, now=self._clock())
