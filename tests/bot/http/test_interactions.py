"""Posting an interaction: asked once, answered the same, and refused in plain words."""

import asyncio
from typing import Any

import pytest
from yarl import URL

from tests.bot.http.conftest import Api

GOOD = {"telegram_id": 42}
WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"id": None}, "id", "must be text"),
    ({"id": ""}, "id", "must not be empty"),
    ({"id": 7}, "id", "must be text"),
    ({"id": "x" * 201}, "id", "at most 200 characters"),
    ({"id": "a\x00b"}, "id", "control characters"),
    ({"touchpoint": "Support Desk"}, "touchpoint", "a-z, 0-9, _ and -"),
    ({"touchpoint": "x" * 33}, "touchpoint", "at most 32 characters"),
    ({"closed_at": "2026-11-23T09:00:00"}, "closed_at", "needs a time zone"),
    ({"closed_at": "2026-11-23"}, "closed_at", "must be a date and time"),
    ({"closed_at": "23.11.2026 10:00"}, "closed_at", "must be a date and time"),
    ({"closed_at": "2026-02-30T10:00:00Z"}, "closed_at", "no such date"),
    ({"closed_at": "2026-11-23T10:00:00+99:99"}, "closed_at", "no such date"),
    ({"closed_at": "0001-01-01T00:00:00+14:00"}, "closed_at", "no such date"),
    ({"closed_at": "2026-11-23T10:00:00Zjunk"}, "closed_at", "must be a date and time"),
    ({"closed_at": "２０２６-11-23T10:00:00Z"}, "closed_at", "must be a date and time"),
    ({"closed_at": 1_763_892_000}, "closed_at", "in quotes"),
    ({"closed_at": "2026-11-23T10:05:01Z"}, "closed_at", "is in the future"),
    ({"opened_at": "2026-11-23T12:00:00Z"}, "opened_at", "is in the future"),
    ({"opened_at": "2026-11-23T09:59:00Z", "closed_at": "2026-11-23T09:00:00Z"}, "body", "after"),
    ({"first_reply_at": "2026-11-22T09:00:00Z"}, "body", "opened_at is after first_reply_at"),
    ({"customer": "42"}, "customer", "must be an object"),
    ({"customer": {}}, "customer", "needs a telegram_id or an id"),
    ({"customer": {"telegram_id": "42"}}, "customer.telegram_id", "without quotes"),
    ({"customer": {"telegram_id": True}}, "customer.telegram_id", "not true or false"),
    ({"customer": {"telegram_id": 42.0}}, "customer.telegram_id", "must be a whole number"),
    ({"customer": {"telegram_id": -1001234567890}}, "customer.telegram_id", "this is a group"),
    ({"customer": {"telegram_id": 0}}, "customer.telegram_id", "not the id of a Telegram user"),
    ({"customer": {"telegram_id": 2**52}}, "customer.telegram_id", "not the id"),
    ({"customer": {"telegram_id": 2**63}}, "customer.telegram_id", "not the id"),
    ({"customer": {"telegram_id": 123456}}, "customer.telegram_id", "this is a bot"),
    ({"customer": {"telegram_id": 777000}}, "customer.telegram_id", "this is a bot"),
    ({"customer": {"id": 9}}, "customer.id", "must be text"),
    ({"customer": {**GOOD, "name": "x" * 201}}, "customer.name", "at most 200"),
    ({"customer": {**GOOD, "language": "English!"}}, "customer.language", "language code"),
    ({"customer": {**GOOD, "telegramid": 1}}, "customer.telegramid", "did you mean telegram_id?"),
    ({"messages": -1}, "messages", "below zero"),
    ({"messages": 10**30}, "messages", "too large"),
    ({"messages": "12"}, "messages", "without quotes"),
    ({"agent": ""}, "agent", "must not be empty"),
    ({"agent": ["anna"]}, "agent", "must be text"),
    ({"tags": []}, "tags", "must be an object"),
    ({"tags": {"plan": 1}}, "tags.plan", "must be text"),
    ({"tags": {"x" * 101: "a"}}, "tags." + "x" * 60, "at most 100"),
    ({"tags": {str(n): "a" for n in range(21)}}, "tags", "at most 20"),
    ({"closedat": "2026-11-23T10:00:00Z"}, "closedat", "did you mean closed_at?"),
    ({"zzz": 1}, "zzz", "the fields are id, touchpoint, customer"),
]


async def test_an_interaction_is_taken_in(api: Api, ended: dict[str, Any]) -> None:
    status, reply = await api.end(ended)
    assert (status, reply["interaction"]) == (202, "T-1")
    [decision] = reply["decisions"]
    assert (decision["survey"], decision["decision"]) == ("care", "ask")
    assert decision["link"].startswith("https://t.me/")  # nobody has pressed Start here
    assert len(api.woken) == 1
    assert await api.count("deliveries WHERE state = 'planned'") == 1


async def test_the_least_that_is_needed(api: Api) -> None:
    status, reply = await api.end(
        {
            "id": "1",
            "touchpoint": "support",
            "closed_at": "2026-11-23 09:59:59.1234567z",
            "customer": {"id": "c-1", "name": None, "language": "tlh"},
            "agent": None,
            "tags": None,
        }
    )
    assert status == 202, reply
    assert reply["decisions"][0]["decision"] == "invite"


async def test_clocks_may_differ_by_five_minutes(api: Api, ended: dict[str, Any]) -> None:
    times = {"opened_at": "2026-11-23T10:05:00Z", "closed_at": "2026-11-23T10:00:00Z"}
    status, reply = await api.end({**ended, **times, "first_reply_at": None})
    assert status == 202, reply


async def test_three_posts_of_one_interaction_ask_once(api: Api, ended: dict[str, Any]) -> None:
    first = await api.end(ended)
    second = await api.end(ended)
    third = await api.end({"id": "T-1", "whatever": ["the", "rest", "says"]})
    assert first == second == third
    assert await api.count("interactions") == 1
    assert await api.count("deliveries") == 1


async def test_many_posts_at_once_ask_once(api: Api, ended: dict[str, Any]) -> None:
    replies = await asyncio.gather(*(api.end(ended) for _ in range(60)))
    assert {status for status, _ in replies} == {202}
    assert all(reply == replies[0][1] for _, reply in replies)
    assert await api.count("interactions") == await api.count("deliveries") == 1


async def test_another_source_may_use_the_same_id(api: Api, ended: dict[str, Any]) -> None:
    await api.end(ended)
    status, reply = await api.end({**ended, "customer": {"telegram_id": 43}}, source="shop")
    assert (status, reply["decisions"][0]["decision"]) == (202, "ask")
    assert await api.count("interactions") == 2


async def test_a_wrong_field_is_named(
    api: Api, ended: dict[str, Any], subtests: pytest.Subtests
) -> None:
    for change, field, problem in WRONG:
        with subtests.test(f"{field} {problem}"):
            status, reply = await api.end({**ended, **change})
            assert (status, reply["status"]) == (422, 422)
            assert [each["field"] for each in reply["errors"]] == [field]
            assert problem in reply["errors"][0]["problem"]
            assert field in reply["detail"]
    assert await api.count("interactions") == 0
    assert api.woken == []


async def test_a_missing_field_is_named(api: Api, ended: dict[str, Any]) -> None:
    for name in ("id", "touchpoint", "customer", "closed_at"):
        status, reply = await api.end({key: ended[key] for key in ended if key != name})
        assert (status, reply["errors"]) == (422, [{"field": name, "problem": "is required"}])


async def test_all_mistakes_are_told_at_once(api: Api) -> None:
    status, reply = await api.end({"id": "1", "customer": {"telegram_id": "1"}, "messages": -1})
    fields = [each["field"] for each in reply["errors"]]
    assert status == 422
    assert fields == ["touchpoint", "customer.telegram_id", "closed_at", "messages"]


async def test_a_body_that_is_no_object(api: Api) -> None:
    headers = {"Content-Type": "application/json"}
    for document in ("[]", '"text"', "5", "null", "true"):
        status, reply = await api.end(None, data=document, headers=headers)
        assert status == 422
        assert reply["errors"] == [{"field": "body", "problem": "must be an object"}]


async def test_reopening_withdraws(api: Api, ended: dict[str, Any]) -> None:
    await api.end({**ended, "id": "a/b c"})
    status, reply = await api.post("/v1/interactions/a%2Fb%20c/reopened")
    assert (status, reply) == (202, {"interaction": "a/b c", "withdrawn": ["care"]})
    assert await api.count("deliveries WHERE state = 'withdrawn'") == 1
    status, reply = await api.post("/v1/interactions/a%2Fb%20c/reopened", {})
    assert (status, reply["withdrawn"]) == (202, [])


async def test_reopening_what_is_not_known(api: Api) -> None:
    headers = {"Authorization": f"Bearer {api.key}"}
    for name in ("nobody", "%00", "x" * 201, "%FF", "a/b"):
        url = URL(f"{api.url}/v1/interactions/{name}/reopened", encoded=True)
        async with api.http.post(url, headers=headers) as reply:
            assert (reply.status, reply.content_type) == (404, "application/problem+json")


async def test_another_source_cannot_reopen(api: Api, ended: dict[str, Any]) -> None:
    await api.end(ended)
    status, _ = await api.post("/v1/interactions/T-1/reopened", source="shop")
    assert status == 404
    assert await api.count("deliveries WHERE state = 'planned'") == 1
