"""The sample is stable for a person, and as large as it was meant to be."""

from datetime import timedelta

import pytest

from bot.gates.decide import Skip, decide
from bot.gates.sampling import in_sample, next_in_sample
from tests.bot.gates.test_decide import DAY, NOW, TICK, facts, rules

HALF = rules(sample=0.5)


def test_the_same_person_is_in_or_out_for_a_whole_period() -> None:
    for number in range(50):
        told = facts(person=str(number))
        start = next_in_sample(told, HALF, NOW)
        assert start is not None
        days = [in_sample(told, HALF, start + day * DAY) for day in range(90)]
        assert days == [True] * 90
        assert in_sample(told, HALF, start + 90 * DAY - TICK)


def test_another_survey_and_another_period_are_drawn_anew() -> None:
    people = [str(number) for number in range(200)]
    here = [in_sample(facts(person=each), HALF, NOW) for each in people]
    assert here != [in_sample(facts(person=each, survey="b"), HALF, NOW) for each in people]
    assert here != [in_sample(facts(person=each), HALF, NOW + 90 * DAY) for each in people]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_the_sample_has_the_size_that_was_asked_for(share: float) -> None:
    given = rules(sample=share)
    chosen = sum(in_sample(facts(person=str(n)), given, NOW) for n in range(4000))
    assert abs(chosen / 4000 - share) < 0.03


def test_periods_begin_at_different_times_for_different_people() -> None:
    starts = {next_in_sample(facts(person=str(n)), HALF, NOW) for n in range(20)}
    assert len(starts) == 20


def test_all_and_nobody() -> None:
    assert in_sample(facts(), rules(sample=1.0), NOW)
    nobody = rules(sample=0.0)
    outcome = decide(facts(), nobody, now=NOW)
    assert isinstance(outcome, Skip)
    assert (outcome.gate, outcome.until) == ("sample", None)


def test_a_period_of_ten_years_is_not_looked_beyond() -> None:
    given = rules(sample=0.0, sample_period=timedelta(days=3650))
    assert next_in_sample(facts(), given, NOW) is None
