"""Time, and what was before: each rule of a rehearsal on one small history."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from storage.interactions import Circumstances
from storage.replay import Before
from tests.rehearsal.histories import (
    BEGAN,
    BERLIN,
    CHAT,
    DAY,
    HOUR,
    NOW,
    config,
    ended,
    hours,
    played,
    rules,
    silent,
    talkative,
)


def test_a_question_waits_for_the_end_of_quiet_hours_and_counts_then(tmp_path: Path) -> None:
    night = rules("24h").replace('from = "00:00", to = "00:00"', 'from = "21:00", to = "09:00"')
    told = config(tmp_path, night + CHAT)
    history = [ended(1, 10 * HOUR), ended(2, 30 * HOUR), ended(3, 46 * HOUR)]  # 22:00, 18:00, 10:00
    play, asks = played(told, history, luck=silent(told))
    assert hours(asks) == [21, 46]  # at 09:00 of the next day; nothing within a day of it
    assert [str(day) for day in play.days] == ["2026-10-06", "2026-10-07"]


def test_silence_makes_patience_grow_and_an_answer_resets_it(tmp_path: Path) -> None:
    text = rules(gap="24h", factor=2.0) + CHAT.replace(
        'delay = "0s"', 'delay = "0s"\nexpires = "1h"'
    )
    told = config(tmp_path, text)
    history = [ended(n, n * 13 * HOUR) for n in range(20)]
    _, asks = played(told, history, luck=silent(told))
    assert hours(asks) == [0, 52, 156]  # no sooner than after 2, 4, then 8 days
    _, asks = played(told, history, luck=talkative(told))
    assert hours(asks) == [n * 13 for n in range(20)]


def test_what_was_asked_before_holds_from_the_first_day(tmp_path: Path) -> None:
    told = config(tmp_path, rules("24h") + CHAT)
    history = [ended(1, HOUR), ended(2, 20 * HOUR)]
    past = [_before(-6 * HOUR)]
    assert hours(played(told, history, luck=silent(told))[1]) == [1]
    assert hours(played(told, history, luck=silent(told), past=past)[1]) == [20]


def test_an_ask_from_before_runs_out_within(tmp_path: Path) -> None:
    """It was open when the rehearsal began, so that it is ignored only from its end on."""
    told = config(tmp_path, rules(gap="24h", factor=4.0) + CHAT)
    history = [ended(1, 12 * HOUR), ended(2, 20 * HOUR), ended(3, 72 * HOUR)]
    expires = BEGAN + 6 * HOUR
    past = [_before(-12 * HOUR, expires_at=expires)]
    assert hours(played(told, history, luck=silent(told), past=past)[1]) == []
    answered = [_before(-12 * HOUR, answered_at=BEGAN + HOUR)]
    assert hours(played(told, history, luck=silent(told), past=answered)[1]) == [12, 20, 72]


def test_an_ask_from_before_that_is_answered_late_is_ignored_until_then(tmp_path: Path) -> None:
    told = config(tmp_path, rules(gap="24h", factor=4.0) + CHAT)
    history = [ended(1, 12 * HOUR), ended(2, 20 * HOUR), ended(3, 72 * HOUR)]
    late = {"expires_at": BEGAN + 6 * HOUR, "answered_at": BEGAN + 16 * HOUR}
    past = [_before(-12 * HOUR, **late)]
    assert hours(played(told, history, luck=silent(told), past=past)[1]) == [20, 72]
    late = {"expires_at": BEGAN - 6 * HOUR, "answered_at": BEGAN - HOUR}
    past = [_before(-12 * HOUR, **late)]
    assert hours(played(told, history, luck=silent(told), past=past)[1]) == [12, 20, 72]


def _before(after: timedelta, **more: object) -> Before:
    usual: dict[str, object] = {
        "survey": "chat", "kind": "ask", "counted_at": BEGAN + after,
        "answered_at": None, "again": False, "expires_at": NOW + 99 * DAY, "score": None,
    }  # fmt: skip
    return Before(customer_id=1, **{**usual, **more})  # type: ignore[arg-type]


def test_a_talk_that_goes_on_takes_its_question_back(tmp_path: Path) -> None:
    """Unsent it was never made; unanswered it counts no more, so that the next end is asked."""
    text = rules("24h") + CHAT.replace('"0s"\nrepeat', '"10m"\nrepeat')
    told = config(tmp_path, text)
    minute = timedelta(minutes=1)
    history = [
        ended(1, 0 * HOUR, reopened_at=BEGAN + 5 * minute),
        ended(2, 1 * HOUR, reopened_at=BEGAN + 2 * HOUR),
        ended(3, 3 * HOUR),
    ]
    play, asks = played(told, history, luck=silent(told))
    assert [each.matter.ended.id for each in asks] == [2, 3]
    assert play.questions["chat"].counts.gates == {"live_talk": 1}
    assert play.questions["chat"].counts.withdrawn == 1


def test_who_left_is_not_asked_and_who_cannot_be_written_to_gets_a_link(tmp_path: Path) -> None:
    told = config(tmp_path, rules() + CHAT)
    left = BEGAN + 5 * HOUR
    history = [
        ended(1, HOUR, opted_out_at=left),
        ended(2, 6 * HOUR, opted_out_at=left),
        ended(3, 7 * HOUR, person=2, unreachable_at=left),
        ended(4, 8 * HOUR, person=3, reachable=False),
    ]
    play, asks = played(told, history, luck=silent(told))
    assert [each.matter.ended.id for each in asks] == [1]
    assert play.questions["chat"].counts.gates == {"opted_out": 1, "unreachable": 1}
    assert play.questions["chat"].counts.linked == 1


def test_a_quota_asks_no_more_until_its_oldest_answer_is_past(tmp_path: Path) -> None:
    told = config(tmp_path, rules() + CHAT + 'quota = { answers = 2, per = "3d" }\n')
    history = [ended(n, n * 12 * HOUR, person=n) for n in range(10)]
    _, asks = played(told, history, luck=talkative(told))
    assert hours(asks) == [0, 12, 84, 96]  # answers come an hour later; the first is past at 73
    _, asks = played(told, history, luck=silent(told))
    assert len(asks) == 10


def test_a_precision_spreads_its_asks_over_the_period(tmp_path: Path) -> None:
    """30 answers in 30 days: four asks on the first day, and later whom the lot says.

    At 50 points off the spread is known from 30 answers on, so that it is as many.
    """
    told = config(tmp_path, rules() + CHAT + 'precision = { points = 50, per = "30d" }\n')
    history = [ended(n, n * HOUR, person=n) for n in range(24 * 40)]  # from Monday noon in Berlin
    play, asks = played(told, history, luck=talkative(told))
    assert hours(asks)[:4] == [0, 1, 2, 3]
    assert hours(asks)[4] >= 12
    ends = date.fromordinal((BEGAN.date().toordinal() - 1) // 30 * 30 + 31)
    first = [each for each in asks if each.past.at.astimezone(BERLIN).date() < ends]
    after = (datetime.combine(ends, time(), BERLIN) - BEGAN) / HOUR
    assert len(first) <= 30  # nobody is asked once as many have answered
    assert any(each > after for each in hours(asks))
    assert play.questions["chat"].counts.gates == {"precision": len(history) - len(asks)}


def test_a_reminder_counts_and_is_not_sent_once_there_is_a_score(tmp_path: Path) -> None:
    told = config(tmp_path, rules("24h", cap=3) + CHAT + 'reminder = { after = "2d" }\n')
    history = [ended(1, timedelta()), ended(2, 60 * HOUR), ended(3, 80 * HOUR)]
    play, asks = played(told, history, luck=silent(told))
    assert hours(asks) == [0, 80]  # reminded at 48, so that 60 is too soon
    assert play.questions["chat"].counts.reminded == 1  # the second would be over the cap
    assert play.books[1].asked == 3
    play, asks = played(told, history, luck=talkative(told))
    assert hours(asks) == [0, 60]
    assert play.questions["chat"].counts.reminded == 0


def test_tags_small_talks_and_days_off_are_seen(tmp_path: Path) -> None:
    text = rules().replace("[cadence]", '[cadence]\nworkdays = ["mon", "wed"]')
    told = config(tmp_path, text + CHAT + "min_messages = 3\n")
    history = [
        ended(1, HOUR, told=Circumstances(None, BEGAN, None, 2, {})),
        ended(2, 2 * HOUR, told=Circumstances(None, BEGAN, None, 3, {"no-survey": "yes"})),
        ended(3, 3 * HOUR, told=Circumstances(None, BEGAN, None, 3, {"no-survey": "no"})),
        ended(4, 30 * HOUR, person=2),
    ]
    play, asks = played(told, history, luck=silent(told))
    assert hours(asks) == [3, 36]  # Wednesday begins 36 hours after Monday noon
    assert play.questions["chat"].counts.gates == {"minimum": 1, "staff": 1}
