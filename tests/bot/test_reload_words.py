"""What differs between two configurations, in words, and which changes start a version."""

from pathlib import Path

import pytest

from bot.operating.reload_words import (
    Changed,
    NeedsRestart,
    ReloadRefused,
    Started,
    plain_lines,
    reload_text,
)
from bot.operating.settings_words import differences
from bot.surveys.questionnaire import asked_by
from bot.words.tables import units
from tests.bot.town import VOICE
from tests.settings import read

USUAL = '[surveys.after-chat]\nmetric = "csat"\n'


def told(folder: Path, before: str, after: str) -> list[str]:
    """Say what differs between two files, as a reload does."""
    old, new = read(folder, before, name="old.toml"), read(folder, after, name="new.toml")
    return plain_lines(VOICE, Changed(differences(old, new)))[1:]


def test_differences_in_words(tmp_path: Path) -> None:
    before = (
        '[business]\nname = "Acme"\n[staff]\nchats = [-7]\n'
        f'[[sources]]\nname = "shop"\nkey_sha256 = "{"a" * 64}"\n'
        f'[[sources]]\nname = "desk"\nkey_sha256 = "{"b" * 64}"\n'
        '[surveys.old]\nmetric = "csat"\n[surveys.a]\nmetric = "csat"\n'
        '[surveys.b]\nmetric = "nps"\n'
    )
    after = (
        '[business]\nname = "Acme & Co"\n[staff]\nadmins = [5, 6]\nchats = [-7]\n'
        f'[[sources]]\nname = "shop"\nkey_sha256 = "{"c" * 64}"\n'
        f'[[sources]]\nname = "crm"\nkey_sha256 = "{"d" * 64}"\n'
        '[cadence]\nfloor = "12h"\ncap = { asks = 2 }\nquiet_hours = { from = "22:00" }\n'
        '[surveys.b]\nmetric = "nps"\ntouchpoints = ["shop"]\nsample = 0.5\n'
        '[surveys.a]\nmetric = "csat"\nanonymous = true\npurpose = "' + "long " * 50 + '"\n'
        '[[surveys.a.follow_up]]\nscores = [1, 2]\nreasons = ["speed", '
        '{ id = "noise", en = "Noise" }]\n'
        '[surveys.a.text.ru]\nquestion = "?"\n'
        '[surveys.new]\nmetric = "ces"\n'
    )
    assert told(tmp_path, before, after) == [
        "business.name: Acme -> Acme & Co",
        "source shop: a new key, the old one is refused",
        "source desk removed: its key is refused",
        "source crm added",
        "staff.admins: none -> 5, 6",
        "floor: 24 hours -> 12 hours",
        "cap.asks: 3 -> 2",
        "quiet_hours.from: 21:00 -> 22:00",
        "survey old removed; its answers stay, and what was to be asked is dropped",
        "survey a: anonymous: no -> yes",
        f"survey a: purpose: none -> {('long ' * 50)[:119]}…",
        "survey a: text.ru: none -> question ?",
        "survey a: follow_up: none -> scores 1, 2, reasons speed, noise (en Noise)",
        "survey b: touchpoints: none -> shop",
        "survey b: sample: 1 -> 0.5",
        "survey new added",
        "order of surveys: a, b -> b, a",
    ]


def test_no_key_or_token_is_ever_told(tmp_path: Path) -> None:
    key = f'[[sources]]\nname = "shop"\nkey_sha256 = "{"a" * 64}"\n'
    other = key.replace("a" * 64, "b" * 64) + '[telegram]\ntoken = "5:other"\n'
    for before, after in ((key, other), (other, key), ("", other), (key, "")):
        words = "\n".join(told(tmp_path, before + USUAL, after + USUAL))
        assert "aaaa" not in words
        assert "bbbb" not in words
        assert "5:other" not in words


def test_the_same_file_differs_in_nothing(tmp_path: Path) -> None:
    assert told(tmp_path, USUAL, USUAL + "# a comment\n") == []


def test_the_reply_when_nothing_can_change() -> None:
    refused = ReloadRefused(['config.toml:3: cadence.flor: unknown key, did you mean "floor"?'])
    assert reload_text(VOICE, refused) == (
        "Nothing has changed, because the configuration has mistakes:\n"
        'config.toml:3: cadence.flor: unknown key, did you mean "floor"?'
    )
    assert reload_text(VOICE, NeedsRestart(["http.port", "business.timezone"])) == (
        "Nothing has changed. Restart the bot for this, or take it back: "
        "http.port, business.timezone"
    )
    assert reload_text(VOICE, Changed(())) == "The configuration has not changed."
    long = reload_text(VOICE, ReloadRefused([f"{number} {'x' * 90}" for number in range(80)]))
    assert units(long) <= 4096
    assert long.endswith(" more")


def test_the_reply_when_a_question_has_changed() -> None:
    started = [
        Started("a", 2, continues=False, joined=()),
        Started("b", 3, continues=True, joined=(2, 1)),
        Started("c", 2, continues=True, joined=()),
    ]
    assert reload_text(VOICE, Changed((), started)) == (
        "Reloaded. In force from now on:\n"
        "survey a: question v2 starts, and is not compared with earlier ones; "
        "if it means the same, set `continues`\n"
        "survey b: question v3 starts, and continues v1, v2\n"
        "survey c: question v2 starts, and is not compared with earlier ones: "
        "`continues` joins only one metric on one scale"
    )


@pytest.mark.parametrize(
    ("change", "starts"),
    [
        ('purpose = "x"', False),
        ('delay = "1h"', False),
        ('continues = "v1"', False),
        ("scale = 7", True),
        ('text.en.question = "?"', True),
        ('text.en.low = "bad"', True),
        ('text.en.thanks = "!"', False),
        ("anonymous = true", True),
    ],
)
def test_which_changes_start_a_version(tmp_path: Path, change: str, starts: bool) -> None:
    before = read(tmp_path, USUAL + 'text.en.high = "good"\n').surveys["after-chat"]
    after = read(tmp_path, USUAL + f'text.en.high = "good"\n{change}\n').surveys["after-chat"]
    changed = asked_by("a", before).fingerprint != asked_by("a", after).fingerprint
    assert changed is starts
