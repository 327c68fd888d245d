"""Rules that contradict each other are refused, with a sentence that says what to change."""

from pathlib import Path

import pytest

from tests.settings import mistakes

USUAL = '[surveys.a]\nmetric = "csat"\n'


@pytest.mark.parametrize(
    ("cadence", "said"),
    [
        (
            "cap = { asks = 0 }",
            "cadence.cap.asks: a cap of 0 lets nobody be asked: allow at least 1",
        ),
        (
            'quiet_hours = { from = "09:30", to = "09:00" }',
            (
                "cadence.quiet_hours: these leave 30m a day for asks: leave at least an hour, "
                "or make `from` and `to` the same for no quiet hours"
            ),
        ),
        (
            'quiet_hours = { from = "00:00", to = "23:01" }',
            (
                "cadence.quiet_hours: these leave 59m a day for asks: leave at least an hour, "
                "or make `from` and `to` the same for no quiet hours"
            ),
        ),
        (
            'patience = { limit = "3d" }',
            (
                'cadence.patience: with limit = "3d" an ignored ask would shorten the gap of "7d": '
                "make the limit at least as long as the gap"
            ),
        ),
    ],
)
def test_contradictions_about_a_person_are_refused(tmp_path: Path, cadence: str, said: str) -> None:
    text = f"[cadence]\n{cadence}\n{USUAL}"
    assert mistakes(tmp_path, text) == [f"config.toml:2: {said}"]


def test_a_gap_beyond_the_usual_patience_is_refused_at_its_table(tmp_path: Path) -> None:
    [line] = mistakes(tmp_path, f'[cadence]\ngap = "365d"\n{USUAL}')
    assert line == (
        'config.toml:1: cadence.patience: with limit = "180d" an ignored ask would shorten the gap '
        'of "365d": make the limit at least as long as the gap'
    )


@pytest.mark.parametrize(
    ("survey", "said"),
    [
        (
            "sample = 0",
            "sample: a sample of 0 asks nobody: write a share above 0, or remove the survey",
        ),
        (
            "sample = -0.5",
            "sample: a sample of -0.5 asks nobody: write a share above 0, or remove the survey",
        ),
        (
            'delay = "48h"',
            (
                'delay: a question that waits "2d" is never asked, because [cadence] '
                'drop_after = "24h": shorten the delay, or lengthen drop_after'
            ),
        ),
        (
            'change_window = "30d"',
            (
                "change_window: an answer could be changed for longer than the question is open: "
                'at most "14d", as `expires` says'
            ),
        ),
    ],
)
def test_contradictions_in_a_survey_are_refused(tmp_path: Path, survey: str, said: str) -> None:
    assert mistakes(tmp_path, f"{USUAL}{survey}\n") == [f"config.toml:3: surveys.a.{said}"]


def test_every_survey_that_could_never_be_asked_is_told_at_once(tmp_path: Path) -> None:
    text = '[cadence]\ndrop_after = "1h"\n' + "".join(
        f'[surveys.{name}]\nmetric = "csat"\ndelay = "{delay}"\n'
        for name, delay in (("a", "2h"), ("b", "1h"), ("c", "90m"))
    )
    lines = mistakes(tmp_path, text)
    assert [line.split(": ")[:2] for line in lines] == [
        ["config.toml:5", "surveys.a.delay"],
        ["config.toml:11", "surveys.c.delay"],
    ]


@pytest.mark.parametrize(
    "rules",
    [
        "cap = { asks = 1 }",
        'quiet_hours = { from = "10:00", to = "09:00" }',
        'quiet_hours = { from = "09:00", to = "09:00" }',
        'gap = "180d"',
        'gap = "0s"\npatience = { limit = "0s" }',
        'floor = "30d"\ncap = { asks = 3, per = "7d" }',
        'drop_after = "10m"',
    ],
)
def test_what_is_only_strict_is_accepted(tmp_path: Path, rules: str) -> None:
    assert mistakes(tmp_path, f"[cadence]\n{rules}\n{USUAL}") == []


def test_a_question_may_be_open_for_less_than_the_usual_change_window(tmp_path: Path) -> None:
    assert mistakes(tmp_path, f'{USUAL}expires = "5m"\n') == []
