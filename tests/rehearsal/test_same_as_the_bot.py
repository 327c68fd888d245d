"""No ask of a rehearsal breaks a rule, and the bot asks the same."""

import sqlite3
from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rehearsal.guesses import Guesses, Luck
from bot.rehearsal.parts import PlayedAsk
from bot.rehearsal.rehearsing import Wish, rehearse
from metrics.catalogue import METRICS
from storage.database import Database
from storage.moments import from_micros, to_micros
from tests.bot.stage import BOB, CHARLIE, Stage, stage_of
from tests.rehearsal.histories import BERLIN, DAY, HOUR, config, ended, played

STRICT = """\
[cadence]
floor = "24h"
gap = "3d"
cap = { asks = 3, per = "20d" }
quiet_hours = { from = "21:00", to = "09:00" }
patience = { factor = 2.0, limit = "30d" }
[surveys.first]
metric = "csat"
touchpoints = ["support"]
delay = "10m"
expires = "2d"
repeat = { after_answer = "5d", after_silence = "7d" }
[surveys.second]
metric = "nps"
touchpoints = ["support", "sales"]
delay = "2h"
expires = "1d"
repeat = { after_answer = "9d", after_silence = "4d" }
"""
MOMENTS = st.lists(
    st.tuples(
        st.integers(0, 60 * 24 * 60),
        st.integers(1, 3),
        st.sampled_from(["support", "sales", "other"]),
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(moments=MOMENTS, seed=st.integers(0, 5))
def test_no_ask_of_a_rehearsal_breaks_a_rule(
    moments: list[tuple[int, int, str]], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Recomputed from the asks alone."""
    told = config(tmp_path_factory.mktemp("rules"), STRICT)
    scale = METRICS["csat"].scales[5]
    luck = Luck(seed, {name: Guesses(2, 0, {}, scale) for name in told.surveys})
    history = [
        ended(n, timedelta(minutes=at), person, touchpoint=touchpoint)
        for n, (at, person, touchpoint) in enumerate(sorted(moments))
    ]
    _, asks = played(told, history, luck=luck)
    assert len({each.matter.ended.id for each in asks}) == len(asks)
    of_person = defaultdict(list)
    for each in asks:
        of_person[each.matter.ended.customer_id].append(each)
        assert 9 <= each.past.at.astimezone(BERLIN).hour < 21
        assert each.past.at - each.matter.ended.closed_at <= DAY
    for made in of_person.values():
        made.sort(key=lambda each: each.past.at)
        for one, next_one in pairwise(made):
            apart = next_one.past.at - one.past.at
            assert apart >= (DAY if one.question.name == next_one.question.name else 3 * DAY)
        for one, fourth in zip(made, made[3:], strict=False):
            assert fourth.past.at - one.past.at >= 20 * DAY
        for name, answer, silence in (("first", 5, 7), ("second", 9, 4)):
            own = [each for each in made if each.question.name == name]
            for one, next_one in pairwise(own):
                given_at = one.past.answered_at
                free = given_at + answer * DAY if given_at else one.past.at + silence * DAY
                assert next_one.past.at >= free


ALIKE = """\
[cadence]
floor = "24h"
gap = "36h"
cap = { asks = 5, per = "10d" }
quiet_hours = { from = "21:00", to = "09:00" }
patience = { factor = 2.0 }
[surveys.after-chat]
metric = "csat"
touchpoints = ["support"]
delay = "10m"
repeat = { after_answer = "9d", after_silence = "30h" }
reminder = { after = "26h" }
min_messages = 2
[surveys.recommend]
metric = "nps"
touchpoints = ["support", "sales"]
delay = "1h"
repeat = { after_answer = "4d", after_silence = "4d" }
"""


async def _pass(stage: Stage, until: datetime) -> None:
    """Turn the clock to a moment, and stop whenever something is due."""
    planned = "SELECT min(due_at) AS at FROM deliveries WHERE state = 'planned' AND due_at <= ?"
    while due := stage.rows(planned, to_micros(until))[0]["at"]:
        await stage.pass_time(max(timedelta(), from_micros(due) - stage.clock()))
    await stage.pass_time(until - stage.clock())


async def test_the_bot_asks_what_its_rehearsal_asks(tmp_path: Path) -> None:
    """The same interactions through the bot, then rehearsed while it runs: verdict by verdict."""
    async with stage_of(tmp_path, ALIKE) as stage:
        for person in (BOB, CHARLIE):
            await stage.starts(person)
        since = stage.clock()
        steps = [1, 7, 12, 20, 26, 30, 49, 55, 80, 97, 130, 150, 200, 260]
        for n, following in enumerate(steps):
            person = CHARLIE if n % 3 == 1 else BOB
            place = "sales" if n % 4 == 2 else "support"
            told: dict[str, Any] = {
                "messages": 1 if n == 5 else 9,
                "tags": {"no-survey": "yes"} if n == 6 else {},
            }
            await stage.ended(customer={"telegram_id": person}, touchpoint=place, **told)
            await _pass(stage, since + following * HOUR + n * timedelta(minutes=7))
        sent = stage.rows(
            "SELECT interaction_id, survey, asked_at FROM invitations WHERE asked_at > 0"
        )
        skipped = stage.rows(
            "SELECT survey, gate, count(*) AS n FROM invitations WHERE state = 'skipped'"
            " GROUP BY 1, 2"
        )
        reminded = stage.rows(
            "SELECT id FROM deliveries WHERE kind = 'reminder' AND state = 'sent'"
        )
        _nobody_ever_answers(stage.config.database_path)
        asks: list[PlayedAsk] = []
        database = await Database.open_read_only(stage.config.database_path)
        wish = Wish(new=stage.config, current=None, since=since, now=stage.clock())
        found = await rehearse(database, wish, witness=asks.append)
        await database.close()
    assert len(sent) >= 5
    assert {(each["interaction_id"], each["survey"]) for each in sent} == {
        (each.matter.ended.id, each.question.name) for each in asks
    }
    gates = {(it.name, gate): n for it in found.new.surveys for gate, n in it.gates.items()}
    assert gates == {(each["survey"], each["gate"]): each["n"] for each in skipped}
    assert found.sent == len(sent)
    assert found.new.reminders == len(reminded) > 0


def _nobody_ever_answers(database: Path) -> None:
    """Make the rehearsal expect what the people on the stage do."""
    with sqlite3.connect(database) as connection:
        connection.execute(
            "INSERT INTO tally_asks (survey, dimension, value, day, version, expired)"
            " SELECT survey, 'total', '', '2026-03-01', number, 1000000 FROM versions"
        )
    connection.close()
