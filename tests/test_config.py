"""What the settings mean."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.commands.check import settings_in_force
from bot.settings.config import Config, ConfigError, Survey, load
from bot.settings.sections import duration_text
from bot.settings.wording import Reason
from metrics.catalogue import METRICS
from tests import settings
from tests.settings import ENVIRON, SHORTEST, TOKEN

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "config.example.toml"

Load = Callable[..., Config]

TODAY = date(2026, 11, 23)


@pytest.fixture
def read(tmp_path: Path) -> Load:
    return partial(settings.read, tmp_path)


def survey(**settings: Any) -> Survey:
    return Survey.model_validate({"metric": "csat", **settings})


def test_a_token_and_a_metric_are_enough(read: Load) -> None:
    config = read()
    assert config.telegram.token.get_secret_value() == TOKEN
    assert config.surveys["a"].delay == timedelta(minutes=10)
    assert config.business.zone.key == "UTC"
    assert config.staff.alerts is None


def test_the_example_says_what_the_defaults_are(read: Load) -> None:
    example = load(EXAMPLE, ENVIRON)
    plain = read('[surveys.service]\nmetric = "csat"')
    left, right = example.model_dump(), plain.model_dump()
    for config in (left, right):
        config["surveys"]["service"].update(text={}, follow_up=())
    assert left == right


def with_comments_undone() -> dict[str, Any]:
    """Read the example as if the settings that are comments in it were made."""
    lines = EXAMPLE.read_text("utf-8").splitlines()
    bare = [line.removeprefix("# ") if " = " in line or "# [" in line else line for line in lines]
    return tomllib.loads("\n".join(bare))


def test_the_example_names_every_option() -> None:
    assert sorted(unnamed(Config, with_comments_undone(), "")) == []


def unnamed(kind: Any, given: Any, place: str) -> Iterator[str]:
    """List the options that are missing below a place."""
    if isinstance(given, list):
        given = dict(enumerate(given))
    if isinstance(given, str) and kind is Reason:
        return  # a word of the catalogues stands for its whole table
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            key = field.alias or name
            if key not in given:
                yield f"{place}.{key}"
            else:
                yield from unnamed(field.annotation, given[key], f"{place}.{key}")
    elif get_origin(kind) in {dict, tuple} and isinstance(given, dict):
        for key, each in given.items():
            yield from unnamed(
                get_args(kind)[1 if get_origin(kind) is dict else 0], each, f"{place}.{key}"
            )


def test_the_example_shows_token_and_sources_as_they_would_stand() -> None:
    config = Config.model_validate(with_comments_undone())
    assert [source.name for source in config.sources] == ["helpdesk"]
    assert config.staff.alerts == -100900


@pytest.mark.parametrize("metric", METRICS)
def test_each_metric_alone_is_a_survey(metric: str) -> None:
    lone = survey(metric=metric)
    assert lone.scale == METRICS[metric].default_points
    assert lone.about == METRICS[metric].default_about
    assert lone.anonymous == (metric == "enps")


@pytest.mark.parametrize(
    ("url", "address", "path"),
    [
        ("https://a.example", "https://a.example/telegram/webhook", "/telegram/webhook"),
        ("https://a.example/", "https://a.example/telegram/webhook", "/telegram/webhook"),
        ("https://a.example/b/c", "https://a.example/b/c", "/b/c"),
    ],
)
def test_updates_come_in_where_the_address_says(
    read: Load, url: str, address: str, path: str
) -> None:
    telegram = read(f'[telegram]\nmode = "webhook"\nwebhook_url = "{url}"\n{SHORTEST}').telegram
    assert (telegram.webhook_address, telegram.webhook_path) == (address, path)


def test_repeats_follow_what_the_survey_is_about() -> None:
    days = timedelta(days=1)
    assert survey(metric="nps").repeat.after_answer == 90 * days
    assert survey(metric="nps").repeat.after_silence == 30 * days
    assert (
        survey(about="relationship", repeat={"after_silence": "9d"}).repeat.after_answer
        == 90 * days
    )
    assert survey().repeat.after_answer == 7 * days


def test_surveys_keep_the_order_of_the_file(read: Load) -> None:
    text = "".join(f'[surveys.{name}]\nmetric = "csat"\n' for name in "zmab")
    assert list(read(text, AFTERWORD_SURVEYS__B__DELAY="1m").surveys) == list("zmab")


def test_languages_are_written_in_one_way(read: Load) -> None:
    text = SHORTEST + 'text.zh-hans.thanks = "x"\ntext.ru.thanks = "y"'
    config = read("[business]\ndefault_language = 'ZH_hans'\n" + text)
    assert config.business.default_language == "zh_Hans"
    assert list(config.surveys["a"].text) == ["zh_Hans", "ru"]


def test_quiet_hours_and_the_rest_of_their_table(read: Load) -> None:
    quiet = read('[cadence]\nquiet_hours = { from = "22:30" }\n' + SHORTEST).cadence.quiet_hours
    assert (quiet.start, quiet.end) == (time(22, 30), time(9, 0))


def test_alerts_go_to_the_first_chat_unless_told_otherwise(read: Load) -> None:
    assert read("[staff]\nchats = [-7, -8]\n" + SHORTEST).staff.alerts == -7
    assert read("[staff]\nchats = [-7, -8]\nalerts = -8\n" + SHORTEST).staff.alerts == -8


def test_proxies_are_addresses_or_networks(read: Load) -> None:
    assert read().http.trusted_proxies == ()
    named = '[http]\ntrusted_proxies = ["127.0.0.1", "10.1.2.3/8", "::1"]\n' + SHORTEST
    assert read(named).http.trusted_proxies == ("127.0.0.1", "10.1.2.3/8", "::1")
    with pytest.raises(ConfigError, match=r'written "127\.0\.0\.1" or "10\.0\.0\.0/8"'):
        read('[http]\ntrusted_proxies = ["localhost"]\n' + SHORTEST)


def test_the_database_lies_beside_the_file(read: Load, tmp_path: Path) -> None:
    assert read().database_path == tmp_path / "afterword.db"
    elsewhere = read('[storage]\nurl = "sqlite:////var/lib/x.db"\n' + SHORTEST)
    assert elsewhere.database_path == Path("/var/lib/x.db")


def test_the_environment_comes_first_then_named_files_then_the_file(
    read: Load, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("from-file\n", "utf-8")
    text = '[business]\nname = "from-toml"\n' + SHORTEST
    named = {"AFTERWORD_BUSINESS__NAME_FILE": str(tmp_path / "secret")}
    assert read(text).business.name == "from-toml"
    assert read(text, **named).business.name == "from-file"
    assert (
        read(text, **named, AFTERWORD_BUSINESS__NAME="from-variable").business.name
        == "from-variable"
    )


def test_variables_reach_every_depth(read: Load) -> None:
    config = read(
        AFTERWORD_STAFF__ADMINS="[900, 901]",
        AFTERWORD_CADENCE__CAP__ASKS="9",
        AFTERWORD_SURVEYS__AFTER_CHAT__METRIC="nps",
        AFTERWORD_SOURCES=f'[{{"name": "shop", "key_sha256": "{"a" * 64}"}}]',
        AFTERWORD_CONFIG="not a setting",
    )
    assert config.staff.admins == (900, 901)
    assert config.cadence.cap.asks == 9
    assert config.cadence.cap.per == timedelta(days=90)
    assert config.surveys["after-chat"].metric == "nps"
    assert config.sources[0].name == "shop"


@pytest.mark.parametrize("text", ["0s", "90s", "10m", "24h", "36h", "7d", "180d"])
def test_durations_are_written_as_they_are_read(text: str) -> None:
    assert duration_text(survey(delay=text).delay) == text


@given(st.text())
def test_any_other_text_is_no_duration(text: str) -> None:
    if not text[:-1].isdecimal():
        with pytest.raises(ValueError, match="a duration is written"):
            survey(delay=text)


def test_settings_in_force_are_toml_that_means_the_same(read: Load, tmp_path: Path) -> None:
    config = load(EXAMPLE, {**ENVIRON, "AFTERWORD_STAFF__CHATS": "[-5]"})
    shown = "\n".join(settings_in_force(config, today=TODAY))
    assert TOKEN not in shown
    assert 'token = "**********"' in shown
    again = read(shown.replace("**********", TOKEN))
    assert again.model_dump() == config.model_dump()


def test_settings_cannot_be_changed_in_place(read: Load) -> None:
    config = read()
    with pytest.raises(ValueError, match="frozen"):
        config.http.port = 1  # type: ignore[misc]
    assert hash(config.cadence) == hash(read().cadence)
