"""One reminder of a question that is open, and never once it is not."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings.config import ConfigError, load
from tests.bot.stage import Stage, stage_of

DAY = timedelta(days=1)
SETTINGS = """\
[cadence]
quiet_hours = {{ from = "00:00", to = "00:00" }}
{cadence}
[surveys.after-chat]
metric = "csat"
delay = "0s"
reminder = {{ after = "{after}" }}
"""


def settings(cadence: str = "", *, after: str = "3d") -> str:
    return SETTINGS.format(cadence=cadence, after=after)


def reminders(stage: Stage) -> list[str]:
    rows = stage.rows("SELECT state FROM deliveries WHERE kind = 'reminder'")
    return [row["state"] for row in rows]


async def test_an_open_question_is_recalled_once_and_lives_in_one_message(tmp_path: Path) -> None:
    """The first message points down; the answer to the reminder is the answer to the question."""
    async with stage_of(tmp_path, settings()) as stage:
        await stage.starts()
        await stage.ended()
        await stage.pass_time(2 * DAY)
        assert reminders(stage) == ["planned"]
        await stage.pass_time(DAY)
        await stage.until(lambda: "further down" in stage.texts()[-2])
        assert len(stage.questions()) == 1
        assert stage.questions()[0]["message_id"] == stage.from_bot()[-1]["message_id"]
        await stage.score(4)
        assert "4" in stage.texts()[-1]
        assert "further down" in stage.texts()[-2]
        [row] = stage.rows(
            "SELECT asked, delivered, answered FROM tally_asks WHERE dimension = 'total'"
        )
        assert (row["asked"], row["delivered"], row["answered"]) == (1, 1, 1)
        await stage.pass_time(9 * DAY)
        assert reminders(stage) == ["sent"]


@pytest.mark.parametrize("what", ["score", "later", "never", "reopened"])
async def test_whoever_has_answered_or_put_it_off_is_not_reminded(
    tmp_path: Path, what: str
) -> None:
    """A question that is closed is not recalled, and the reminder counts no more."""
    async with stage_of(tmp_path, settings()) as stage:
        await stage.starts()
        await stage.ended("T-1")
        if what == "score":
            await stage.score(4)
        elif what == "reopened":
            await stage.post("/v1/interactions/T-1/reopened", {})
        else:
            await stage.does(what)
        await stage.settle()
        [row] = stage.rows("SELECT state, counted_at FROM deliveries WHERE kind = 'reminder'")
        assert (row["state"], row["counted_at"]) == ("withdrawn", None)


async def test_a_reminder_counts_in_the_cap(tmp_path: Path) -> None:
    """With room for one ask only, the question itself leaves none for a reminder."""
    async with stage_of(tmp_path, settings('cap = { asks = 1, per = "90d" }')) as stage:
        await stage.starts()
        await stage.ended()
        await stage.pass_time(3 * DAY)
        assert reminders(stage) == ["withdrawn"]
        assert len(stage.questions()) == 1
        assert stage.rows("SELECT state FROM invitations") == [{"state": "sent"}]


async def test_a_question_that_was_recalled_is_ignored_once(tmp_path: Path) -> None:
    """It expires as one question: patience doubles the gap once."""
    async with stage_of(tmp_path, settings('gap = "10d"\nfloor = "0s"')) as stage:
        await stage.starts()
        await stage.ended()
        await stage.pass_time(3 * DAY)
        assert reminders(stage) == ["sent"]
        await stage.pass_time(12 * DAY)
        decision = (await stage.ended())["decisions"][0]
        assert decision["gate"] == "patience"
        assert decision["until"].startswith("2026-12-09")  # 20 days after the reminder


def test_a_reminder_after_the_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(settings(after="14d"), "utf-8")
    with pytest.raises(ConfigError, match="comes when the question is closed"):
        load(path, {"AFTERWORD_TELEGRAM__TOKEN": "42:a-token"})
