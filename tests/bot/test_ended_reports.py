"""/frt, /retention and /contacts: from interactions and orders in a database to the reply."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import Refusal
from tests.bot.counter import Counter, open_counter
from tests.bot.town import VOICE

WEEK = "16-22 Nov 2026, Europe/Berlin"


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    async with open_counter(tmp_path) as opened:
        yield opened


async def refusal(counter: Counter, text: str) -> str:
    with pytest.raises(Refusal) as caught:
        await counter.text(text)
    return VOICE.say(caught.value.key, **caught.value.values)


# -- /frt ------------------------------------------------------------------------------------------


async def test_first_replies_of_a_week_read_like_this(counter: Counter) -> None:
    await counter.ended(*range(1, 40), None, None)
    await counter.ended(5, timed=False)
    assert await counter.text("/frt week") == (
        "<b>First reply</b>: half within 20 min (13 min to 27 min)\n"
        "90 % within 35 min\n"
        "42 interactions: 39 replied to, 2 ended without a reply, 1 lacked the times\n"
        "Previous 7 days: no replies with both times\n"
        f"{WEEK}"
    )


async def test_who_got_no_reply_is_never_dropped(counter: Counter) -> None:
    await counter.ended(None, None, None)
    lines = await counter.lines("/frt")
    assert lines[0] == "<b>First reply</b>: too few replies for a figure, which takes 5"
    assert lines[1] == "3 interactions: 0 replied to, 3 ended without a reply"


async def test_without_times_the_reply_says_what_to_send(counter: Counter) -> None:
    assert (await counter.lines("/frt"))[0] == "No interactions ended these days."
    await counter.ended(None, timed=False)
    lines = await counter.lines("/frt")
    assert lines[0] == "No times of first replies are known of these days."
    assert '"opened_at": "2026-11-22T09:00:00Z", "first_reply_at"' in lines[1]


async def test_the_slowest_channel_is_named_only_where_it_lies_clear(counter: Counter) -> None:
    await counter.ended(*range(1, 41), channel="chat")
    await counter.ended(*range(11, 51), channel="phone")
    assert "Slowest" not in await counter.text("/frt")
    await counter.ended(*range(200, 240), channel="email")
    slowest = "Slowest channel: email, half within 3.7 h (3.6 h to 3.8 h), clear of all others"
    assert slowest in await counter.lines("/frt")
    assert "Slowest" not in await counter.text("/frt channel=email")


async def test_a_slow_channel_with_few_replies_is_not_named(counter: Counter) -> None:
    await counter.ended(*range(1, 41), channel="chat")
    await counter.ended(*[500] * 29, channel="email")
    assert "Slowest" not in await counter.text("/frt")


async def test_slower_than_the_week_before_is_said_with_its_range(counter: Counter) -> None:
    await counter.ended(*[10, 11, 12, 13, 14] * 8, days_ago=9)
    await counter.ended(*[30, 31, 32, 33, 34] * 8)
    before = "Previous 7 days 12 min: clearly slower, by 17 min to 23 min"
    assert before in await counter.lines("/frt")
    forward = await counter.lines("/frt 2026-11-13 vs 2026-11-21")
    assert "13 Nov 2026 12 min: clearly slower, by 17 min to 23 min" in forward


async def test_rows_of_a_cut_with_few_replies_are_counts(counter: Counter) -> None:
    await counter.ended(*range(1, 31), agent="anna")
    await counter.ended(7, 8, agent="bo")
    text = await counter.text("/frt by agent")
    assert "<pre>agent  n   half   90 %\nanna  30 16 min 27 min\nbo     2</pre>" in text
    assert "not for rewarding or punishing" in text


async def test_days_are_cut_by_the_local_clock(counter: Counter) -> None:
    await counter.ended(*[1, 2, 3, 4, 5], days_ago=1 + 18.5 / 24)  # 00:30 in Berlin
    text = await counter.text("/frt by day")
    assert "21 Nov 5 3 min 4.6 min</pre>" in text


async def test_office_hours_stand_still_at_night_and_the_reply_says_so(counter: Counter) -> None:
    friday_evening = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # half an hour before they go
    minutes = (24 + 20) * 60  # until Sunday noon, when nobody is there
    await counter.ended(*[minutes] * 6, days_ago=0, opened=friday_evening)
    assert "half within 44 h" in await counter.text("/frt")
    counter.reports(office={})
    text = await counter.text("/frt")
    assert "half within 30 min" in text
    assert "Office hours only: Mon, Tue, Wed, Thu, Fri, 09:00-18:00" in text


async def test_a_reply_before_the_question_took_no_time(counter: Counter) -> None:
    await counter.ended(*[-3] * 6)
    assert "half within 0 s" in await counter.text("/frt")


async def test_an_unknown_channel_is_refused_with_those_there_are(counter: Counter) -> None:
    await counter.ended(1, 2)
    assert await refusal(counter, "/frt channel=chad") == (
        'Nothing is known of channel "chad" in the last year; there are: chat. For example: '
        "/frt 2026-11-16..2026-11-22 channel=chat"
    )


# -- /retention ------------------------------------------------------------------------------------


async def test_retention_counts_who_came_again(counter: Counter) -> None:
    await counter.visited(*range(50), days_ago=70)
    await counter.visited(*range(40), days_ago=40)
    await counter.visited(*range(10, 60), days_ago=5)
    assert await counter.text("/retention") == (
        "<b>Retention</b> 75 % (59 % to 87 %), no clear change\n"
        "Of 40 customers of 24 Sep - 23 Oct 2026 30 came again, 10 did not\n"
        "20 of the 50 customers now were not there before\n"
        "Previous 30 days 80 %: no clear change (-34 to +23 points)\n"
        "24 Oct - 22 Nov 2026, Europe/Berlin"
    )


async def test_a_window_below_four_weeks_is_refused(counter: Counter) -> None:
    words = "{} days are too short for retention: it wants a window of 28 days or more."
    assert await refusal(counter, "/retention week") == (
        words.format(7) + " For example: /retention month"
    )
    assert words.format(27) in await refusal(counter, "/retention 27d")
    assert "No customers are known" in await counter.text("/retention 28d")


async def test_nobody_before_is_not_zero(counter: Counter) -> None:
    await counter.visited(1, 2, 3, days_ago=3)
    text = await counter.text("/retention")
    assert text.startswith("No customers are known of 24 Sep - 23 Oct 2026")
    assert "%" not in text


async def test_records_that_begin_inside_the_window_before_are_told(counter: Counter) -> None:
    await counter.visited(*range(10), days_ago=40)
    assert "Interactions are on record from 13 Oct on only" in await counter.text("/retention")
    await counter.visited(99, days_ago=100)
    assert "on record" not in await counter.text("/retention")


async def test_days_to_come_are_told(counter: Counter) -> None:
    await counter.visited(*range(10), days_ago=30)
    assert "8 days of this window are still to come" in await counter.text("/retention 2026-11")


async def test_retention_follows_the_touchpoint(counter: Counter) -> None:
    await counter.visited(*range(10), days_ago=40, touchpoint="sales")
    await counter.visited(*range(5), days_ago=4, touchpoint="sales")
    await counter.visited(*range(10), days_ago=3)
    text = await counter.text("/retention touchpoint=sales")
    assert "Of 10 customers of 24 Sep - 23 Oct 2026 5 came again, 5 did not" in text


# -- /contacts -------------------------------------------------------------------------------------


async def test_contacts_are_measured_against_orders(counter: Counter) -> None:
    await counter.visited(*range(20), *range(10), days_ago=2)
    await counter.visited(*range(10), days_ago=3)
    await counter.visited(*range(7), days_ago=2, touchpoint="sales")
    await counter.ordered(dict.fromkeys(range(1, 7), 400))
    assert await counter.text("/contacts week") == (
        "<b>Contacts for each 10,000 orders</b>: gross 167 (119 to 227)\n"
        "net 125 (84 to 178), one for a customer and day\n"
        "40 contacts (30 net) at support, 2,400 orders\n"
        "Previous 7 days: no orders known to compare with\n"
        "Left out, its orders are not known: 22 Nov\n"
        f"{WEEK}"
    )


async def test_days_without_known_orders_are_left_out_on_both_sides(counter: Counter) -> None:
    await counter.visited(*range(10), days_ago=2)
    await counter.visited(*range(10), days_ago=3)
    await counter.ordered({2: 1000})
    text = await counter.text("/contacts week")
    assert "gross 100 " in text
    assert "10 contacts (10 net) at support, 1,000 orders" in text
    named = "Left out, their orders are not known: 16 Nov, 17 Nov, 18 Nov, 19 Nov, 21 Nov, 1 more"
    assert named in text


async def test_a_day_without_orders_is_a_day_with_contacts(counter: Counter) -> None:
    await counter.visited(*range(10), days_ago=2)
    await counter.ordered({2: 0})
    assert "There were no orders on the days that are known" in await counter.text("/contacts week")
    await counter.ordered({1: 1000})
    assert "gross 100 " in await counter.text("/contacts week")


async def test_sources_are_added_up_and_a_silent_one_leaves_the_day_out(counter: Counter) -> None:
    await counter.visited(1, days_ago=2)
    await counter.ordered({1: 100, 2: 100, 3: 100})
    await counter.ordered({1: 50, 3: 50}, source="stall")
    text = await counter.text("/contacts 2026-11-19..2026-11-21")
    assert "0 contacts (0 net) at support, 300 orders" in text
    assert "Left out, its orders are not known: 20 Nov" in text
    await counter.ordered({2: 0}, source="stall")
    text = await counter.text("/contacts 2026-11-19..2026-11-21")
    assert "1 contact (1 net) at support, 400 orders" in text


async def test_more_contacts_than_before_are_told_as_times(counter: Counter) -> None:
    await counter.visited(*range(40), days_ago=9)
    await counter.visited(*range(120), days_ago=2)
    await counter.ordered({9: 5000, 2: 5000})
    text = await counter.text("/contacts week")
    assert "Previous 7 days 80: clearly up, 1.41 to 7.08 times as many" in text


async def test_contacts_by_channel_and_day(counter: Counter) -> None:
    await counter.ended(*[1] * 30, channel="chat", days_ago=2)
    await counter.ended(*[1] * 10, channel=None, days_ago=1)
    await counter.ordered({1: 1000, 2: 1000})
    rows = (await counter.text("/contacts week by channel")).split("<pre>")[1].split("</pre>")[0]
    assert [line.split() for line in rows.splitlines()] == [
        ["channel", "gross", "range", "net"],
        ["chat", "150", "101..214", "150"],
        ["(none)", "50", "24..92", "50"],
    ]
    rows = (await counter.text("/contacts week by day")).split("<pre>")[1].split("</pre>")[0]
    assert [line.split()[:3] for line in rows.splitlines()[1:]] == [
        ["20", "Nov", "300"],
        ["21", "Nov", "100"],
    ]


async def test_the_operator_says_which_touchpoints_are_contacts(counter: Counter) -> None:
    await counter.visited(*range(10), days_ago=2, touchpoint="sales")
    await counter.ordered({2: 1000})
    assert "gross 0.0 " in await counter.text("/contacts week")
    counter.reports(contacts=["support", "sales"])
    assert "at support, sales, 1,000 orders" in await counter.text("/contacts week")
    assert "10 contacts" in await counter.text("/contacts week touchpoint=sales")


async def test_without_orders_the_reply_says_how_to_send_them(counter: Counter) -> None:
    await counter.visited(1, days_ago=1)
    text = await counter.text("/contacts")
    assert text.startswith("No orders are known of these days")
    assert 'POST /v1/orders {"day": "2026-11-22", "orders": 1234}' in text
    assert "afterword import orders FILE.csv" in text


async def test_an_unknown_touchpoint_is_refused_with_those_there_are(counter: Counter) -> None:
    await counter.visited(1, days_ago=2)
    await counter.ordered({2: 100})
    refused = await refusal(counter, "/contacts week touchpoint=suport")
    assert "there are: support. For example: /contacts 2026-11-16..2026-11-22" in refused
