"""The checker notices what it is there for: a log that was tampered with has faults."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.cadence.checker import judge
from tests.cadence.log import Entry
from tests.cadence.lots import DAY, TICK
from tests.cadence.test_histories import play

Log = list[Entry]


def first(log: Log, fits: Callable[[Entry], bool]) -> int:
    return next(place for place, entry in enumerate(log) if fits(entry))


def a_skip_without_reason(log: Log) -> None:
    place = first(log, lambda it: it.what == "decided" and it.gate is None)
    log[place] = replace(log[place], gate="floor", at=None)


def another_gate(log: Log) -> None:
    place = first(log, lambda it: it.what == "decided" and it.gate is not None)
    log[place] = replace(log[place], gate="unreachable")


def a_wait_that_ends_too_soon(log: Log) -> None:
    place = first(log, lambda it: it.until is not None)
    log[place] = replace(log[place], until=(log[place].until or log[place].now) - TICK)


def an_ask_at_another_time(log: Log) -> None:
    place = first(log, lambda it: it.what == "decided" and it.at is not None)
    log[place] = replace(log[place], at=(log[place].at or log[place].now) + TICK)


def a_message_that_was_not_claimed(log: Log) -> None:
    del log[first(log, lambda it: it.what == "claimed" and it.at == it.now)]


def an_interaction_nobody_decided_about(log: Log) -> None:
    del log[first(log, lambda it: it.what == "decided" and it.gate is not None)]


def a_message_left_lying(log: Log) -> None:
    place = first(log, lambda it: it.what == "claimed" and it.at == it.now)
    message, invitation = log[place].message, log[place].invitation
    gone = {
        "claimed",
        "sent",
        "unknown",
        "failed",
        "retried",
        "answered",
        "refused",
        "expired",
        "put off",
    }
    kept = [
        it
        for it in log
        if not (it.what in gone and (it.message == message or it.invitation == invitation))
    ]
    log[:] = kept


def an_answer_refused_in_time(log: Log) -> None:
    place = first(log, lambda it: it.what == "answered")
    log[place] = replace(log[place], what="refused")


def an_answer_that_came_too_late(log: Log) -> None:
    place = first(log, lambda it: it.what == "answered")
    log[place] = replace(log[place], now=log[place].now + 15 * DAY)


def a_late_answer_that_leaves_the_patience_spent(log: Log) -> None:
    """It was answered after it had expired; who still counts it as ignored is found out."""
    expired = {it.invitation for it in log if it.what == "expired"}
    log[:] = [it for it in log if not (it.what == "answered" and it.invitation in expired)]


@pytest.mark.parametrize(
    "tamper",
    [
        a_skip_without_reason,
        another_gate,
        a_wait_that_ends_too_soon,
        an_ask_at_another_time,
        a_message_that_was_not_claimed,
        an_interaction_nobody_decided_about,
        a_message_left_lying,
        an_answer_refused_in_time,
        an_answer_that_came_too_late,
        a_late_answer_that_leaves_the_patience_spent,
    ],
)
async def test_a_log_that_was_tampered_with_has_a_fault(tamper: Callable[[Log], None]) -> None:
    log = await play(3)
    assert not judge(log)
    tamper(log)
    assert judge(log)
