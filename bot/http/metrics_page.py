"""GET /metrics: the figures of /health, and what was counted, as Prometheus reads them."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.operating import condition
from bot.operating.counters import Counters
from bot.services import Services
from storage import totals
from storage.errors import StorageError
from storage.transaction import Transaction

PATH = "/metrics"
_STATUSES = ("ok", "degraded", "failing")
_OTHER = "other"


class CountingRequests:
    """Counts each request by the first part of its address, whoever answers it."""

    def __init__(self, app: ASGIApp, *, counters: Counters, paths: Mapping[str, str]) -> None:
        self._app, self._counters, self._paths = app, counters, paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and look at the status of its reply."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        known = (name for path, name in self._paths.items() if scope["path"].startswith(path))
        path = next(known, _OTHER)  # an address that anybody may invent is no label

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._counters.requests.labels(path, message["status"]).inc()
            await send(message)

        await self._app(scope, receive, counting)


def route(services: Services, counters: Counters) -> APIRouter:
    """Build the route."""
    router = APIRouter()

    @router.get(PATH, include_in_schema=False)
    async def read() -> Response:
        document = await condition.health(services, services.clock())
        size = _size_of(services.config.database_path)
        asks, answers = await _totals(services)
        found = _Now({**document, "database_bytes": size, "asks": asks, "answers": answers})
        page = generate_latest(counters.registry) + generate_latest(found)
        return Response(page, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    return router


async def _totals(services: Services) -> tuple[Mapping[str, int], int | None]:
    """Count what was ever asked and answered; nothing of a database that cannot be read."""
    try:
        return await services.database.read(_counted)
    except StorageError:
        return {}, None


async def _counted(tx: Transaction) -> tuple[Mapping[str, int], int]:
    return asdict(await totals.asks_ever(tx)), await totals.answers_ever(tx)


def _size_of(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


class _Now(Collector):
    """What /health says, as gauges."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def collect(self) -> Iterator[Metric]:
        found = self._document
        yield _labelled(
            "afterword_status",
            "1 for the status that the bot has",
            "status",
            {each: float(each == found["status"]) for each in _STATUSES},
        )
        yield _labelled("afterword_build", "The version", "version", {found["version"]: 1.0})
        due = {name: float(n) for name, n in found.get("due", {}).items() if name != "total"}
        yield _labelled("afterword_due", "What waits to be done, by kind", "kind", due)
        waits = dict.fromkeys(found.get("waits", {}), 1.0)
        yield _labelled("afterword_amiss", "What is not in order, by name", "what", waits)
        asks = {name: float(n) for name, n in found["asks"].items()}
        yield _labelled("afterword_asks", "Asks ever made, by what became of them", "state", asks)
        if found["answers"] is not None:
            answers = CounterMetricFamily("afterword_answers", "Scores that are kept")
            answers.add_metric([], float(found["answers"]))
            yield answers
        for name, words, value in _plain(found):
            if value is not None:
                yield GaugeMetricFamily(f"afterword_{name}", words, value=float(value))


def _plain(found: Mapping[str, Any]) -> Iterator[tuple[str, str, float | None]]:
    yield "database_writable", "1 if answers can be kept", found["database"]["writable"]
    yield "database_bytes", "Size of the database file", found["database_bytes"]
    yield "clock_believed", "1 if the machine's clock is believed", found["clock"]["believed"]
    yield "last_poll_age_seconds", "Since Telegram answered last", found["last_poll_age_s"]
    yield "backup_age_seconds", "Since the newest backup", found.get("backup_age_s")
    yield "scheduled", "Messages that are due later", found.get("scheduled")
    yield "unknown", "Messages of which it is not known whether they came", found.get("unknown")
    yield "failed_updates", "Updates of the last day that failed", found.get("failed_updates")


def _labelled(name: str, words: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family
