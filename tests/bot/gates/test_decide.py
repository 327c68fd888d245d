"""Every gate at its boundary: it passes, it refuses, and it says until when."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.gates.decide import GATES, Ask, Skip, decide
from bot.gates.facts import Facts, PastAsk, QuietHours, Rules
from bot.gates.timing import after_quiet_hours

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")
NEVER_QUIET = QuietHours(time(0), time(0), BERLIN)
NIGHT = QuietHours(time(21), time(9), BERLIN)


def rules(**changes: object) -> Rules:
    usual: dict[str, object] = {
        "delay": timedelta(),
        "floor": DAY,
        "gap": 7 * DAY,
        "cap_asks": 3,
        "cap_per": 90 * DAY,
        "after_answer": 90 * DAY,
        "after_silence": 30 * DAY,
        "patience_factor": 2.0,
        "patience_limit": 180 * DAY,
        "drop_after": DAY,
        "quiet_hours": NEVER_QUIET,
    }
    return Rules(**{**usual, **changes})  # type: ignore[arg-type]


def facts(**changes: object) -> Facts:
    usual: dict[str, object] = {"person": "1", "survey": "own", "closed_at": NOW}
    return Facts(**{**usual, **changes})  # type: ignore[arg-type]


def asked(ago: timedelta, survey: str = "other", **more: object) -> PastAsk:
    return PastAsk(survey, NOW - ago, **more)  # type: ignore[arg-type]


def verdict(told: Facts, given: Rules) -> tuple[str | None, datetime | None]:
    outcome = decide(told, given, now=NOW)
    return (outcome.gate, outcome.until) if isinstance(outcome, Skip) else (None, None)


def test_a_person_never_asked_is_asked_now_and_every_gate_is_in_the_trace() -> None:
    outcome = decide(facts(), rules(), now=NOW)
    assert isinstance(outcome, Ask)
    assert outcome.at == NOW
    assert tuple(each.gate for each in outcome.trace) == GATES


def test_the_gates_stand_in_the_order_that_is_told_to_people() -> None:
    """Other systems read these names: a new gate is one more of them, and none is renamed."""
    assert GATES == (
        "opted_out", "unreachable", "staff", "duplicate", "order", "minimum", "floor", "cap",
        "clock", "gap", "patience", "sample", "quota", "precision", "live_talk", "workday",
        "quiet_hours", "expired",
    )  # fmt: skip


def test_the_trace_of_a_refusal_ends_with_it() -> None:
    outcome = decide(facts(asks=[asked(HOUR)]), rules(), now=NOW)
    assert outcome.trace[-1].gate == "floor"
    assert not outcome.trace[-1].passed
    assert all(each.passed for each in outcome.trace[:-1])


@pytest.mark.parametrize(
    ("told", "gate"),
    [
        ({"opted_out": True}, "opted_out"),
        ({"unreachable": True}, "unreachable"),
        ({"asked_already": True}, "duplicate"),
        ({"chosen": "another"}, "order"),
    ],
)
def test_what_time_alone_does_not_mend_has_no_until(told: dict[str, object], gate: str) -> None:
    assert verdict(facts(**told), rules()) == (gate, None)


def test_who_opens_a_link_is_there_whatever_was_refused_meanwhile() -> None:
    """The reply that went before the question may have been refused: the question tries itself."""
    assert verdict(facts(unreachable=True, present=True), rules()) == (None, None)


def test_a_survey_chosen_for_this_interaction_does_not_stand_in_its_own_way() -> None:
    assert verdict(facts(chosen="own"), rules()) == (None, None)


@pytest.mark.parametrize(
    ("gate", "ask", "given", "wait"),
    [
        ("floor", {}, {"gap": timedelta()}, DAY),
        ("clock", {"survey": "own"}, {"floor": timedelta()}, 30 * DAY),
        ("gap", {}, {"floor": timedelta()}, 7 * DAY),
        ("patience", {"expired": True}, {"floor": timedelta()}, 14 * DAY),
        ("cap", {}, {"cap_asks": 1, "floor": timedelta(), "gap": timedelta()}, 90 * DAY),
    ],
)
def test_a_gate_opens_exactly_when_it_says(
    gate: str, ask: dict[str, object], given: dict[str, object], wait: timedelta
) -> None:
    early = facts(asks=[asked(wait - TICK, **ask)])  # type: ignore[arg-type]
    assert verdict(early, rules(**given)) == (gate, NOW + TICK)
    on_time = facts(asks=[asked(wait, **ask)])  # type: ignore[arg-type]
    assert verdict(on_time, rules(**given)) == (None, None)


def test_after_an_answer_the_clock_runs_from_the_answer() -> None:
    answered = asked(91 * DAY, "own", answered_at=NOW - 89 * DAY)
    assert verdict(facts(asks=[answered]), rules()) == ("clock", NOW + DAY)


def test_a_late_answer_to_an_older_question_is_remembered() -> None:
    older = asked(40 * DAY, "own", answered_at=NOW - 2 * DAY)
    newer = asked(31 * DAY, "own")
    assert verdict(facts(asks=[newer, older]), rules()) == ("clock", NOW + 88 * DAY)


def test_one_survey_has_no_gap_to_itself() -> None:
    given = rules(after_silence=timedelta(), floor=timedelta())
    assert verdict(facts(asks=[asked(HOUR, "own")]), given) == (None, None)


def test_patience_doubles_with_each_ignored_question_up_to_its_limit() -> None:
    given = rules(floor=timedelta(), cap_asks=1000)
    for ignored, days in ((1, 14), (2, 28), (4, 112), (5, 180), (900, 180)):
        asks = [asked(10 * DAY + n * TICK, expired=True) for n in range(ignored)]
        assert verdict(facts(asks=asks), given) == ("patience", NOW + (days - 10) * DAY)


def test_an_answer_resets_patience() -> None:
    answered = asked(30 * DAY, answered_at=NOW - 29 * DAY)
    asks = [asked(14 * DAY, expired=True), answered, asked(60 * DAY, expired=True)]
    assert verdict(facts(asks=asks), rules(cap_asks=9)) == (None, None)


@pytest.mark.parametrize(("after_answer", "after_silence"), [(90, 30), (30, 90), (60, 60)])
@pytest.mark.parametrize("ended", [{}, {"answered_at": NOW - DAY}, {"expired": True}])
def test_the_clock_of_an_anonymous_survey_runs_from_the_asking_alone(
    after_answer: int, after_silence: int, ended: dict[str, object]
) -> None:
    """For the longer of the two, whatever came of it: no date tells who has answered."""
    told = facts(asks=[asked(20 * DAY, "own", anonymous=True, **ended)])
    given = rules(after_answer=after_answer * DAY, after_silence=after_silence * DAY)
    longer = max(after_answer, after_silence)
    assert verdict(told, given) == ("clock", NOW + (longer - 20) * DAY)


@pytest.mark.parametrize("ended", [{}, {"answered_at": NOW - DAY}, {"expired": True}])
def test_an_anonymous_question_neither_tries_patience_nor_gives_it_back(
    ended: dict[str, object],
) -> None:
    between = asked(12 * DAY, "other", anonymous=True, **ended)
    ignored = asked(30 * DAY, expired=True)
    told = facts(asks=[asked(10 * DAY, expired=True), between, ignored])
    assert verdict(told, rules(floor=timedelta(), cap_asks=1000)) == ("patience", NOW + 18 * DAY)


def test_later_is_exempt_from_duplicate_clock_and_age_but_not_from_floor_and_cap() -> None:
    again = {"again": True, "asked_already": True, "closed_at": NOW - 9 * DAY}
    assert verdict(facts(asks=[asked(DAY, "own")], **again), rules()) == (None, None)
    assert verdict(facts(asks=[asked(HOUR, "own")], **again), rules())[0] == "floor"
    assert verdict(facts(asks=[asked(DAY, "own")], **again), rules(cap_asks=1))[0] == "cap"


def test_an_interaction_closed_too_long_ago_is_dropped() -> None:
    assert verdict(facts(closed_at=NOW - DAY), rules()) == (None, None)
    assert verdict(facts(closed_at=NOW - DAY - TICK), rules()) == ("expired", None)


def test_who_opens_a_link_is_asked_at_once_however_late_and_at_night() -> None:
    midnight = datetime(2026, 11, 16, 23, 0, tzinfo=UTC)
    outcome = decide(
        facts(present=True, closed_at=midnight - 9 * DAY), rules(quiet_hours=NIGHT), now=midnight
    )
    assert isinstance(outcome, Ask)
    assert outcome.at == midnight


def test_the_delay_and_quiet_hours_postpone() -> None:
    given = rules(delay=timedelta(minutes=10))
    assert decide(facts(), given, now=NOW).at == NOW + timedelta(minutes=10)  # type: ignore[union-attr]
    evening = datetime(2026, 11, 16, 19, 55, tzinfo=UTC)  # 20:55 in Berlin
    outcome = decide(
        facts(closed_at=evening),
        rules(delay=timedelta(minutes=10), quiet_hours=NIGHT),
        now=evening,
    )
    assert isinstance(outcome, Ask)
    assert outcome.at == datetime(2026, 11, 17, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "at", "expected"),
    [
        (time(21), time(9), "2026-11-16T20:59:59+01:00", None),
        (time(21), time(9), "2026-11-16T21:00:00+01:00", "2026-11-17T09:00:00+01:00"),
        (time(21), time(9), "2026-11-17T08:59:59+01:00", "2026-11-17T09:00:00+01:00"),
        (time(21), time(9), "2026-11-17T09:00:00+01:00", None),
        (time(12), time(14), "2026-11-16T13:00:00+01:00", "2026-11-16T14:00:00+01:00"),
        (time(21), time(0), "2026-11-16T23:00:00+01:00", "2026-11-17T00:00:00+01:00"),
        # 29 March 2026: two o'clock is followed by three; 25 October: two o'clock comes twice
        (time(21), time(9), "2026-03-28T22:00:00+01:00", "2026-03-29T09:00:00+02:00"),
        (time(21), time(2, 30), "2026-03-29T01:59:00+01:00", "2026-03-29T03:30:00+02:00"),
        (time(21), time(2, 30), "2026-10-25T02:10:00+02:00", "2026-10-25T02:30:00+01:00"),
        (time(21), time(2, 30), "2026-10-25T02:10:00+01:00", "2026-10-25T02:30:00+01:00"),
        (time(21), time(2, 30), "2026-10-25T02:30:00+02:00", None),  # the clock shows their end
        (time(1), time(2, 30), "2026-10-25T02:30:00+02:00", None),
        (time(1), time(2, 30), "2026-10-25T01:00:00+02:00", "2026-10-25T02:30:00+01:00"),
    ],
)
def test_quiet_hours_end_by_the_clock_on_the_wall(
    start: time, end: time, at: str, expected: str | None
) -> None:
    moment = datetime.fromisoformat(at).astimezone(UTC)
    ends = after_quiet_hours(moment, QuietHours(start, end, BERLIN))
    assert ends == datetime.fromisoformat(expected or at)
