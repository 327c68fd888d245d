"""Mistakes in the settings: all are told at once, each with its line or variable."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings.config import ConfigError, load
from tests.settings import ENVIRON, SHORTEST, TOKEN, mistakes

Wrong = Callable[..., list[str]]


@pytest.fixture
def wrong(tmp_path: Path) -> Wrong:
    def told(text: str = SHORTEST, **environ: str) -> list[str]:
        found = mistakes(tmp_path, text, **environ)
        assert found
        return found

    return told


def test_every_mistake_is_told_at_once_with_its_line(wrong: Wrong) -> None:
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


def test_a_table_in_capitals_is_not_the_one_that_is_meant(wrong: Wrong) -> None:
    text = '[Business]\nname = "Acme"\n' + SHORTEST
    assert wrong(text) == ['config.toml:1: Business: unknown key, did you mean "business"?']


def test_a_secret_under_a_wrong_key_is_not_shown(wrong: Wrong) -> None:
    text = f'[telegram]\ntokne = "{TOKEN}"\n' + SHORTEST
    assert wrong(text) == ['config.toml:2: telegram.tokne: unknown key, did you mean "token"?']
    [line] = wrong(SHORTEST, AFTERWORD_TELEGRAM__TOKEN=TOKEN.replace(":", ""))
    assert line.startswith("AFTERWORD_TELEGRAM__TOKEN: telegram.token: a token has digits")
    assert "SECRET" not in line


def test_mistakes_in_variables_name_the_variable(wrong: Wrong) -> None:
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


def test_a_missing_token_says_how_to_give_it(wrong: Wrong, tmp_path: Path) -> None:
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
def test_what_is_not_toml_names_the_line(wrong: Wrong, text: str, line: int) -> None:
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
        'metric = "csat"\nfollow_up = [{ scores = [1, 2], reasons = ["speed", "speed"] }]',
        'metric = "csat"\nfollow_up = [{ scores = [1, 2], reasons = [{ id = "'
        + "ж" * 13
        + '", ru = "ж" }] }]',
        'metric = "csat"\nfollow_up = [{ scores = [1, 2], reasons = ['
        + ", ".join(f'{{ id = "{each}", en = "x" }}' for each in "123456789")
        + "] }]",
        'metric = "csat"\nsample = 1.5',
        'metric = "csat"\nsample = nan',
        'metric = "csat"\ndelay = "-1m"',
        'metric = "csat"\nexpires = "0s"',
        'metric = "csat"\nreminder = { after = "14d" }',
    ],
)
def test_surveys_that_cannot_be_asked_are_refused(wrong: Wrong, lines: str) -> None:
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
def test_settings_out_of_range_are_refused(wrong: Wrong, lines: str) -> None:
    assert len(wrong(f"{lines}\n{SHORTEST}")) == 1
