"""The course of a watched event: noticed, over, going on again; and nothing after its end."""

from datetime import UTC, date, datetime
from pathlib import Path

from simulation.blank import blank
from storage import watches
from storage.database import Database
from storage.transaction import Transaction

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


async def test_an_event_can_be_over_and_go_on_until_its_watch_ends(tmp_path: Path) -> None:
    async def unit(tx: Transaction) -> list[bool]:
        await watches.begin(tx, survey="care", kind="total", question=1)
        [watch] = await watches.of_survey(tx, "care")
        noticed = {"event": date(2026, 11, 9), "direction": "down"}
        stood = [watch.open]
        assert await watches.notice(tx, watch.id, **noticed)  # type: ignore[arg-type]
        for step in (None, watches.close, watches.reopen):
            if step is not None:
                await step(tx, watch.id)
            found = await watches.find(tx, watch.id)
            assert found is not None
            assert (found.event, found.direction) == (date(2026, 11, 9), "down")
            stood.append(found.open)
        assert await watches.end(tx, watch.id, at=NOW)
        assert await watches.find(tx, watch.id) is None
        assert not await watches.end(tx, watch.id, at=NOW)
        assert not await watches.notice(tx, watch.id, **noticed)  # type: ignore[arg-type]
        return stood

    database = await Database.open(blank(tmp_path / "a.db"))
    assert await database.write(unit) == [False, True, False, True]
    await database.close()
