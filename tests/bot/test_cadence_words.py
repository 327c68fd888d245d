"""How the rules in force read."""

from pathlib import Path

import pytest

from bot.operating.rules_words import cadence_text, survey_cadence_text
from bot.words.durations import duration
from bot.words.tables import units
from tests.bot.town import VOICE
from tests.settings import read

USUAL = '[surveys.after-chat]\nmetric = "csat"\n'


def test_the_usual_rules(tmp_path: Path) -> None:
    assert cadence_text(VOICE, read(tmp_path, USUAL)) == (
        "<b>The rules in force</b>, times in UTC\n\n"
        "<b>One person, over all surveys</b>\n"
        "floor: at least 24 hours between any two asks\n"
        "cap: at most 3 asks in any 90 days\n"
        "gap: at least 7 days between two different surveys\n"
        "patience: every ask left unanswered makes the gap 2 times as long, up to 180 days; "
        "an answer resets it\n"
        "quiet_hours: nobody is asked from 21:00 to 09:00, in their own time zone where it is "
        "known; what falls due then waits\n"
        "drop_after: no ask about what ended more than 24 hours ago\n"
        'later_after: who presses "later" is asked once more after 24 hours\n'
        "no_survey_tags: no ask about an interaction with the tag no-survey\n\n"
        "<b>after-chat</b>: Customer satisfaction\n"
        "touchpoints: every one\n"
        "delay: asked 10 minutes after the end\n"
        "expires: the question closes unanswered after 14 days\n"
        "repeat: the same person again 7 days after an answer, 7 days after an ask without one\n"
        "sample: everybody\n"
        "change_window: a score can be changed for 10 minutes\n"
        "comment_window: after an answer messages are the comment for 24 hours"
    )


SWITCHED_OFF = """
[business]
timezone = "Europe/Berlin"
[cadence]
floor = "0s"
gap = "0s"
cap = { asks = 1, per = "36h" }
quiet_hours = { from = "00:00", to = "00:00" }
later_after = "0s"
[surveys.a]
metric = "nps"
touchpoints = ["support", "a < b"]
delay = "0s"
repeat = { after_answer = "1h" }
sample = 0.125
sample_period = "30d"
change_window = "0s"
comment_window = "0s"
[surveys.b]
metric = "csat"
"""


def test_rules_that_are_switched_off_say_so(tmp_path: Path) -> None:
    text = cadence_text(VOICE, read(tmp_path, SWITCHED_OFF))
    assert text.split("\n\n")[:4] == [
        "<b>The rules in force</b>, times in Europe/Berlin",
        (
            "<b>One person, over all surveys</b>\n"
            "floor: none\n"
            "cap: at most 1 ask in any 36 hours\n"
            "gap: none\n"
            "patience: the gap does not grow with unanswered asks\n"
            "quiet_hours: none\n"
            "drop_after: no ask about what ended more than 24 hours ago\n"
            'later_after: who presses "later" is asked once more at once\n'
            "no_survey_tags: no ask about an interaction with the tag no-survey"
        ),
        (
            "Where several surveys fit one interaction, the first of these that passes every rule "
            "is asked."
        ),
        (
            "<b>a</b>: Net Promoter Score\n"
            "touchpoints: support, a &lt; b\n"
            "delay: asked at once\n"
            "expires: the question closes unanswered after 14 days\n"
            "repeat: the same person again 1 hour after an answer, "
            "30 days after an ask without one\n"
            "sample: 12.5 % of the people, others every 30 days\n"
            "change_window: a score cannot be changed\n"
            "comment_window: only replies to the question are comments"
        ),
    ]


def test_one_survey_alone(tmp_path: Path) -> None:
    text = survey_cadence_text(VOICE, read(tmp_path, USUAL), "after-chat", at="@ourbot")
    first, *_, last = text.split("\n")
    assert first == "<b>after-chat</b>: Customer satisfaction"
    assert last == "What holds over all surveys: /cadence@ourbot"


def test_what_does_not_fit_is_asked_for_by_name(tmp_path: Path) -> None:
    many = "".join(f'[surveys.s{number}]\nmetric = "csat"\n' for number in range(30))
    text = cadence_text(VOICE, read(tmp_path, many), at="@ourbot")
    assert units(text) <= 4096
    shown = text.count("Customer satisfaction")
    assert text.endswith(f"... and {30 - shown} more, one by one: /cadence@ourbot s{shown}")


def test_every_setting_of_the_cadence_has_its_line(tmp_path: Path) -> None:
    config = read(tmp_path, USUAL)
    fields = (type(config.cadence).model_fields, type(config.surveys["after-chat"]).model_fields)
    person, survey = (
        {name for name in each if not VOICE.words.has("en", f"staff.cadence.{name}")}
        for each in fields
    )
    assert person == set()
    said_elsewhere = {"metric", "scale", "about", "sample_period", "anonymous", "purpose"}
    said_elsewhere |= {"name", "cannot_say", "portions_by", "continues", "text", "follow_up"}
    assert survey == said_elsewhere


@pytest.mark.parametrize(
    ("length", "words"),
    [
        ("0s", "no time"),
        ("1s", "1 second"),
        ("90s", "90 seconds"),
        ("1m", "1 minute"),
        ("60m", "1 hour"),
        ("24h", "24 hours"),
        ("36h", "36 hours"),
        ("48h", "2 days"),
        ("7d", "7 days"),
    ],
)
def test_a_length_of_time_reads_as_it_is_meant(tmp_path: Path, length: str, words: str) -> None:
    config = read(tmp_path, f'[cadence]\nfloor = "{length}"\n{USUAL}')
    assert duration(VOICE, config.cadence.floor) == words


FEWER = """
[cadence]
workdays = ["mon", "tue"]
holidays = ["2026-12-25"]
no_survey_tags = []
[surveys.a]
metric = "nps"
min_messages = 1
min_duration = "5m"
quota = { answers = 200, per = "30d" }
precision = { points = 7.5, per = "30d" }
reminder = { after = "3d" }
"""


def test_rules_that_ask_fewer_people_are_told_when_they_are_set(tmp_path: Path) -> None:
    lines = cadence_text(VOICE, read(tmp_path, FEWER)).split("\n")
    for line in (
        "workdays: asks go out on mon, tue; what falls due on another day waits",
        "holidays: no asks on 2026-12-25",
        "min_messages: no ask about an interaction with fewer than 1 message",
        "min_duration: no ask about an interaction shorter than 5 minutes",
        "quota: nobody is asked once there are 200 answers in any 30 days",
        (
            "precision: people drawn at random over 30 days,"
            " only as many as plus or minus 7.5 points need"
        ),
        "reminder: one more message 3 days later, if there is no answer",
    ):
        assert line in lines
    assert not any(line.startswith("no_survey_tags") for line in lines)
