"""For any person and any rules: what is promised holds, and no rule is broken."""

from datetime import datetime, time, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.gates.decide import CHECKS, Ask, Skip, decide
from bot.gates.facts import Facts, PastAsk, QuietHours, Rules, WorkingDays
from bot.gates.person import ignored_in_a_row
from tests.bot.gates.test_decide import BERLIN, NOW

GATE = dict(CHECKS)
WAITS = {"floor", "cap", "clock", "gap", "patience", "sample"}


def spans(most_days: int) -> st.SearchStrategy[timedelta]:
    return st.timedeltas(min_value=timedelta(), max_value=timedelta(days=most_days))


@st.composite
def past_asks(draw: st.DrawFn) -> PastAsk:
    at = NOW - draw(spans(400)) + timedelta(days=2)
    answered = draw(st.none() | spans(14))
    return PastAsk(
        survey=draw(st.sampled_from(["own", "other"])),
        at=at,
        answered_at=None if answered is None else at + answered,
        expired=answered is None and draw(st.booleans()),
    )


def newest_first(asks: list[PastAsk]) -> list[PastAsk]:
    return sorted(asks, key=lambda each: each.at, reverse=True)


PEOPLE = st.builds(
    Facts,
    person=st.text(max_size=3),
    survey=st.just("own"),
    closed_at=spans(2).map(lambda ago: NOW - ago),
    asks=st.lists(past_asks(), max_size=8).map(newest_first),
    again=st.booleans(),
    present=st.booleans(),
)
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))
RULES = st.builds(
    Rules,
    delay=spans(3),
    floor=spans(5),
    gap=spans(30),
    cap_asks=st.integers(1, 4),
    cap_per=spans(120),
    after_answer=spans(120),
    after_silence=spans(60),
    patience_factor=st.floats(1, 100),
    patience_limit=spans(200),
    drop_after=spans(3),
    quiet_hours=st.builds(QuietHours, CLOCKS, CLOCKS, st.just(BERLIN)),
    working_days=st.builds(
        WorkingDays,
        st.frozensets(st.integers(0, 6), min_size=1),
        st.frozensets(st.dates(NOW.date(), NOW.date() + timedelta(days=9)), max_size=3),
    ),
    sample=st.floats(0, 1),
    sample_period=st.timedeltas(min_value=timedelta(hours=1), max_value=timedelta(days=365)),
)


@settings(deadline=None, max_examples=150)
@given(PEOPLE, RULES)
def test_until_is_a_moment_at_which_that_gate_opens(told: Facts, rules: Rules) -> None:
    outcome = decide(told, rules, now=NOW)
    assume(isinstance(outcome, Skip) and outcome.until is not None)
    assert isinstance(outcome, Skip)
    assert outcome.until is not None
    assert outcome.gate in WAITS
    assert outcome.until > NOW
    assert GATE[outcome.gate](told, rules, outcome.until) is None
    assert GATE[outcome.gate](told, rules, outcome.until - timedelta(microseconds=1)) is not None


@settings(deadline=None, max_examples=150)
@given(PEOPLE, RULES)
def test_an_ask_breaks_no_rule(told: Facts, rules: Rules) -> None:
    outcome = decide(told, rules, now=NOW)
    assume(isinstance(outcome, Ask))
    assert isinstance(outcome, Ask)
    at = outcome.at
    assert at >= NOW
    others = [ask for ask in told.asks if ask.survey != "own"]
    assert all(at - ask.at >= rules.floor for ask in told.asks)
    assert all(at - ask.at >= rules.gap for ask in others)
    assert sum(at - ask.at < rules.cap_per for ask in told.asks) < rules.cap_asks
    if not told.present:
        assert not is_quiet(at, rules.quiet_hours)
        assert rules.working_days.include(at.astimezone(BERLIN).date())
    if not told.again:
        assert not silenced(told, rules, at)
        assert told.present or at - told.closed_at <= rules.drop_after  # type: ignore[operator]


def is_quiet(at: datetime, quiet: QuietHours) -> bool:
    def minutes(clock: time) -> int:
        return clock.hour * 60 + clock.minute

    length = (minutes(quiet.end) - minutes(quiet.start)) % (24 * 60)
    return (minutes(at.astimezone(BERLIN).time()) - minutes(quiet.start)) % (24 * 60) < length


def silenced(told: Facts, rules: Rules, at: datetime) -> bool:
    for ask in told.asks:
        begun = ask.at if ask.answered_at is None else ask.answered_at
        wait = rules.after_silence if ask.answered_at is None else rules.after_answer
        if ask.survey == "own" and at < begun + wait:
            return True
    ignored = ignored_in_a_row(told.asks)
    days = rules.gap.total_seconds() * rules.patience_factor**ignored
    patient = min(days, rules.patience_limit.total_seconds())
    return bool(ignored) and (at - told.asks[0].at).total_seconds() < patient - 1


@given(st.lists(st.sampled_from(["answered", "expired", "open"]), max_size=8))
def test_only_the_newest_run_of_ignored_questions_counts(kinds: list[str]) -> None:
    asks = [
        PastAsk("own", NOW, NOW if kind == "answered" else None, expired=kind == "expired")
        for kind in kinds
    ]
    run = kinds[: kinds.index("answered")] if "answered" in kinds else kinds
    assert ignored_in_a_row(asks) == run.count("expired")
