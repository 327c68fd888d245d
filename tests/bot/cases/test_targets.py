"""A case that waits longer than its target is told of once, in office hours."""

from datetime import timedelta
from pathlib import Path

from tests.bot.stage import STAFF, Stage, stage_of
from tests.bot.test_cases import AGENTS, ANN, alert, labels, press, staffed, unhappy

TARGETS = """
office = {{ from = "09:00", to = "12:00" }}
[cases]
taken_within = "2h"
done_within = "4h"
"""  # it is 11 in the morning, a Monday, and the table before it is [reports]


def told(stage: Stage) -> list[str]:
    return [each for each in stage.texts(STAFF) if "⏰" in each]


async def test_who_waits_too_long_is_told_of_once(tmp_path: Path) -> None:
    async with stage_of(tmp_path, base=AGENTS + TARGETS) as office:
        await staffed(office)
        await unhappy(office)
        await office.pass_time(timedelta(hours=22, minutes=58))
        assert told(office) == []  # one hour on Monday, another on Tuesday
        await office.pass_time(timedelta(minutes=4))
        assert told(office) == ["⏰ Case #1: nobody has taken it within 2 h"]
        assert labels(office.from_bot(STAFF)[-1])[0] == "Take"
        await press(office, ANN, "Take", office.from_bot(STAFF)[-1])
        await office.pass_time(timedelta(hours=2, minutes=5))
        assert len(told(office)) == 1
        await office.restart()
        await office.pass_time(timedelta(days=2))
        assert told(office)[1:] == ["⏰ Case #1 is not done within 4 h (Ann)"]


async def test_what_is_taken_and_closed_in_time_is_not_told_of(tmp_path: Path) -> None:
    async with stage_of(tmp_path, base=AGENTS + TARGETS) as office:
        await staffed(office)
        await unhappy(office)
        await press(office, ANN, "Take", alert(office))
        await office.pass_time(timedelta(hours=24))
        await press(office, ANN, "Close", alert(office))
        await office.pass_time(timedelta(days=7))
        assert told(office) == []
