"""How much a source may post, and how often an address may try wrong keys, on a clock of ours."""

import logging
import math
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.http.idempotency import HEADER
from bot.http.problems import Problem
from bot.http.rates import WRONG_A_MINUTE, Allowances, WrongKeys
from bot.settings.connections import PostingRate
from tests.bot.http.conftest import Api


class Watch:
    """A monotonic clock that is turned by hand."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@given(
    st.integers(1, 64),
    st.integers(1, 30),
    st.lists(st.integers(0, 40), min_size=1, max_size=60),
)
def test_no_stretch_of_time_takes_more_than_the_burst_and_what_came_to_it(
    per_second: int, burst: int, pauses: list[int]
) -> None:
    """By exact fractions: in any stretch at most the burst, and the rate times its length."""
    watch, allowed = Watch(), list[Fraction]()
    limits, rate = Allowances(watch), PostingRate(per_second=per_second, burst=burst)
    for pause in pauses:
        watch.now_s += pause / 64  # exact in binary
        room = all(_from(at, allowed) + 1 <= _most(at, watch, rate) for at in allowed)
        if room:
            limits.take("shop", rate)
            allowed.append(Fraction(watch.now_s))
        else:
            with pytest.raises(Problem) as refused:
                limits.take("shop", rate)
            assert int(refused.value.headers["Retry-After"]) >= 1


def _from(at: Fraction, allowed: list[Fraction]) -> int:
    return sum(each >= at for each in allowed)


def _most(at: Fraction, watch: Watch, rate: PostingRate) -> Fraction:
    return rate.burst + (Fraction(watch.now_s) - at) * Fraction(rate.per_second)


def test_who_waits_as_told_is_let_in() -> None:
    watch = Watch()
    limits, rate = Allowances(watch), PostingRate(per_second=0.5, burst=3)
    left = [limits.take("shop", rate)["RateLimit"] for _ in range(3)]
    assert left == ['"source";r=2;t=2', '"source";r=1;t=4', '"source";r=0;t=6']
    with pytest.raises(Problem) as refused:
        limits.take("shop", rate)
    assert refused.value.headers["RateLimit-Policy"] == '"source";q=3;w=6'
    limits.take("desk", rate)  # another source has its own
    watch.now_s += int(refused.value.headers["Retry-After"])
    limits.take("shop", rate)


def test_ten_wrong_keys_a_minute_are_answered_and_the_rest_is_put_off(
    caplog: pytest.LogCaptureFixture,
) -> None:
    watch = Watch()
    wrong = WrongKeys(watch)
    with caplog.at_level(logging.WARNING):
        for _ in range(WRONG_A_MINUTE):
            wrong.note("203.0.113.9")
        for _ in range(500):
            with pytest.raises(Problem):
                wrong.note("203.0.113.9")
        with pytest.raises(Problem) as refused:
            wrong.note("203.0.113.9")
    wrong.note("203.0.113.10")
    assert refused.value.status == 429
    told = [each.getMessage() for each in caplog.records if "113.9" in each.getMessage()]
    assert len(told) == 1  # of 511
    watch.now_s += int(refused.value.headers["Retry-After"])
    with caplog.at_level(logging.WARNING):
        wrong.note("203.0.113.9")
    assert caplog.text.count("from 203.0.113.9;") == 2  # of the next minute


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.9", "203.0.113.9", True),
        ("a unix socket", "a unix socket", True),
    ],
)
def test_a_subscriber_is_one_address(one: str, other: str, *, same: bool) -> None:
    wrong = WrongKeys(Watch())
    for _ in range(WRONG_A_MINUTE):
        wrong.note(one)
    if same:
        with pytest.raises(Problem):
            wrong.note(other)
    else:
        wrong.note(other)


def test_any_number_of_addresses_costs_no_more_than_some() -> None:
    wrong = WrongKeys(Watch(), most=100)
    for number in range(5000):
        wrong.note(f"203.0.{number // 256}.{number % 256}")
    assert len(wrong._tries) == 100


async def test_right_keys_pass_where_wrong_ones_are_put_off(
    api: Api, ended: dict[str, object]
) -> None:
    statuses = []
    for _ in range(12):
        headers = {"Authorization": "Bearer wrong"}
        async with api.http.post(
            api.url + "/v1/interactions", json=ended, headers=headers
        ) as reply:
            statuses.append(reply.status)
            if reply.status == 429:
                assert 1 <= int(reply.headers["Retry-After"]) <= 60
                assert reply.content_type == "application/problem+json"
    assert statuses == [401] * 10 + [429] * 2
    status, _ = await api.end(ended)
    assert status == 202


async def test_every_reply_says_what_is_left(api: Api, ended: dict[str, object]) -> None:
    headers = {"Authorization": f"Bearer {api.key}"}
    async with api.http.post(api.url + "/v1/interactions", json=ended, headers=headers) as reply:
        assert reply.headers["RateLimit-Policy"] == '"source";q=2000;w=40'
        assert reply.headers["RateLimit"].startswith('"source";r=1999;t=')
    assert math.isclose(PostingRate().per_second, 50)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"x" * (64 * 1024 + 1), "application/json", 413),
        (b"{}", "text/plain", 415),
        (b"{", "application/json", 400),
        (b"{}", "application/json", 422),
    ],
)
async def test_every_refusal_of_a_source_says_what_is_left(
    api: Api, body: bytes, kind: str, status: int
) -> None:
    headers = {"Authorization": f"Bearer {api.key}", "Content-Type": kind}
    async with api.http.post(api.url + "/v1/interactions", data=body, headers=headers) as reply:
        assert reply.status == status
        assert reply.headers["RateLimit"].startswith('"source";r=1999;t=')


@pytest.mark.parametrize("per_second", [0.001, 10_000])
def test_every_rate_that_may_be_set_can_be_told(per_second: float) -> None:
    """Structured fields have whole numbers of fifteen digits."""
    rate = PostingRate(per_second=per_second, burst=1_000_000)
    told = Allowances(Watch()).take("shop", rate)
    assert all(len(each) <= 15 for text in told.values() for each in re.findall(r"\d+", text))


@pytest.mark.parametrize("per_second", [0, 5e-324, 0.0009, 10_001, math.inf, math.nan])
def test_no_other_rate_may_be_set(per_second: float) -> None:
    with pytest.raises(ValidationError):
        PostingRate(per_second=per_second)


async def test_what_was_told_to_wait_keeps_nothing(api: Api, ended: dict[str, object]) -> None:
    first, *others = api.services.config.sources
    tight = first.model_copy(update={"rate": PostingRate(per_second=0.001, burst=1)})
    api.services.config = api.services.config.model_copy(update={"sources": (tight, *others)})
    keyed = {HEADER: "a-key"}
    assert (await api.end({**ended, "id": "T-0"}))[0] == 202
    for _ in range(5):
        assert (await api.end(ended, headers=keyed))[0] == 429
    assert await api.count("interactions") == 1
    assert await api.count("idempotency_keys") == 0
