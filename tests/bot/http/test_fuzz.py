"""Whatever is posted gets an answer that the description names, and never a fault."""

import json
from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.http.json_body import read_json
from bot.http.models import read_interaction
from bot.http.problems import Problem
from storage.interactions import Interaction
from tests.bot.http.conftest import NOW, Api

TEXTS = st.text(max_size=30) | st.text(st.characters(), max_size=5)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)
)
DATES = st.datetimes(timezones=st.timezones()).map(lambda each: each.isoformat()) | st.sampled_from(
    ["2026-11-23T09:00:00Z", "2026-11-23t09:00:00.5+05:30", "2026-11-23 09:00:60Z"]
)
IDS = st.sampled_from(["a", "b", "c", "ä/€ 😀"]) | TEXTS
LANGUAGES = (
    st.sampled_from(["en", "zh-hans", "zh_Hans_CN", "ru-RU", "xx-Zzzz-999", "de-1996"]) | TEXTS
)
CUSTOMERS = st.fixed_dictionaries(
    {},
    optional={
        "telegram_id": st.integers(-(2**64), 2**64) | st.integers(1, 50) | VALUES,
        "id": IDS | VALUES,
        "name": TEXTS | VALUES,
        "language": LANGUAGES | VALUES,
        "odd": VALUES,
    },
)
INTERACTIONS = st.fixed_dictionaries(
    {"id": IDS, "touchpoint": st.sampled_from(["support", "sales"]) | VALUES, "closed_at": DATES},
    optional={
        "customer": CUSTOMERS | VALUES,
        "agent": TEXTS | VALUES,
        "channel": TEXTS | VALUES,
        "opened_at": DATES | VALUES,
        "first_reply_at": DATES | VALUES,
        "messages": st.integers() | VALUES,
        "tags": st.dictionaries(TEXTS, TEXTS, max_size=25) | VALUES,
        "odd": VALUES,
    },
)
DOCUMENTS = (INTERACTIONS | VALUES).map(lambda each: json.dumps(each).encode())
BODIES = st.binary(max_size=200) | DOCUMENTS | DOCUMENTS.map(lambda each: each[:-1])
FUZZ = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@FUZZ
@given(body=BODIES)
async def test_any_body_gets_a_documented_answer(api: Api, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    status, reply = await api.end(None, data=body, headers=headers)
    assert status in {202, 400, 422}
    assert ("decisions" in reply) == (status == 202)
    assert status == 202 or reply["status"] == status


@FUZZ
@given(body=BODIES)
async def test_any_update_gets_an_answer(api: Api, body: bytes) -> None:
    headers = {
        "Content-Type": "application/json",
        "X-Telegram-Bot-Api-Secret-Token": api.secret,
    }
    async with api.http.post(f"{api.url}/telegram/webhook", data=body, headers=headers) as reply:
        assert reply.status in {200, 400}


@settings(max_examples=500, deadline=None)
@given(body=BODIES)
def test_any_body_is_read_or_refused(body: bytes) -> None:
    found = _read(body, now=NOW)
    assert isinstance(found, Interaction | Problem)
    if isinstance(found, Interaction):
        assert found.telegram_id is None or 0 < found.telegram_id < 2**52
        assert found.telegram_id is not None or found.customer_ref is not None
        assert found.name != ""
        found.external_id.encode()
    else:
        assert found.detail.encode()
        json.dumps(found.errors).encode()


def _read(body: bytes, *, now: datetime) -> Interaction | Problem:
    try:
        document = read_json(body, depth=8)
        if not isinstance(document, dict):
            return Problem(422, "no object")
        return read_interaction(document, now=now, me=1)
    except Problem as problem:
        return problem
