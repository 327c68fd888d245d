"""GET /metrics: who may read it, and that it says what /health says."""

from typing import Any

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from bot.settings.connections import SourceSection
from tests.bot.http.conftest import KEYS, Api
from tests.bot.http.test_source_keys import digest


async def page(api: Api, **headers: str) -> tuple[int, dict[str, float]]:
    async with (
        aiohttp.ClientSession() as http,
        http.get(api.url + "/metrics", headers=headers) as got,
    ):
        text = await got.text()
        if got.status != 200:
            return got.status, {}
        return got.status, samples(text)


def samples(text: str) -> dict[str, float]:
    """What a page says, by the name and the labels of each figure."""
    every = [s for family in text_string_to_metric_families(text) for s in family.samples]
    return {"|".join([each.name, *each.labels.values()]): each.value for each in every}


async def test_it_says_what_health_says_and_counts_requests(
    api: Api, ended: dict[str, Any]
) -> None:
    await api.end(ended)
    await api.end(ended)
    await api.end({"id": 3})
    async with api.http.get(api.url + "/no/such/place") as missing:
        assert missing.status == 404
    status, found = await page(api)
    assert status == 200
    assert found["afterword_status|ok"] == 1
    assert found["afterword_database_writable"] == 1
    assert found["afterword_last_poll_age_seconds"] == 1.5
    assert found["afterword_http_requests_total|/v1/interactions|202"] == 2
    assert found["afterword_http_requests_total|/v1/interactions|422"] == 1
    assert found["afterword_http_requests_total|other|404"] == 1


async def test_from_elsewhere_it_takes_a_key_for_it(api: Api) -> None:
    forwarded = {"X-Forwarded-For": "203.0.113.9"}
    assert (await page(api, **forwarded))[0] == 403
    with_key = {**forwarded, "Authorization": f"Bearer {KEYS['helpdesk']}"}
    assert (await page(api, **with_key))[0] == 403  # a key that posts does not read
    reader = SourceSection(
        name="prometheus", key_sha256=(digest(KEYS["helpdesk"]),), scopes=("metrics",)
    )
    api.services.config = api.services.config.model_copy(update={"sources": (reader,)})
    assert (await page(api, **with_key))[0] == 200
    wrong = {"Authorization": "Bearer wrong"}
    assert (await page(api, **wrong))[0] == 401


async def test_no_figure_names_anybody(api: Api, ended: dict[str, Any]) -> None:
    ended["customer"] = {"id": "C-secret", "name": "Wilhelmina"}
    await api.end(ended)
    async with api.http.get(api.url + "/metrics") as reply:
        text = await reply.text()
    assert "C-secret" not in text
    assert "Wilhelmina" not in text
