"""Keys with a date, with a scope, two at once while one is changed; and who was last heard of."""

import hashlib
import logging
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.operating.tidy import note_sources
from bot.settings.connections import SourceSection
from storage import source_uses
from tests.bot.http.conftest import KEYS, NOW, Api

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def become(api: Api, **more: Any) -> None:
    """Let the help desk's key be of another kind."""
    given = {"name": "helpdesk", "key_sha256": digest(KEYS["helpdesk"]), **more}
    source = SourceSection.model_validate(given)
    api.services.config = api.services.config.model_copy(update={"sources": (source,)})


@pytest.mark.parametrize(("days", "status"), [(-1, 401), (0, 202), (30, 202)])
async def test_a_key_is_good_through_its_last_day(
    api: Api, ended: dict[str, Any], days: int, status: int
) -> None:
    last = NOW.date() + days * DAY
    become(api, expires=last)
    got, reply = await api.end(ended)
    assert got == status
    if status == 401:
        assert reply["detail"] == (
            f"the key of helpdesk was good until {last}: `afterword key helpdesk --write` makes "
            "the next one, and `expires` in its [[sources]] needs a later day"
        )


async def test_a_key_does_what_it_is_for(api: Api, ended: dict[str, Any]) -> None:
    become(api, scopes=["orders"])
    status, reply = await api.end(ended)
    assert (status, "not for interactions" in reply["detail"]) == (403, True)
    status, _ = await api.post("/v1/orders", {"day": "2026-11-22", "orders": 3})
    assert status == 200


async def test_two_keys_are_good_while_one_is_changed(api: Api, ended: dict[str, Any]) -> None:
    become(api, key_sha256=[digest("the next one"), digest(KEYS["helpdesk"])])
    for number, key in enumerate(("the next one", KEYS["helpdesk"])):
        headers = {"Authorization": f"Bearer {key}"}
        status, _ = await api.end({**ended, "id": f"T-{number}"}, headers=headers)
        assert status == 202


async def noted(api: Api) -> dict[str, datetime]:
    """What is stored of the sources, after the job was woken as each request wakes it."""
    await note_sources(api.services, api.clock())
    return await api.services.database.read(source_uses.last_uses)


async def test_who_was_heard_of_is_noted_once_an_hour(api: Api, ended: dict[str, Any]) -> None:
    assert await noted(api) == {}
    for _ in range(3):
        await api.end(ended)
        assert await noted(api) == {"helpdesk": NOW}
        api.clock.advance(timedelta(minutes=29, seconds=59))
    assert api.clock() < NOW + 1.5 * HOUR
    await api.end(ended)
    later = api.clock()
    assert await noted(api) == {"helpdesk": later}
    assert later - NOW > HOUR
    await api.post("/v1/orders", {"day": "2026-11-22", "orders": 3}, source="shop")
    assert await noted(api) == {"helpdesk": later, "shop": later}


@pytest.mark.parametrize(("days", "told"), [(13, True), (14, False)])
async def test_the_log_tells_once_a_day_of_a_key_that_ends_soon(
    api: Api, caplog: pytest.LogCaptureFixture, days: int, *, told: bool
) -> None:
    become(api, expires=NOW.date() + days * DAY)
    for hours, lines in ((0, told), (1, told), (5, told), (24, told + 1)):
        api.services.heard_of["helpdesk"] = NOW + hours * HOUR
        with caplog.at_level(logging.WARNING):
            await note_sources(api.services, api.clock())
        assert caplog.text.count("the key of helpdesk is good until") == lines


async def test_a_use_noted_by_a_clock_that_was_ahead_is_put_right(api: Api) -> None:
    ahead = {"helpdesk": NOW + DAY}
    await api.services.database.write(lambda tx: source_uses.note(tx, ahead))
    api.services.heard_of["helpdesk"] = NOW
    assert await noted(api) == {"helpdesk": NOW}
