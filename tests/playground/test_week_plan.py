"""The simulated week on paper: who, when, and how they treat a question."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from playground.cast import AGENTS, Customer, cast
from playground.manners import read
from playground.schedule import HOURS, Step, steps

ZONE = ZoneInfo("Europe/Berlin")
BO = Customer(1, "Bo", "bo", "en", joins=True, seed="x")


def a_week(seed: int = 7) -> tuple[Step, ...]:
    people = cast(seed=seed, customers=240)
    return steps(people, seed=seed, first_day=date(2026, 11, 16), zone=ZONE)


def test_the_same_seed_gives_the_same_week_and_another_one_another() -> None:
    assert a_week() == a_week()
    assert a_week() != a_week(8)


def test_the_week_has_what_it_is_to_show() -> None:
    people = cast(seed=7, customers=240)
    languages = Counter(person.language for person in people)
    assert (
        len({person.id for person in people}) == len({person.username for person in people}) == 240
    )
    assert set(languages) == {"en", "ru", "zh-hans"}
    assert min(languages.values()) > 30
    assert 0 < sum(not person.joins for person in people) < 10
    endings = [ending for step in a_week() for ending in step.endings]
    assert len(endings) == 408
    assert len({ending.id for ending in endings}) == 408
    assert max(Counter(ending.customer.id for ending in endings).values()) > 2
    assert {ending.customer.id for ending in endings} == {person.id for person in people}
    assert {ending.agent for ending in endings} == set(AGENTS)
    assert len({ending.touchpoint for ending in endings}) == 7
    assert len({ending.channel for ending in endings}) == 3


def test_the_clock_only_moves_forward_and_each_day_ends_with_reading() -> None:
    week = a_week()
    moments = [step.at for step in week]
    assert moments == sorted(set(moments))
    assert {moment.astimezone(ZONE).date().day for moment in moments} == set(range(16, 23))
    late = [step for step in week if step.at.astimezone(ZONE).time() == HOURS[-1]]
    assert len(late) == 6
    assert not any(step.endings for step in (*late, week[-1]))
    assert week[-1].at.astimezone(ZONE).time() == time(15, 30)


def test_what_a_help_desk_posts_is_in_order_and_never_in_the_future() -> None:
    unheard = 0
    for step in a_week():
        for ending in step.endings:
            body = ending.body(now=step.at)
            replied = body.get("first_reply_at")
            unheard += replied is None
            between = [] if replied is None else [replied]
            moments = [body["opened_at"], *between, body["closed_at"], step.at.isoformat()]
            assert [*map(datetime.fromisoformat, moments)] == sorted(
                map(datetime.fromisoformat, moments)
            )
            assert isinstance(body["customer"]["telegram_id"], int)
    assert 0 < unheard < 40


def test_each_day_ends_with_its_orders() -> None:
    told = [(step.at.astimezone(ZONE).date(), step.orders) for step in a_week() if step.orders]
    assert [list(orders) for _, orders in told] == [[day.isoformat()] for day, _ in told]
    assert len(told) == 7


def test_a_customer_reads_the_same_question_the_same_way_each_time() -> None:
    first = read(BO, nth=0, agent="anna", touchpoint="support")
    assert first == read(BO, nth=0, agent="anna", touchpoint="support")
    assert 0 <= first.quality <= 1


def test_agents_differ_so_that_summaries_are_worth_reading() -> None:
    people = cast(seed=7, customers=240)

    def mean(agent: str) -> float:
        asked = [read(person, nth=0, agent=agent, touchpoint="support") for person in people]
        return sum(reading.quality for reading in asked) / len(asked)

    assert mean("anna") > mean("boris") > mean("dana")
