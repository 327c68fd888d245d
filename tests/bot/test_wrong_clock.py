"""A wall clock that is wrong for a while: nothing is closed, sent or silenced because of it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app import JOBS
from bot.clock import Clock
from playground.faults import Fault
from tests.bot.clocks import YEAR, Clocks
from tests.bot.people import WALL
from tests.bot.stage import ADMIN, BOB, CHARLIE, USUAL, VIEWER, Stage, stage_of

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SETTINGS = USUAL.replace("[surveys.recommend]", 'floor = "0s"\ngap = "0s"\n[surveys.recommend]')
WRONG = {"jumped", "differs_from_telegram"}
FIVE_S = timedelta(seconds=5)


@asynccontextmanager
async def guarded(
    folder: Path, clocks: Clocks, *, told: Clock | None = None
) -> AsyncIterator[Stage]:
    async with stage_of(
        folder, SETTINGS, told=told or clocks.keeper(), attach=clocks.attach
    ) as stage:
        stage.clocks = clocks  # type: ignore[attr-defined]
        await stage.until(lambda: len(stage.telegram.calls) > 3)
        await believed(stage)
        yield stage


async def believed(stage: Stage, *, want: bool = True) -> None:
    """Wait until the clock is believed, or is not."""
    await until(stage, lambda health: health["clock"]["believed"] is want)


async def until(stage: Stage, true: Callable[[dict], bool]) -> None:  # type: ignore[type-arg]
    found = {}

    async def look() -> bool:
        found.update(await stage.health())
        return true(found)

    for _ in range(2_000):
        if await look():
            return
    raise AssertionError(found)


async def agreeing(stage: Stage, clocks: Clocks) -> None:
    """Let a minute pass in which the clocks agree, and the bot do what is due."""
    await stage.health()  # a look at the clock
    clocks.pass_time(timedelta(seconds=61))
    await believed(stage)
    await wake(stage)
    await stage.settle()


async def wake(stage: Stage, times: int = 3) -> None:
    """Wake the jobs, and wait for what they do at once."""
    for _ in range(times):
        stage.telegram.say(VIEWER, "good morning", now=WALL())
        await stage.until(lambda: not len(stage.telegram.updates))
        await stage.health()


async def ask(stage: Stage, clocks: Clocks, person: int = BOB) -> dict[str, object]:
    closed_at = min(clocks.truth(), clocks.wall()).isoformat()
    body = stage.interaction(closed_at=closed_at, customer={"telegram_id": person})
    status, reply = await stage.post("/v1/interactions", body)
    assert status == 202, reply
    return dict(reply["decisions"][-1])


async def asked(stage: Stage, clocks: Clocks) -> None:
    """Let Bob start, and be asked."""
    await stage.starts(BOB)
    await ask(stage, clocks)
    await stage.settle()


def states(stage: Stage) -> list[str]:
    return [row["state"] for row in stage.rows("SELECT state FROM invitations ORDER BY id")]


async def five_seconds(stage: Stage, clocks: Clocks, ahead: timedelta) -> None:
    """Turn the wall for five seconds in which people press, write and are told of."""
    clocks.wall_ahead = ahead
    await wake(stage)
    await ask(stage, clocks, CHARLIE)
    await wake(stage)
    clocks.pass_time(FIVE_S)
    await wake(stage)
    clocks.wall_ahead = timedelta()


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.mark.parametrize("ahead", [YEAR, -YEAR])
async def test_five_seconds_of_another_year_leave_no_trace(
    tmp_path: Path, clocks: Clocks, ahead: timedelta
) -> None:
    async with guarded(tmp_path, clocks) as stage:
        await stage.starts(CHARLIE, name="Charlie")
        await asked(stage, clocks)
        await five_seconds(stage, clocks, ahead)
        health = await stage.health()
        assert (health["status"], health["clock"]["why"] in WRONG) == ("degraded", True)
        assert states(stage) == ["sent", "planned"]  # nothing closed, and nothing sent meanwhile
        await agreeing(stage, clocks)
        assert states(stage) == ["sent", "sent"]
        assert (await stage.health())["status"] == "ok"
        assert "Kept" in str(await stage.score(5))
        clocks.pass_time(8 * DAY)  # repeat: 7 d after an answer
        await wake(stage)
        assert (await ask(stage, clocks))["decision"] == "ask"


async def test_without_the_timekeeper_the_same_five_seconds_do_harm(
    tmp_path: Path, clocks: Clocks
) -> None:
    """So it was, and so these tests would notice."""
    async with guarded(tmp_path, clocks, told=clocks.wall) as stage:
        await stage.starts(CHARLIE, name="Charlie")
        await asked(stage, clocks)
        clocks.wall_ahead = YEAR
        await wake(stage)
        await stage.until(lambda: states(stage)[0] == "expired")


@pytest.mark.parametrize("ahead", [YEAR, -YEAR])
async def test_presses_and_commands_go_on_while_it_is_wrong(
    tmp_path: Path, clocks: Clocks, ahead: timedelta
) -> None:
    async with guarded(tmp_path, clocks) as stage:
        await asked(stage, clocks)
        clocks.wall_ahead = ahead
        assert "Kept" in str(await stage.score(5))
        await stage.says(ADMIN, "/health")
        said = stage.texts(ADMIN)[-1]
        assert "Set the clock of the machine" in said
        await stage.says(ADMIN, "/health details")
        assert "clock: because: it " in stage.texts(ADMIN)[-1]
        await stage.says(ADMIN, "/csat week")
        assert "1 answer" in stage.texts(ADMIN)[-1]
        (row,) = stage.rows("SELECT answered_at FROM answers")
        assert abs(row["answered_at"] / 1e6 - clocks.truth().timestamp()) < 60


async def test_three_days_of_sleep_hold_nothing(tmp_path: Path, clocks: Clocks) -> None:
    async with guarded(tmp_path, clocks) as stage:
        await asked(stage, clocks)
        clocks.pass_time(15 * DAY)
        await wake(stage, 1)
        assert (await stage.health())["clock"] == {"believed": True}
        await stage.until(lambda: states(stage) == ["expired"])


@pytest.mark.parametrize("seconds", [2, -2, 240, -240])
async def test_steps_of_the_time_service_hold_nothing(
    tmp_path: Path, clocks: Clocks, seconds: int
) -> None:
    async with guarded(tmp_path, clocks) as stage:
        await stage.starts(BOB)
        clocks.wall_ahead = timedelta(seconds=seconds)
        await ask(stage, clocks)
        await stage.settle()
        assert (states(stage), (await stage.health())["status"]) == (["sent"], "ok")


async def test_a_lying_reply_holds_nothing(tmp_path: Path, clocks: Clocks) -> None:
    async with guarded(tmp_path, clocks) as stage:
        await stage.starts(BOB)
        clocks.odd_replies = 1
        await ask(stage, clocks)
        await stage.settle()
        assert (states(stage), clocks.odd_replies) == (["sent"], 0)
        assert (await stage.health())["status"] == "ok"


async def test_replies_from_a_cache_tell_nothing(tmp_path: Path, clocks: Clocks) -> None:
    async with guarded(tmp_path, clocks) as stage:
        clocks.cached, clocks.telegram_ahead = True, -YEAR
        for n in range(6):
            await stage.starts(1_000 + n)
        assert (await stage.health())["status"] == "ok"


async def test_replies_that_keep_differing_hold_until_they_agree(
    tmp_path: Path, clocks: Clocks
) -> None:
    async with guarded(tmp_path, clocks) as stage:
        clocks.telegram_ahead = YEAR
        for n in range(6):
            await stage.starts(1_000 + n)
        health = await stage.health()
        assert (health["status"], health["clock"]["why"]) == ("degraded", "differs_from_telegram")
        clocks.telegram_ahead = timedelta()
        for n in range(6):
            await stage.starts(2_000 + n)
        await agreeing(stage, clocks)
        assert (await stage.health())["status"] == "ok"


def test_what_does_not_depend_on_the_time_goes_on_while_the_clock_is_in_doubt() -> None:
    assert {job.name for job in JOBS if job.timeless} == {
        "repeat edits",
        "look at the database's files",
        "empty the database's log",
        "tell the admins what did not get through",
        "watch the disk",
        "say that all is well",
    }


async def test_a_server_that_tells_no_time_is_lived_with(tmp_path: Path, clocks: Clocks) -> None:
    clocks.dateless = True
    async with guarded(tmp_path, clocks) as stage:
        await asked(stage, clocks)
        await five_seconds_alone(stage, clocks)
        assert states(stage) == ["sent"]


async def five_seconds_alone(stage: Stage, clocks: Clocks) -> None:
    clocks.wall_ahead = YEAR
    await wake(stage)
    assert (await stage.health())["clock"]["why"] == "jumped"
    clocks.wall_ahead = timedelta()
    await agreeing(stage, clocks)


@pytest.mark.parametrize("ahead", [YEAR, -YEAR])
async def test_a_start_with_a_wrong_wall_closes_nothing(
    tmp_path: Path, clocks: Clocks, ahead: timedelta
) -> None:
    async with guarded(tmp_path, clocks) as stage:
        await asked(stage, clocks)
        await stage.stop()
        clocks.wall_ahead = ahead
        stage.told = clocks.keeper()
        await stage.start()
        await believed(stage, want=False)
        await stage.score(5)
        clocks.wall_ahead = timedelta()
        await agreeing(stage, clocks)
        assert states(stage) == ["answered"]


@pytest.mark.parametrize("ahead", [YEAR, -YEAR, 6 * HOUR])
async def test_what_is_told_to_a_start_with_a_wrong_wall_is_asked_at_the_right_time(
    tmp_path: Path, clocks: Clocks, ahead: timedelta
) -> None:
    """Nobody has told the bot the time yet when the first interaction comes."""
    async with guarded(tmp_path, clocks) as stage:
        await stage.starts(BOB)
        await stage.stop()
        clocks.wall_ahead = ahead
        stage.told = clocks.keeper()
        stage.telegram.faults.add(Fault("close", times=100_000))
        await stage.start()
        body = stage.interaction(closed_at=clocks.truth().isoformat())
        _, reply = await stage.post("/v1/interactions", body)
        decision = reply["decisions"][-1]
        assert decision["decision"] == "ask", reply
        late = datetime.fromisoformat(decision["at"]) - clocks.truth()
        assert abs(late) < timedelta(minutes=5)


async def test_what_was_stored_from_a_future_that_did_not_come_is_set_to_now(
    tmp_path: Path, clocks: Clocks
) -> None:
    """A database from before, whose clock was wrong when a question was answered."""
    clocks.wall_ahead = YEAR
    async with guarded(tmp_path, clocks, told=clocks.wall) as stage:
        await stage.starts(BOB)
        late = (clocks.truth() + YEAR).isoformat()
        await stage.post("/v1/interactions", stage.interaction(closed_at=late))
        await stage.settle()
        await stage.score(5)
        await stage.stop()
        clocks.wall_ahead = timedelta()
        stage.told = clocks.keeper()
        await stage.start()
        await agreeing(stage, clocks)
        (row,) = stage.rows("SELECT answered_at FROM answers")
        assert abs(row["answered_at"] / 1e6 - clocks.truth().timestamp()) < 3600
        clocks.pass_time(8 * DAY)
        await wake(stage)
        assert (await ask(stage, clocks))["decision"] == "ask"
