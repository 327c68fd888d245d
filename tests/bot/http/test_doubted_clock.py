"""An interaction's times while the machine's clock is in doubt: what fits either clock is taken."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.clock import Doubt
from tests.bot.http.conftest import NOW, Api

MINUTE, HOUR, YEAR = timedelta(minutes=1), timedelta(hours=1), timedelta(days=365)


async def kept(api: Api, ended: dict[str, Any], **times: datetime) -> list[datetime | None]:
    """Post times, and read what was kept of them; an empty list if they were refused."""
    for name in ("opened_at", "first_reply_at"):
        ended.pop(name)
    ended |= {name: at.isoformat() for name, at in times.items()}
    status, reply = await api.end(ended)
    if status == 422:
        assert "is in the future" in str(reply)
        return []
    assert status == 202, reply
    names = ", ".join(times)

    async def unit(tx: Any) -> Any:
        return await tx.row(f"SELECT {names} FROM interactions")

    row = await api.services.database.read(unit)
    return [datetime.fromtimestamp(row[name] / 1e6, NOW.tzinfo) for name in times]


def doubt(api: Api, ahead: timedelta) -> None:
    found = Doubt(NOW + ahead, NOW, "jumped")
    api.services.doubt = lambda: found


@pytest.mark.parametrize(
    ("ahead", "told", "wanted"),
    [
        (YEAR, NOW, NOW),
        (YEAR, NOW - HOUR, NOW - HOUR),
        (YEAR, NOW + 4 * MINUTE, NOW),  # of a source whose clock is a little ahead of the truth
        (YEAR, NOW + YEAR, NOW),
        (YEAR, NOW + YEAR - HOUR, NOW - HOUR),
        (YEAR, NOW + YEAR + 4 * MINUTE, NOW),
        (YEAR, NOW + YEAR + 6 * MINUTE, None),
        (-YEAR, NOW, NOW),
        (-YEAR, NOW + 4 * MINUTE, NOW),
        (-YEAR, NOW + 6 * MINUTE, None),
        (-YEAR, NOW - YEAR, NOW),
        (-YEAR, NOW - YEAR - 2 * MINUTE, NOW - 2 * MINUTE),
        (-YEAR, NOW - YEAR - HOUR, NOW - YEAR - HOUR),
    ],
)
async def test_what_fits_either_clock_is_taken_and_none_is_later_than_now(
    api: Api, ended: dict[str, Any], ahead: timedelta, told: datetime, wanted: datetime | None
) -> None:
    doubt(api, ahead)
    assert await kept(api, ended, closed_at=told) == ([wanted] if wanted else [])


async def test_the_times_of_one_clock_are_put_right_together(
    api: Api, ended: dict[str, Any]
) -> None:
    doubt(api, YEAR)
    end = NOW + YEAR
    times = {"opened_at": end - HOUR, "first_reply_at": end - 50 * MINUTE, "closed_at": end}
    assert await kept(api, ended, **times) == [NOW - HOUR, NOW - 50 * MINUTE, NOW]


async def test_without_a_doubt_nothing_is_moved(api: Api, ended: dict[str, Any]) -> None:
    assert await kept(api, ended, closed_at=NOW + 4 * MINUTE) == [NOW + 4 * MINUTE]


async def test_health_says_what_is_wrong_and_goes_on(api: Api) -> None:
    doubt(api, YEAR)
    async with api.http.get(api.url + "/health") as reply:
        found = await reply.json()
    assert (reply.status, found["status"]) == (200, "degraded")
    assert found["clock"] == {"believed": False, "why": "jumped", "ahead_s": 31_536_000}
