"""The demonstration's configuration is one that loads, and fits the simulated week."""

from __future__ import annotations

from pathlib import Path

from bot.commands.demo_config import ADMIN, STAFF_GROUP, write_config
from bot.config import load
from playground.cast import TOUCHPOINTS


def test_it_loads_and_every_touchpoint_of_the_week_has_a_survey(tmp_path: Path) -> None:
    path = write_config(tmp_path, api_url="http://127.0.0.1:1", port=2, key_sha256="ab" * 32)
    config = load(path)
    assert config.staff.admins == (ADMIN,)
    assert config.staff.alerts == STAFF_GROUP
    assert config.database_path.parent == tmp_path.resolve()
    heard = {touchpoint for survey in config.surveys.values() for touchpoint in survey.touchpoints}
    assert heard == set(TOUCHPOINTS)
    assert {survey.metric for survey in config.surveys.values()} == {"nps", "csat", "ces", "stars"}
