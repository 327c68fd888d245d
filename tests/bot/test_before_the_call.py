"""What is looked at before a message is called for, and what a call that failed leaves alone."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.asking.claiming import claim
from bot.asking.deliver import AT_ONCE, MORE_ALERTS
from bot.effects import Scene
from storage import asks, deliveries, invitations
from storage.deliveries import Delivery, Kind
from storage.transaction import Transaction
from tests.bot.burst import FIRST, Burst, burst_of
from tests.bot.stage import USUAL

A_MOMENT, HOUR_S = timedelta(microseconds=1), 3600.0
IDS = "SELECT id FROM invitations"
REMINDING = USUAL.replace(
    "[surveys.after-chat]\n", '[surveys.after-chat]\nreminder = { after = "1d" }\n'
)


async def planned(burst: Burst) -> Delivery:
    """The one message that is due."""

    async def unit(tx: Transaction) -> list[Delivery]:
        return await deliveries.due(tx, now=burst.time.clock(), limit=9)

    (found,) = await burst.services.database.read(unit)
    return found


async def is_claimed(burst: Burst, delivery: Delivery, *, early: timedelta = timedelta()) -> bool:
    """Try to claim a message, perhaps before it is due."""

    async def unit(tx: Transaction) -> bool:
        scene = Scene(tx, burst.services, delivery.due_at - early)
        return await claim(scene, await deliveries.get(tx, delivery.id)) is not None

    return await burst.services.database.write(unit)


async def test_a_message_goes_when_it_is_due_and_once(tmp_path: Path) -> None:
    async with burst_of(tmp_path, 1) as burst:
        delivery = await planned(burst)
        assert not await is_claimed(burst, delivery, early=A_MOMENT)
        assert await burst.states() == {"planned": 1}
        assert await is_claimed(burst, delivery)
        assert not await is_claimed(burst, delivery)
        assert await burst.states() == {"claimed": 1}


async def test_a_question_that_lost_its_reason_is_withdrawn(tmp_path: Path) -> None:
    async with burst_of(tmp_path, 1) as burst:
        delivery = await planned(burst)

        async def unit(tx: Transaction) -> None:
            await tx.run("UPDATE invitations SET state = 'withdrawn'")

        await burst.services.database.write(unit)
        assert not await is_claimed(burst, delivery)
        assert await burst.states() == {"withdrawn": 1}


async def test_many_questions_leave_room_for_alerts_and_for_nothing_else(tmp_path: Path) -> None:
    async with burst_of(tmp_path, 60) as burst:
        in_hand: list[int] = []

        async def alert(tx: Transaction) -> None:
            for chat in range(1, MORE_ALERTS + 1):
                await plan(tx, burst, "alert", chat)

        async def look() -> None:
            in_hand.append(sum(chat >= FIRST for chat in burst.services.sending))
            if in_hand[-1] == AT_ONCE and not burst.wire.arrived:
                await burst.services.database.write(alert)

        burst.each_moment = look
        await burst.play(lambda: bool(burst.wire.arrived))
        assert max(in_hand) == AT_ONCE
        assert set(burst.wire.at_chats) >= set(range(1, MORE_ALERTS + 1))


async def test_a_message_that_cannot_even_be_written_is_given_up(tmp_path: Path) -> None:
    async with burst_of(tmp_path, 1) as burst:
        await burst.services.database.write(lambda tx: plan(tx, burst, "digest", 1))  # of nothing
        await burst.play(lambda: FIRST in burst.wire.arrived and not burst.services.sending)
        assert await burst.states("digest") == {"failed": 1}
        assert 1 not in burst.wire.at_chats


async def plan(tx: Transaction, burst: Burst, kind: Kind, chat: int) -> None:
    """Plan a message that is about nothing."""
    now = burst.time.clock()
    await deliveries.plan(tx, kind=kind, dedupe=f"{kind}:{chat}", chat_id=chat, due_at=now)


@pytest.mark.parametrize("refused", [False, True])
async def test_a_reminder_does_not_move_its_question(tmp_path: Path, *, refused: bool) -> None:
    """It is under way when the person puts the question off; Telegram may even refuse it."""
    async with burst_of(tmp_path, 1, settings=REMINDING) as burst:
        await burst.play(lambda: FIRST in burst.wire.arrived)
        burst.wire.refused = {FIRST} if refused else set()

        async def put_off(tx: Transaction) -> None:
            (ask,) = [await invitations.get(tx, row["id"]) for row in await tx.rows(IDS)]
            later = burst.time.clock() + timedelta(days=9)
            if ask.state == "sent":
                await asks.put_off(tx, ask, expires_at=later, zone=burst.services.zone)

        async def look() -> None:
            if burst.wire.under_way:
                await burst.services.database.write(put_off)

        burst.each_moment = look
        await burst.play(
            lambda: len(burst.wire.at) == 2 and not burst.services.sending, most_s=HOUR_S
        )
        assert await burst.states("reminder") == {"failed" if refused else "sent": 1}

        async def unit(tx: Transaction) -> list[str]:
            return [row["state"] for row in await tx.rows("SELECT state FROM invitations")]

        assert await burst.services.database.read(unit) == ["planned"]
