"""What the settings mean, and how mistakes in them are told."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.commands.check import settings_in_force
from bot.config import Config, ConfigError, Survey, load
from bot.config_parts import duration_text
from metrics.catalogue import METRICS

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "config.example.toml"
TOKEN = "4242:SECRET-of-the-operator"
ENVIRON = {"AFTERWORD_TELEGRAM__TOKEN": TOKEN}
SHORTEST = '[surveys.a]\nmetric = "csat"\n'

Load = Callable[..., Config]


@pytest.fixture
def read(tmp_path: Path) -> Load:
    def load_text(text: str = SHORTEST, **environ: str) -> Config:
        path = tmp_path / "config.toml"
        path.write_text(text, "utf-8")
        return load(path, {**ENVIRON, **environ})

    return load_text


@pytest.fixture
def wrong(read: Load, tmp_path: Path) -> Callable[..., list[str]]:
    def mistakes(text: str = SHORTEST, **environ: str) -> list[str]:
        with pytest.raises(ConfigError) as caught:
            read(text, **environ)
        assert TOKEN not in str(caught.value)
        return [each.replace(f"{tmp_path}/", "") for each in str(caught.value).splitlines()]

    return mistakes


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
    bare = [line.removeprefix("# ") if " = " in line or "[[" in line else line for line in lines]
    return tomllib.loads("\n".join(bare))


def test_the_example_names_every_option() -> None:
    assert sorted(unnamed(Config, with_comments_undone(), "")) == []


def unnamed(kind: Any, given: Any, place: str) -> Iterator[str]:
    """List the options that are missing below a place."""
    if isinstance(given, list):
        given = dict(enumerate(given))
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


def test_every_mistake_is_told_at_once_with_its_line(wrong: Callable[..., list[str]]) -> None:
    text = """
[business]
timezone = "Europe/Berlni"
[cadence]
flor = "3d"
gap = 7
cap = { asks = 0, pr = "3d" }
[staff]
admins = [
  900,
  "ann",
]
contact = "x"
[surveys.a]
metric = "npss"
[surveys.b]
metric = "csat"
scale = 9
[[surveys.b.follow_up]]
scores = [1, 2]
[[surveys.b.follow_up]]
promt.en = "?"
[[sources]]
name = "x"
"""
    assert wrong(text) == [
        (
            'config.toml:3: business.timezone: no time zone is called "Europe/Berlni", '
            'did you mean "Europe/Berlin"?'
        ),
        'config.toml:5: cadence.flor: unknown key, did you mean "floor"?',
        'config.toml:6: cadence.gap: a duration is written "0s", "10m", "24h" or "7d"',
        "config.toml:7: cadence.cap.asks: a cap of 0 lets nobody be asked: allow at least 1",
        'config.toml:7: cadence.cap.pr: unknown key, did you mean "per"?',
        (
            "config.toml:9: staff.admins[1]: should be a valid integer, "
            "unable to parse string as an integer"
        ),
        "config.toml:13: staff.contact: unknown key, it belongs in [business]",
        'config.toml:15: surveys.a.metric: no metric is called "npss", did you mean "nps"?',
        "config.toml:18: surveys.b.scale: csat is asked on 3 or 4 or 5 or 6 or 7 or 10 points",
        "config.toml:21: surveys.b.follow_up[1].scores: missing",
        'config.toml:22: surveys.b.follow_up[1].promt: unknown key, did you mean "prompt"?',
        "config.toml:23: sources[0].key_sha256: missing",
    ]


def test_a_secret_under_a_wrong_key_is_not_shown(wrong: Callable[..., list[str]]) -> None:
    text = f'[telegram]\ntokne = "{TOKEN}"\n' + SHORTEST
    assert wrong(text) == ['config.toml:2: telegram.tokne: unknown key, did you mean "token"?']
    [line] = wrong(SHORTEST, AFTERWORD_TELEGRAM__TOKEN=TOKEN.replace(":", ""))
    assert line.startswith("AFTERWORD_TELEGRAM__TOKEN: telegram.token: a token has digits")
    assert "SECRET" not in line


def test_mistakes_in_variables_name_the_variable(wrong: Callable[..., list[str]]) -> None:
    assert wrong(
        AFTERWORD_BUSINES__NAME="x",
        AFTERWORD_CADENCE__FLOR="3d",
        AFTERWORD_CADENCE__GAP="3 days",
        AFTERWORD_BUSINESS__NAME_FILE="/nowhere/at/all",
    ) == [
        (
            "AFTERWORD_BUSINESS__NAME_FILE: business.name: the file cannot be read: "
            "No such file or directory"
        ),
        'AFTERWORD_CADENCE__GAP: cadence.gap: a duration is written "0s", "10m", "24h" or "7d"',
        'AFTERWORD_CADENCE__FLOR: cadence.flor: unknown key, did you mean "floor"?',
        'AFTERWORD_BUSINES__NAME: busines: unknown key, did you mean "business"?',
    ]


def test_a_missing_token_says_how_to_give_it(
    wrong: Callable[..., list[str]], tmp_path: Path
) -> None:
    (tmp_path / "empty.toml").write_text("[telegram]\nmode = 'polling'\n", "utf-8")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "empty.toml", {})
    token, surveys = caught.value.mistakes
    assert "empty.toml: surveys: one survey is needed" in token
    assert "empty.toml:1: telegram.token: missing: set AFTERWORD_TELEGRAM__TOKEN" in surveys


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[business]\nname = Acme\n", 2),
        ("[business\n", 1),
        ('[business]\nname = """\nnever closed\n', 3),
        ('[business]\nname = "a"\nname = "b"\n', 3),
    ],
)
def test_what_is_not_toml_names_the_line(
    wrong: Callable[..., list[str]], text: str, line: int
) -> None:
    assert [each.split(" ")[0] for each in wrong(text)] == [f"config.toml:{line}:"]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file; `afterword init` writes one"):
        load(tmp_path / "config.toml", ENVIRON)
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path, ENVIRON)


@pytest.mark.parametrize(
    "lines",
    [
        'metric = "enps"\nanonymous = false',
        'metric = "csat"\ntext.en.question = "Hello {name}"',
        'metric = "csat"\ntext.en.question = "Hello {"',
        'metric = "csat"\ntext.klingon.question = "Hello"',
        'metric = "csat"\nfollow_up = [{ scores = [0, 2] }]',
        'metric = "csat"\nfollow_up = [{ scores = [3, 2] }]',
        'metric = "csat"\nfollow_up = [{ scores = [1, 3] }, { scores = [3, 5] }]',
        'metric = "csat"\nfollow_up = [{ scores = [1, 2], reasons = ["a", "a"] }]',
        'metric = "csat"\nfollow_up = [{ scores = [1, 2], reasons = ["' + "ж" * 13 + '"] }]',
        'metric = "csat"\nfollow_up = [{ scores = [1, 2], reasons = ["'
        + '", "'.join("123456789")
        + '"] }]',
        'metric = "csat"\nsample = 1.5',
        'metric = "csat"\nsample = nan',
        'metric = "csat"\ndelay = "-1m"',
        'metric = "csat"\nexpires = "0s"',
        'metric = "csat"\nreminder = { after = "14d" }',
    ],
)
def test_surveys_that_cannot_be_asked_are_refused(
    wrong: Callable[..., list[str]], lines: str
) -> None:
    [line] = wrong(f"[surveys.a]\n{lines}\n")
    assert line.startswith("config.toml:")
    assert "surveys.a." in line


@pytest.mark.parametrize(
    "lines",
    [
        "[surveys.Recommend]\nmetric = 'nps'",
        "[telegram]\nmode = 'webhook'",
        "[telegram]\nmode = 'webhook'\nwebhook_url = 'bot.example'",
        "[telegram]\napi_url = 'ftp://x'",
        "[storage]\nurl = 'postgresql://x'",
        "[staff]\nchats = [100]",
        "[business]\ntimezone = '../zone'",
        "[cadence]\nquiet_hours = { from = '24:00' }",
        f"[[sources]]\nname = 'a'\nkey_sha256 = '{'0' * 63}'",
        f"[[sources]]\nname = 'a'\nkey_sha256 = '{'0' * 64}'\n" * 2,
        "business = 3",
    ],
)
def test_settings_out_of_range_are_refused(wrong: Callable[..., list[str]], lines: str) -> None:
    assert len(wrong(f"{lines}\n{SHORTEST}")) == 1


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
    shown = "\n".join(settings_in_force(config))
    assert TOKEN not in shown
    assert 'token = "**********"' in shown
    again = read(shown.replace("**********", TOKEN))
    assert again.model_dump() == config.model_dump()


def test_settings_cannot_be_changed_in_place(read: Load) -> None:
    config = read()
    with pytest.raises(ValueError, match="frozen"):
        config.http.port = 1  # type: ignore[misc]
    assert hash(config.cadence) == hash(read().cadence)
