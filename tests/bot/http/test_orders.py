"""Posting orders: kept by source and day, replaced by the day again, refused in plain words."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import orders
from storage.orders import DayOrders
from tests.bot.http.conftest import NOW, Api

PATH = "/v1/orders"
WRONG: list[tuple[Any, str, str]] = [
    ([], "body", "must be an object"),
    ({}, "day", "is required"),
    ({"day": "2026-11-22"}, "orders", "is required"),
    ({"day": "22.11.2026", "orders": 1}, "day", "must be a day, such as 2026-11-22"),
    ({"day": "2026-11", "orders": 1}, "day", "must be a day"),
    ({"day": "2026-02-30", "orders": 1}, "day", "must be a day"),
    ({"day": 20261122, "orders": 1}, "day", "in quotes"),
    ({"day": "2026-11-24", "orders": 1}, "day", "is in the future"),
    ({"day": "1969-12-31", "orders": 1}, "day", "is before 1970-01-01"),
    ({"day": "2026-11-22", "orders": -1}, "orders", "below zero"),
    ({"day": "2026-11-22", "orders": 1.5}, "orders", "whole number"),
    ({"day": "2026-11-22", "orders": "12"}, "orders", "without quotes"),
    ({"day": "2026-11-22", "orders": True}, "orders", "whole number"),
    ({"day": "2026-11-22", "orders": 10**10}, "orders", "too large"),
    ({"day": "2026-11-22", "orders": 1, "shop": "a"}, "shop", "is not known here"),
    ({"days": []}, "days", "at least one day"),
    ({"days": {}}, "days", "must be a list"),
    ({"days": [3]}, "days.0", "must be an object"),
    ({"days": [{"day": "2026-11-22", "orders": -3}]}, "days.0.orders", "below zero"),
    ({"days": [{"day": "2026-11-22", "orders": 1}] * 2}, "days", "2026-11-22 stands there twice"),
    ({"days": [{"day": "2026-11-22", "orders": 1}], "day": "2026-11-22"}, "day", "not known"),
    ({"days": [{"day": "2026-11-22", "orders": 1}] * 1001}, "days", "at most 1000"),
]


async def kept(api: Api) -> list[DayOrders]:
    return await api.services.database.read(
        lambda tx: orders.between(tx, since=date(1970, 1, 1), until=date(2100, 1, 1))
    )


async def test_a_day_is_kept_and_told_again_replaced(api: Api) -> None:
    body = {"day": "2026-11-22", "orders": 1234}
    first = await api.post(PATH, body)
    assert first == (200, {"source": "helpdesk", "days": {"2026-11-22": 1234}})
    assert await api.post(PATH, body) == first
    await api.post(PATH, {**body, "orders": 0})
    assert await kept(api) == [DayOrders(date(2026, 11, 22), "helpdesk", 0)]


async def test_every_source_has_its_own_number(api: Api) -> None:
    days = [{"day": "2026-11-21", "orders": 5}, {"day": "2026-11-20", "orders": 7}]
    await api.post(PATH, {"days": days})
    await api.post(PATH, {"day": "2026-11-21", "orders": 9}, source="shop")
    assert await kept(api) == [
        DayOrders(date(2026, 11, 20), "helpdesk", 7),
        DayOrders(date(2026, 11, 21), "helpdesk", 5),
        DayOrders(date(2026, 11, 21), "shop", 9),
    ]


@pytest.mark.parametrize(("body", "field", "words"), WRONG)
async def test_a_wrong_body_is_refused_with_the_field_and_keeps_nothing(
    api: Api, body: Any, field: str, words: str
) -> None:
    status, problem = await api.post(PATH, body)
    assert status == 422
    found = {each["field"]: each["problem"] for each in problem["errors"]}
    assert words in found[field], found
    assert await kept(api) == []


async def test_one_wrong_day_keeps_none_of_them(api: Api) -> None:
    days = [{"day": "2026-11-21", "orders": 5}, {"day": "2026-11-20", "orders": -7}]
    assert (await api.post(PATH, {"days": days}))[0] == 422
    assert await kept(api) == []


async def test_the_key_is_checked_before_the_body_is_read(api: Api) -> None:
    headers = {"Authorization": "Bearer another", "Content-Type": "application/json"}
    status, problem = await api.post(PATH, headers=headers, data=b"no json")
    assert (status, problem["status"]) == (401, 401)
    headers = {"Content-Type": "application/json"}
    assert (await api.post(PATH, headers=headers, data=b"no json"))[0] == 400


DAYS = st.dates(date(1960, 1, 1), date(2030, 1, 1)).map(str) | st.text(max_size=12)
NUMBERS = st.integers() | st.floats() | st.none() | st.text(max_size=4)
ROWS = st.fixed_dictionaries({}, optional={"day": DAYS, "orders": NUMBERS, "odd": NUMBERS})
DOCUMENTS = (
    ROWS | st.fixed_dictionaries({"days": st.lists(ROWS, max_size=4) | NUMBERS}) | st.lists(ROWS)
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(document=DOCUMENTS)
async def test_any_body_gets_a_documented_answer(api: Api, document: Any) -> None:
    headers = {"Content-Type": "application/json"}
    status, reply = await api.post(PATH, data=json.dumps(document).encode(), headers=headers)
    assert status in {200, 400, 422}
    if status == 200:
        assert all(date.fromisoformat(day) <= NOW.date() for day in reply["days"])
        assert all(type(number) is int and number >= 0 for number in reply["days"].values())
