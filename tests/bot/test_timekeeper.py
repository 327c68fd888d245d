"""When the wall is believed: what replies tell, what has passed, and what is stored."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import CLOCKS_DIFFER, Timekeeper, elapsed_s
from tests.bot.stage import START

SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=n) for n in (1, 60, 3600, 86400))
YEAR = 365 * DAY


class Told:
    """A timekeeper with a wall, an elapsed clock and replies that are told by hand."""

    def __init__(self, *, replies: int = 5) -> None:
        self.passed, self.ahead = 0.0, timedelta()
        self.start()
        for _ in range(replies):
            self.hear()

    def start(self, boot: str = "one") -> None:
        """Begin a process, in a run of the machine."""
        self.keeper = Timekeeper(self.wall, lambda: self.passed, boot)

    def truth(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def wall(self) -> datetime:
        return self.truth() + self.ahead

    def hear(self, ahead: timedelta = timedelta(), times: int = 1) -> None:
        for _ in range(times):
            self.keeper.heard(self.truth() + ahead)

    def go_on(self, by: timedelta, *, look_every: timedelta = 10 * SECOND) -> None:
        """Let time pass while the bot looks at the clock now and then."""
        left = by.total_seconds()
        while left > 0:
            step = min(left, look_every.total_seconds())
            self.passed, left = self.passed + step, left - step
            self.keeper()

    @property
    def why(self) -> str | None:
        doubt = self.keeper.doubt()
        return doubt.why if doubt is not None else None

    def state(self) -> tuple[str | None, timedelta]:
        """Why the wall is not believed, and how far what is believed is from the truth."""
        return self.why, self.off

    @property
    def off(self) -> timedelta:
        """How far what is believed is from the truth."""
        return self.keeper() - self.truth()


@pytest.mark.parametrize("ahead", [YEAR, -YEAR, 6 * MINUTE, -6 * MINUTE])
def test_a_wall_that_jumps_is_not_believed_and_the_time_goes_on_without_it(
    ahead: timedelta,
) -> None:
    told = Told()
    told.ahead = ahead
    assert told.state() == ("jumped", timedelta())
    told.go_on(5 * SECOND)
    assert told.state() == ("jumped", timedelta())
    told.ahead = timedelta()
    assert told.why == "jumped"
    told.go_on(59 * SECOND)
    assert told.why == "jumped"
    told.go_on(2 * SECOND)
    assert told.state() == (None, timedelta())


def test_a_jump_in_the_minute_of_agreement_begins_it_anew() -> None:
    told = Told()
    told.ahead = YEAR
    told.go_on(5 * SECOND)
    told.ahead = timedelta()
    told.go_on(50 * SECOND)
    told.ahead = -DAY
    told.go_on(SECOND)
    told.ahead = timedelta()
    told.go_on(50 * SECOND)
    assert told.why == "jumped"
    told.go_on(20 * SECOND)
    assert told.why is None


@pytest.mark.parametrize("step", [2 * SECOND, -2 * SECOND, 4 * MINUTE, -4 * MINUTE])
def test_a_step_of_the_time_service_is_no_fault(step: timedelta) -> None:
    told = Told()
    told.ahead = step
    assert told.state() == (None, step)


def test_steps_that_add_up_are_no_fault_while_replies_confirm_the_wall() -> None:
    told = Told()
    for n in range(1, 6):
        told.ahead = n * 2 * MINUTE
        assert told.why is None
        told.hear(told.ahead, times=5)
    assert told.why is None


def test_suspended_for_three_days_is_no_fault() -> None:
    told = Told()
    told.passed += (3 * DAY).total_seconds()
    assert told.state() == (None, timedelta())


def test_an_elapsed_clock_that_slept_is_put_right_by_the_replies() -> None:
    """Where suspended time is not counted, the wall seems to have jumped until Telegram agrees."""
    told = Told()
    told.ahead = 3 * DAY
    assert told.why == "jumped"
    told.hear(3 * DAY, times=3)
    assert told.why is not None
    told.go_on(61 * SECOND)
    assert told.state() == (None, 3 * DAY)


@pytest.mark.parametrize("odd", [YEAR, -YEAR])
def test_one_odd_reply_or_two_move_nothing(odd: timedelta) -> None:
    told = Told()
    for times in (1, 2):
        told.hear(odd, times=times)
        assert told.state() == (None, timedelta())
        told.hear(times=5)


def test_replies_that_keep_differing_are_believed_rather_than_the_wall() -> None:
    told = Told()
    told.hear(-YEAR, times=5)
    assert told.state() == ("differs_from_telegram", -YEAR)
    told.hear(times=5)
    told.go_on(61 * SECOND)
    assert told.state() == (None, timedelta())


def test_at_the_start_nothing_is_done_because_of_the_time_before_a_reply_agrees() -> None:
    told = Told(replies=0)
    assert told.state() == ("no_reply_yet", timedelta())
    told.hear()
    assert told.why is None


def test_an_odd_first_reply_costs_no_minute() -> None:
    told = Told(replies=0)
    told.hear(-YEAR)
    assert told.why == "no_reply_yet"
    told.hear()
    assert told.state() == (None, timedelta())


@pytest.mark.parametrize("ahead", [YEAR, -YEAR])
def test_a_wall_that_is_wrong_at_the_start_is_found_out_by_the_replies(ahead: timedelta) -> None:
    told = Told(replies=0)
    told.ahead = ahead
    told.hear(times=2)
    assert told.state() == ("differs_from_telegram", timedelta())
    told.ahead = timedelta()  # the time service has put it right
    told.go_on(75 * SECOND)
    assert told.state() == (None, timedelta())


def test_a_wall_before_the_stored_times_is_wrong_until_replies_say_otherwise() -> None:
    told = Told(replies=0)
    told.keeper.remember(START + DAY, None)
    assert told.state() == ("before_stored_times", DAY)
    told.hear()
    assert told.state() == ("before_stored_times", timedelta())
    told.go_on(61 * SECOND)
    assert told.why is None


@pytest.mark.parametrize("newest", [None, START - YEAR, START + 4 * MINUTE])
def test_stored_times_that_prove_nothing(newest: datetime | None) -> None:
    told = Told(replies=0)
    told.keeper.remember(newest, None)
    told.hear()
    assert told.state() == (None, timedelta())


@pytest.mark.parametrize("ahead", [YEAR, -YEAR, 6 * MINUTE, -6 * MINUTE])
def test_a_process_that_starts_while_the_wall_is_wrong_knows_better(ahead: timedelta) -> None:
    told = Told()
    noted = told.keeper.boot()
    assert noted is not None
    told.go_on(HOUR)
    told.ahead = ahead
    told.start()
    told.keeper.remember(told.truth() - MINUTE, noted)
    assert told.state() == ("jumped", timedelta())
    told.hear(times=2)
    assert told.off == timedelta()
    told.ahead = timedelta()
    told.go_on(75 * SECOND)
    assert told.state() == (None, timedelta())


def test_what_is_noted_of_a_run_is_what_replies_told_rather_than_the_wall() -> None:
    """Else two honest walls, one ahead and one behind, would be too far apart."""
    told = Told()
    told.ahead = 4 * MINUTE
    told.hear(times=5)
    noted = told.keeper.boot()
    told.ahead = -4 * MINUTE
    told.start()
    told.keeper.remember(None, noted)
    told.hear()
    assert told.why is None


def test_what_was_known_of_another_run_of_the_machine_tells_nothing() -> None:
    told = Told()
    noted = told.keeper.boot()
    told.passed += YEAR.total_seconds()
    told.start(boot="another")
    told.passed = 0.0  # the elapsed clock begins anew
    told.keeper.remember(None, noted)
    told.hear()
    assert told.state() == (None, timedelta())


def test_nothing_is_noted_of_a_run_whose_time_is_in_doubt() -> None:
    told = Told(replies=0)
    assert told.keeper.boot() is None
    told.hear()
    assert told.keeper.boot() is not None
    told.ahead = YEAR
    assert told.keeper.boot() is None
    assert Timekeeper(told.wall, lambda: told.passed).boot() is None


def test_where_no_reply_tells_the_time_a_wall_that_stays_is_believed_after_an_hour() -> None:
    told = Told(replies=0)
    told.keeper.heard(None)
    assert told.why is None
    told.ahead = 4 * MINUTE
    assert told.why is None
    told.ahead = 8 * MINUTE  # it follows steps
    assert told.why is None
    told.ahead = DAY
    told.go_on(50 * MINUTE)
    assert told.state() == ("jumped", 8 * MINUTE)
    told.go_on(12 * MINUTE)
    assert told.state() == (None, DAY)


@given(
    jumps=st.lists(
        st.tuples(
            st.timedeltas(min_value=-YEAR, max_value=YEAR),
            st.timedeltas(min_value=timedelta(), max_value=2 * HOUR),
        ),
        max_size=8,
    )
)
def test_however_the_wall_jumps_what_is_believed_stays_near_the_truth(
    jumps: list[tuple[timedelta, timedelta]],
) -> None:
    told = Told()
    for ahead, lasts in jumps:
        told.ahead = ahead
        wrong = abs(ahead) > CLOCKS_DIFFER
        assert (told.why is not None) or not wrong
        assert abs(told.off) <= CLOCKS_DIFFER
        told.go_on(lasts, look_every=MINUTE)
        told.hear()
        assert abs(told.off) <= CLOCKS_DIFFER
    told.ahead = timedelta()
    told.go_on(122 * SECOND)
    assert told.state() == (None, timedelta())


def test_the_elapsed_clock_of_this_machine_goes_forward() -> None:
    assert 0 <= elapsed_s() <= elapsed_s()
