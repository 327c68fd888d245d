"""Staff are told when contacts for each order, or a channel's first replies, clearly changed."""

import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.settings.reporting import Reports
from bot.watch.list_words import listing_screen
from bot.watch.listing import listing
from bot.watch.standing import Weeks
from bot.watch.weekly_figures import look_at_figure
from bot.words.voice import Voice
from storage import customers, interactions, orders
from storage.interactions import Interaction
from storage.transaction import Transaction
from tests.bot.town import NOW, VOICE
from tests.bot.watchtower import CHAT, MONDAY, WEEK, Tower, open_tower

STEADY = (76, 70, 80, 75, 79)  # contacts of a week, on 5,000 orders
ORDERS = 5000
DAYS = (1, 6)  # Tuesday and Sunday: the days of a week with orders


@dataclass
class Desk:
    """A help desk whose past is written week by week."""

    tower: Tower
    told: list[tuple[date, str, int | None]] = field(default_factory=list)

    def contacts(self, numbers: Sequence[int], *, channel: str = "chat") -> None:
        """Add the contacts of the weeks up to this one, the oldest first, without times."""
        for back, number in enumerate(reversed(numbers)):
            monday = MONDAY - back * WEEK
            for at in range(number):
                day = monday + timedelta(days=DAYS[at % len(DAYS)])
                self.told.append((day, channel, None))

    def replies(self, seconds: Sequence[Sequence[int]], *, channel: str) -> None:
        """Add replies of the weeks up to this one, the oldest first."""
        for back, waits in enumerate(reversed(seconds)):
            day = MONDAY - back * WEEK + timedelta(days=2)
            self.told += [(day, channel, wait) for wait in waits]

    async def keep(self, *, weeks: int = 0) -> None:
        """Write what was added, and the orders of so many weeks."""
        days = [MONDAY - back * WEEK + timedelta(days=at) for back in range(weeks) for at in DAYS]

        async def unit(tx: Transaction) -> None:
            person = await customers.add_stranger(tx, name="Somebody", at=NOW)
            for number, (day, channel, wait) in enumerate(self.told):
                closed = NOW + (day - NOW.date()) - timedelta(hours=6)
                opened = closed - timedelta(days=1)
                told = Interaction(
                    external_id=f"{channel}-{number}",
                    touchpoint="support",
                    closed_at=closed,
                    channel=channel,
                    opened_at=None if wait is None else opened,
                    first_reply_at=None if wait is None else opened + timedelta(seconds=wait),
                )
                await interactions.add(
                    tx, told, source="desk", customer_id=person.id, visit=1, at=closed
                )
            await orders.keep(tx, dict.fromkeys(days, ORDERS // len(DAYS)), source="shop", at=NOW)

        await self.tower.town.services.database.write(unit)
        self.told = []


@pytest.fixture
async def tower(tmp_path: Path) -> AsyncIterator[Tower]:
    async with open_tower(tmp_path) as tower:
        yield tower


async def shown(tower: Tower, language: str = "en") -> str:
    voice = Voice(VOICE.words, language)
    return listing_screen(voice, await listing(tower.town.services)).text


def waits(chance: random.Random, typical: float, people: int = 40) -> list[int]:
    return [int(typical * chance.lognormvariate(0, 1)) for _ in range(people)]


async def test_more_contacts_are_told_once_with_counts_and_the_channel(tower: Tower) -> None:
    desk = Desk(tower)
    desk.contacts([*STEADY * 4, 76, 116, 118, 112], channel="web & app")
    desk.contacts([20] * 24, channel="email")
    await desk.keep(weeks=24)
    assert await tower.live(since=3) == [0, 1, 1, 1]
    (alert,) = await tower.alerts()
    assert alert.chat_id == CHAT
    text = (await tower.screen(alert)).text
    assert text.startswith("📈 <b>Contacts for each 10,000 orders</b>: clearly up")
    assert text.startswith("📈 <b>Contacts for each 10,000 orders</b>: clearly up")
    assert "<b>192 → 272</b> since week 45, from 2 Nov on" in text
    assert "Usual: 192, 1,920 contacts on 100,000 orders, 15 Jun - 1 Nov 2026" in text
    assert "Since then: 272 (228 to 322), 136 contacts on 5,000 orders, 2-8 Nov 2026" in text
    assert "Moved most" not in text  # 152 → 232, which a channel may reach in three months
    assert "/contacts month by week" in text
    assert "Low scores" not in text
    assert (
        "\n\n<b>Contacts for each 10,000 orders</b>: risen since W45, "
        "usual 192 (20 weeks, 100,000 orders)"
    ) in await shown(tower)


async def test_a_channel_is_named_that_moved_beyond_what_months_of_looking_show(
    tower: Tower,
) -> None:
    desk = Desk(tower)
    desk.contacts([*STEADY * 4, 76, 150], channel="web & app")
    desk.contacts([20] * 22, channel="email")
    await desk.keep(weeks=22)
    assert await tower.live(since=1) == [0, 1]
    (alert,) = await tower.alerts()
    assert "Moved most: web &amp; app 152 → 300 (150 contacts)" in (await tower.screen(alert)).text


async def test_a_steady_year_of_contacts_and_replies_tells_nothing(tower: Tower) -> None:
    desk, chance = Desk(tower), random.Random(12)
    desk.contacts([round(chance.gauss(76, 76**0.5)) for _ in range(40)])
    desk.replies([waits(chance, 300) for _ in range(40)], channel="email")
    await desk.keep(weeks=40)
    assert set(await tower.live(since=12)) == {0}
    ratio = (await tower.watched("/contacts"))["total", ""].baseline
    assert ratio is not None
    assert (ratio.weeks, ratio.people) == (20, 20 * ORDERS)
    assert "Wait for a first reply, email</b>: inside" in await shown(tower)


async def test_only_the_channel_that_became_slower_is_told(tower: Tower) -> None:
    desk, chance = Desk(tower), random.Random(7)
    for channel, typical in (("chat", 120), ("email", 3600), ("phone", 30)):
        past = [waits(chance, typical) for _ in range(21)]
        now = typical * 2 if channel == "email" else typical
        desk.replies([*past, *(waits(chance, now) for _ in range(3))], channel=channel)
    await desk.keep()
    told = await tower.live(since=3)
    assert (told[0], told[-1], len(set(told))) == (0, 1, 2)
    (alert,) = await tower.alerts()
    text = (await tower.screen(alert)).text
    assert text.startswith("📈 <b>First reply, email</b>: customers clearly wait longer")
    assert "<b>58 min → 1.7 h</b> since week 45, from 2 Nov on" in text
    assert "Usual: half within 58 min (53 min to 66 min), 90 % within 3.4 h, 800 replies" in text
    assert "add them here" in text
    assert "/frt month by channel" in text
    listed = await shown(tower)
    assert "reply, chat</b>: inside, usual 1.9 min (20 weeks, 800 replies)\n<b>" in listed
    assert "reply, email</b>: risen since W45, usual 57 min" in listed
    assert "reply, phone</b>: inside" in listed


async def test_two_channels_that_became_slower_share_a_message(tower: Tower) -> None:
    desk, chance = Desk(tower), random.Random(7)
    for channel in ("chat", "email"):
        past = [waits(chance, 600) for _ in range(20)]
        desk.replies([*past, waits(chance, 2400)], channel=channel)
    await desk.keep()
    await tower.look()
    (alert,) = await tower.alerts()
    text = (await tower.screen(alert)).text
    assert "Outside what is usual, too: " in text
    assert "add them here" not in text


@pytest.mark.parametrize("language", ["en", "ru", "zh_Hans"])
async def test_it_reads_well_in_every_language(tower: Tower, language: str) -> None:
    desk, chance = Desk(tower), random.Random(7)
    desk.contacts([*STEADY * 4, 140])
    desk.contacts([20] * 21, channel="email")
    desk.replies([*(waits(chance, 600) for _ in range(20)), waits(chance, 1)], channel="email")
    desk.replies([waits(chance, 60) for _ in range(5)], channel="phone")
    await desk.keep(weeks=21)
    services = tower.town.services
    business = services.config.business.model_copy(update={"default_language": language})
    services.config = services.config.model_copy(update={"business": business})
    await tower.look()
    texts = [(await tower.screen(alert)).text for alert in await tower.alerts()]
    assert len(texts) == 2
    for text in (*texts, await shown(tower, language)):
        assert "{" not in text
        assert "watch." not in text


async def test_taken_as_normal_it_is_learnt_anew(tower: Tower) -> None:
    desk = Desk(tower)
    desk.contacts([*STEADY * 4, 76, 130, 130])
    await desk.keep(weeks=23)
    await tower.live(since=1)
    (alert,) = await tower.alerts()
    watch = (await tower.watched("/contacts"))["total", ""]
    assert await tower.accept(watch.id, name="Vera", actor="bot")
    screen = await tower.screen(alert)
    assert "Vera took this as the new normal" in screen.text
    assert screen.keyboard is None
    tower.turn(timedelta(minutes=10))
    await tower.look()
    assert len(await tower.alerts()) == 1
    learning = "weeks 2 (needs 10, with 10 contacts each on average)"
    assert learning in await shown(tower)


async def test_days_without_known_orders_and_today_do_not_count(tower: Tower) -> None:
    desk = Desk(tower)
    desk.contacts([*STEADY * 4, 76])
    await desk.keep(weeks=21)
    for at in (0, 2, 4):  # no orders are known of these days
        desk.told += [(MONDAY + timedelta(days=at), "phone", None)] * 100
    today = tower.now.date()
    desk.told += [(today, "phone", None)] * 100
    await desk.keep()
    await tower.town.services.database.write(
        lambda tx: orders.keep(tx, {today: 10}, source="shop", at=NOW)
    )
    await tower.look()
    assert await tower.alerts() == []


async def test_a_week_waits_for_the_orders_of_its_last_day(tower: Tower) -> None:
    desk, sunday = Desk(tower), MONDAY + timedelta(days=6)
    desk.contacts([*STEADY * 4, 240])
    await desk.keep(weeks=21)
    database = tower.town.services.database

    async def take_back(tx: Transaction) -> None:
        await tx.run("DELETE FROM orders WHERE day = :day", {"day": sunday.isoformat()})

    await database.write(take_back)
    await tower.look()
    assert await tower.alerts() == [], "they may still come"
    late = {sunday: ORDERS // len(DAYS)}
    await database.write(lambda tx: orders.keep(tx, late, source="shop", at=NOW))
    tower.turn(timedelta(minutes=10))
    await tower.look()
    assert len(await tower.alerts()) == 1


async def test_nobody_waits_for_orders_longer_than_a_week(tower: Tower) -> None:
    desk = Desk(tower)
    desk.contacts([*STEADY * 4, 240])
    await desk.keep(weeks=21)
    monday = {"day": (MONDAY + timedelta(days=6)).isoformat()}
    await tower.town.services.database.write(
        lambda tx: tx.run("DELETE FROM orders WHERE day = :day", monday)
    )
    tower.turn(timedelta(days=6))
    await tower.look()
    assert await tower.alerts() == []
    tower.turn(timedelta(days=1))
    await tower.look()
    assert len(await tower.alerts()) == 1


async def test_few_contacts_a_week_are_not_learnt_from(tower: Tower) -> None:
    desk, chance = Desk(tower), random.Random(3)
    desk.contacts([8] * 30)
    desk.replies([waits(chance, 60, people=8) for _ in range(30)], channel="phone")
    await desk.keep(weeks=30)
    await tower.look()
    listed = await shown(tower)
    assert "weeks 30 (needs 10, with 10 contacts each on average)" in listed
    assert "weeks 30 (needs 10, with 10 replies each on average)" in listed


async def test_other_contacts_are_learnt_anew(tower: Tower) -> None:
    desk = Desk(tower)
    desk.contacts([*STEADY * 4, 76])
    await desk.keep(weeks=21)
    await tower.look()
    services = tower.town.services
    reports = Reports(contacts=("support", "returns"))
    services.config = services.config.model_copy(update={"reports": reports})
    tower.turn(timedelta(minutes=10))
    await tower.look()
    assert (await tower.watched("/contacts"))["total", ""].version == 2


async def test_replies_are_timed_in_office_hours_where_they_are_set(tower: Tower) -> None:
    desk, hour = Desk(tower), 3600
    desk.replies([[19 * hour, 20 * hour, 21 * hour] * 7] * 21, channel="email")
    await desk.keep()
    services = tower.town.services
    office = Reports.model_validate({"office": {"from": "09:00", "to": "18:00"}})
    services.config = services.config.model_copy(update={"reports": office})
    await tower.look()
    watch = (await tower.watched("/frt"))["total", "email"]
    assert watch.baseline is not None
    assert "usual 5.0 h" in await shown(tower)


async def test_a_week_that_has_long_ended_is_read_once(tower: Tower) -> None:
    """What is gone from the database is still known of it; the last two weeks are read again."""
    desk = Desk(tower)
    desk.replies([[60, 120, 180] * 14] * 6, channel="email")
    await desk.keep()
    before = await _weeks(tower, "/frt", "email")

    async def forget(tx: Transaction) -> None:
        await tx.run("UPDATE interactions SET opened_at = NULL, first_reply_at = NULL")

    await tower.town.services.database.write(forget)
    after = await _weeks(tower, "/frt", "email")
    assert len(before) == 6
    assert after == {monday: group for monday, group in before.items() if monday < MONDAY - WEEK}


async def test_contacts_of_a_week_that_has_long_ended_are_counted_once(tower: Tower) -> None:
    """Its orders may still be told: they are read each time, and contacts of days that had none."""
    desk = Desk(tower)
    desk.contacts([40] * 6)
    await desk.keep(weeks=5)
    before = await _weeks(tower, "/contacts")
    oldest = MONDAY - 5 * WEEK

    async def change(tx: Transaction) -> None:
        gone = "DELETE FROM interactions WHERE closed_at >= :since AND closed_at < :until"
        for monday in (MONDAY - 4 * WEEK, MONDAY - WEEK):
            ends = [NOW + (day - NOW.date()) for day in (monday, monday + WEEK)]
            micros = [int(end.timestamp()) * 10**6 for end in ends]
            await tx.run(gone, {"since": micros[0], "until": micros[1]})
        late = {oldest + timedelta(days=at): 1_000 for at in DAYS}
        await orders.keep(tx, late, source="shop", at=NOW)

    await tower.town.services.database.write(change)
    after = await _weeks(tower, "/contacts")
    assert (oldest in before, oldest in after) == (False, True), "its orders have come by now"
    assert after[MONDAY - 4 * WEEK] == before[MONDAY - 4 * WEEK], "it was counted before"
    assert after[MONDAY - WEEK] != before[MONDAY - WEEK], "some of it may still be told"

    async def correct(tx: Transaction) -> None:
        days = {MONDAY - 3 * WEEK + timedelta(days=at): 9_000 for at in DAYS}
        await orders.keep(tx, days, source="shop", at=NOW)

    await tower.town.services.database.write(correct)
    corrected = await _weeks(tower, "/contacts")
    assert corrected[MONDAY - 3 * WEEK] != after[MONDAY - 3 * WEEK]


async def _weeks(tower: Tower, figure: str, channel: str = "") -> Weeks:
    services = tower.town.services
    seen = await services.database.study(
        lambda tx: look_at_figure(services, tx, figure, today=NOW.date())
    )
    return seen.weeks.get(("total", channel), {}) if seen else {}
