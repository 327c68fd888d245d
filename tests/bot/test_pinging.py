"""An address is called while all is well, and is written nowhere."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.clock import Doubt
from bot.operating.pinging import ping
from bot.services import Services
from tests.bot.stage import USUAL, Stage, stage_of
from tests.bot.town import NOW, SETTINGS, open_town
from tests.loopback import serving

MINUTE = timedelta(minutes=1)


class Watcher:
    """Who wants to hear once a minute."""

    def __init__(self) -> None:
        self.heard = 0
        self.status = 200
        self.leads_to: str | None = None
        self.led = 0

    async def hear(self, _: web.Request) -> web.Response:
        self.heard += 1
        if self.leads_to is not None:
            return web.Response(status=302, headers={"Location": self.leads_to})
        return web.Response(status=self.status)

    async def lead(self, _: web.Request) -> web.Response:
        self.led += 1
        return web.Response()


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[tuple[Stage, Watcher]]:
    watcher = Watcher()
    paths = {"/secret-path": watcher.hear, "/elsewhere": watcher.lead}
    async with serving(paths) as url:
        settings = USUAL + f'[health]\nping_url = "{url}/secret-path"\n'
        async with stage_of(tmp_path, settings) as stage:
            yield stage, watcher


async def test_it_is_called_each_minute(
    watched: tuple[Stage, Watcher], capfd: pytest.CaptureFixture[str]
) -> None:
    stage, watcher = watched
    await stage.until(lambda: watcher.heard == 1)
    for number in (2, 3):
        await stage.pass_time(MINUTE)
        await stage.until(lambda number=number: watcher.heard == number)  # type: ignore[misc]
    watcher.status = 500
    await stage.pass_time(MINUTE)
    await stage.until(lambda: watcher.heard == 4)
    await stage.settle()
    assert "secret-path" not in "".join(capfd.readouterr())


def deaf(services: Services) -> None:
    services.last_poll_age_s = lambda: 900.0


def hanging(services: Services) -> None:
    services.late_jobs = lambda: ["send what is due"]


def amiss(services: Services) -> None:
    services.waits["menus"] = "Bad Gateway"


def doubtful(services: Services) -> None:
    services.doubt = lambda: Doubt(NOW, NOW - timedelta(days=9), "jumped")


def unborn(services: Services) -> None:
    services.last_poll_age_s = lambda: None


@pytest.mark.parametrize("fault", [deaf, hanging, amiss, doubtful, unborn])
async def test_whatever_is_not_well_is_silence(
    tmp_path: Path, fault: Callable[[Services], None]
) -> None:
    watcher = Watcher()
    async with serving({"/hear": watcher.hear}) as url:
        settings = f'{SETTINGS}[health]\nping_url = "{url}/hear"\n'
        async with open_town(tmp_path, settings) as town:
            town.services.last_poll_age_s = lambda: 1.0
            await ping(town.services, NOW)
            assert watcher.heard == 1
            well = replace(town.services, waits={})
            fault(town.services)
            town.services.next_ping_at = None
            await ping(town.services, NOW)
            assert watcher.heard == 1
            await ping(replace(well, next_ping_at=None), NOW)
            assert watcher.heard == 2  # it would have been heard


async def test_nobody_is_led_elsewhere(watched: tuple[Stage, Watcher]) -> None:
    stage, watcher = watched
    await stage.until(lambda: watcher.heard == 1)
    watcher.leads_to = "/elsewhere"
    await stage.pass_time(MINUTE)
    await stage.until(lambda: watcher.heard == 2)
    await stage.settle()
    assert watcher.led == 0
