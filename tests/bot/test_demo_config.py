"""The demonstration's configuration is one that loads, and fits the simulated week."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from bot.commands.demo.demo_config import ADMIN, STAFF, STAFF_GROUP, write_config
from bot.commands.demo.past import import_past
from bot.commands.demo.talk import TALK
from bot.settings.config import load
from metrics.catalogue import METRICS
from playground.cast import TOUCHPOINTS
from playground.sayings import ANYTHING as COMMENTED


def test_it_loads_and_every_touchpoint_of_the_week_has_a_survey(tmp_path: Path) -> None:
    path = write_config(tmp_path, api_url="http://127.0.0.1:1", port=2, key_sha256="ab" * 32)
    config = load(path)
    assert config.staff.admins == (ADMIN,)
    assert {*config.staff.admins, *config.staff.analysts} == set(STAFF)
    assert config.staff.alerts == STAFF_GROUP
    assert config.database_path.parent == tmp_path.resolve()
    heard = {touchpoint for survey in config.surveys.values() for touchpoint in survey.touchpoints}
    assert heard == {*TOUCHPOINTS, "staff-day"}
    assert {survey.metric for survey in config.surveys.values()} == set(METRICS)
    assert config.themes


def test_until_the_week_begins_nobody_is_asked_and_the_questions_are_the_same(
    tmp_path: Path,
) -> None:
    write = partial(
        write_config, tmp_path, api_url="http://127.0.0.1:1", port=2, key_sha256="ab" * 32
    )
    asking, quiet = load(write()).surveys, load(write(asking=False)).surveys
    touched = {each for survey in quiet.values() for each in survey.touchpoints}
    assert not touched & set(TOUCHPOINTS)
    for name, survey in asking.items():
        assert quiet[name].model_copy(update={"touchpoints": survey.touchpoints}) == survey


def test_the_staff_speak_every_language_that_is_shipped() -> None:
    assert {language for _, language in STAFF.values()} == set(COMMENTED)
    assert all(user in STAFF and user != ADMIN for user, _ in TALK)


async def test_the_answers_from_before_are_of_surveys_that_are_there(tmp_path: Path) -> None:
    path = write_config(tmp_path, api_url="http://127.0.0.1:1", port=2, key_sha256="ab" * 32)
    config = load(path)
    now = datetime(2026, 11, 16, 8, 0, tzinfo=config.business.zone)
    assert await import_past(config, tmp_path, now=now) > 1500
