"""/cases tells what was done about cases in a time, and how long it took."""

from datetime import timedelta
from pathlib import Path

from tests.bot.stage import STAFF, stage_of
from tests.bot.test_cases import AGENTS, ANN, BEN, says, staffed, unhappy

OFFICE = '\noffice = {{ from = "09:00", to = "18:00" }}\n'


async def test_cases_of_a_week_are_counted_and_timed_in_office_hours(tmp_path: Path) -> None:
    async with stage_of(tmp_path, base=AGENTS + OFFICE) as office:
        await staffed(office)
        assert "Taken: none in this time" in await says(office, "/cases week")
        for number in range(1, 5):  # at 11 in the morning, a Monday
            await unhappy(office, user=5000 + number, name=f"C{number}")
        await office.pass_time(timedelta(hours=1))
        await says(office, "/case 1 take")
        await says(office, "/case 2 take", BEN)
        await says(office, "/case 3 no a test")
        await office.pass_time(timedelta(hours=23))
        await says(office, "/case 1 close")
        await says(office, "/case 1 reopen")
        await says(office, "/case 1 close")
        shown = await says(office, "/cases week")
        assert "Opened 4, taken 2, done 1, not a case 1. Open now: 2" in shown
        assert "Taken after 60 min (median), nine in ten after 60 min; only 2" in shown
        assert "Done after 9.0 h (median)" in shown
        table = next(each for each in shown.split("\n\n") if "by name" in each)
        assert [line.split() for line in table.splitlines()[1:]] == [
            ["Ann", "1", "1", "1"],
            ["Ben", "1", "0", "0"],
        ]
        await office.says(ANN, "/cases yesterday", chat_id=STAFF)
        assert "done 0" in office.texts(STAFF)[-1]
