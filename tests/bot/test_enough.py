"""Tags, size, quota, precision and days off, from the help desk's post to what is kept."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.settings.config import ConfigError, load
from tests.bot.stage import BOB, CHARLIE, stage_of

SETTINGS = """\
[cadence]
quiet_hours = {{ from = "00:00", to = "00:00" }}
{cadence}
[surveys.after-chat]
metric = "csat"
delay = "{delay}"
{survey}
"""


def settings(survey: str = "", *, cadence: str = "", delay: str = "0s") -> str:
    return SETTINGS.format(survey=survey, cadence=cadence, delay=delay)


def gate_of(reply: dict[str, Any]) -> str | None:
    gate = reply["decisions"][0].get("gate")
    return str(gate) if gate else None


async def test_a_tag_and_too_small_a_talk_keep_a_person_from_being_asked(tmp_path: Path) -> None:
    """Tags that deny do not; what is not told is not held against anybody."""
    rules = 'min_messages = 3\nmin_duration = "10m"'
    async with stage_of(tmp_path, settings(rules)) as stage:
        await stage.starts()
        opened = (stage.clock() - timedelta(minutes=9)).isoformat()
        assert gate_of(await stage.ended(tags={"no-survey": "yes"})) == "staff"
        assert gate_of(await stage.ended(messages=2)) == "minimum"
        assert gate_of(await stage.ended(messages=9, opened_at=opened)) == "minimum"
        assert gate_of(await stage.ended(tags={"no-survey": "No"})) is None
        assert len(stage.questions()) == 1


async def test_a_tag_that_begins_to_count_also_stops_what_is_planned(tmp_path: Path) -> None:
    """The tags are kept with the interaction, and looked at again before the question leaves."""
    async with stage_of(tmp_path, settings(delay="10m")) as stage:
        await stage.starts()
        assert gate_of(await stage.ended(tags={"vip": "1"})) is None
        text = stage.config_file.read_text("utf-8")
        line = 'no_survey_tags = ["vip"]\n[surveys.'
        stage.config_file.write_text(text.replace("[surveys.", line, 1), "utf-8")
        await stage.restart()
        await stage.pass_time(timedelta(minutes=10))
        [row] = stage.rows("SELECT state, gate FROM invitations")
        assert (row["state"], row["gate"]) == ("skipped", "staff")


async def test_a_full_quota_asks_nobody_until_its_answer_is_old(tmp_path: Path) -> None:
    """Others are skipped with the moment at which the window opens."""
    rules = 'quota = { answers = 1, per = "2d" }'
    async with stage_of(tmp_path, settings(rules)) as stage:
        await stage.starts()
        await stage.ended()
        await stage.score(4)
        reply = await stage.ended(customer={"telegram_id": CHARLIE})
        assert gate_of(reply) == "quota"
        await stage.pass_time(timedelta(days=2))
        assert gate_of(await stage.ended(customer={"telegram_id": CHARLIE})) is None


async def test_precision_asks_no_more_on_its_first_day_than_it_needs(tmp_path: Path) -> None:
    """30 answers in 100 days are 100 asks at 30 %, so one a day; /why says who was not drawn."""
    rules = 'precision = { points = 50, per = "100d" }'
    async with stage_of(tmp_path, settings(rules)) as stage:
        await stage.starts()
        await stage.starts(CHARLIE)
        assert gate_of(await stage.ended(customer={"telegram_id": BOB})) is None
        reply = await stage.ended(customer={"telegram_id": CHARLIE})
        assert gate_of(reply) == "precision"
        assert reply["decisions"][0]["until"] == "2026-11-16T23:00:00Z"
        await stage.pass_time(timedelta(days=1))
        assert gate_of(await stage.ended(customer={"telegram_id": CHARLIE})) is None


async def test_days_off_postpone_and_the_trace_tells(tmp_path: Path) -> None:
    """The stage is set on a Monday; with Tuesdays only the question waits for midnight."""
    async with stage_of(tmp_path, settings(cadence='workdays = ["tue"]')) as stage:
        await stage.starts()
        reply = await stage.ended()
        assert reply["decisions"][0]["at"] == "2026-11-16T23:00:00Z"
        assert stage.questions() == []
        trace = stage.rows("SELECT trace FROM invitations")[0]["trace"]
        assert '"workday", "passed": true, "until": "2026-11-16T23:00:00Z"' in trace


@pytest.mark.parametrize(
    ("survey", "cadence", "sentence"),
    [
        ("quota = { answers = 0 }", "", "a quota of 0 asks nobody"),
        ("precision = { points = 0 }", "", "plus or minus 0 points is not to be had"),
        ('precision = { points = 5, per = "36h" }', "", "counted in whole days"),
        ("", "workdays = []", "without a working day nobody is ever asked"),
    ],
)
def test_what_contradicts_itself_is_refused_with_a_sentence(
    tmp_path: Path, survey: str, cadence: str, sentence: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(settings(survey, cadence=cadence), "utf-8")
    with pytest.raises(ConfigError, match=sentence):
        load(path, {"AFTERWORD_TELEGRAM__TOKEN": "42:a-token"})


def test_precision_wants_a_share_or_a_net_score(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    text = settings("precision = { points = 5 }").replace('"csat"', '"stars"')
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="needs a metric with a share or a net score"):
        load(path, {"AFTERWORD_TELEGRAM__TOKEN": "42:a-token"})
