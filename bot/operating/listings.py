"""How the lists read that staff ask for: the surveys, and the commands a person may use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.settings.config import Survey
from bot.text.query import quoted
from bot.words import dates, tables
from bot.words.voice import Voice
from metrics.catalogue import METRICS, scale_of
from storage.versions import Version


@dataclass(frozen=True)
class SurveyLine:
    """One survey as staff see it."""

    version: Version
    survey: Survey
    configured: bool
    since: date


def surveys_text(voice: Voice, surveys: Sequence[SurveyLine]) -> str:
    """Write the list of surveys."""
    blocks = [voice.say("staff.surveys.title"), *(_survey(voice, line) for line in surveys)]
    text, left = tables.fitting(blocks)
    return f"{text}\n\n{voice.say('staff.surveys.more', left=left)}" if left else text


def _survey(voice: Voice, line: SurveyLine) -> str:
    version, survey = line.version, line.survey
    scale = scale_of(version.metric, version.points)
    metric = voice.plain(f"staff.metric_name.{version.metric}")
    places = (voice.named("touchpoint", each) for each in survey.touchpoints)
    touchpoints = voice.joined(places) or voice.plain("staff.surveys.every_touchpoint")
    since = dates.full_day(voice, line.since)
    purpose = "purpose" if survey.purpose else "no_purpose"
    state = "asking" if line.configured else "retired"
    command = voice.typed(f"/{version.metric} survey={quoted(version.survey)}")
    lines = [
        voice.say(
            "staff.surveys.name",
            name=voice.named("survey", version.survey),
            metric=metric,
            low=scale.low,
            high=scale.high,
        ),
        voice.say(f"staff.surveys.about_{survey.about}", touchpoints=touchpoints),
        voice.say("staff.surveys.version", number=version.number, day=since),
        voice.say("staff.surveys.anonymous") if version.anonymous else "",
        voice.say(f"staff.surveys.{purpose}", purpose=survey.purpose),
        voice.say(f"staff.surveys.{state}", command=command),
    ]
    return "\n".join(each for each in lines if each)


def help_text(voice: Voice, groups: Mapping[str, Sequence[str]], *, at: str) -> str:
    """Write the commands that a person may use, below the title of their group.

    `at` is the bot's name where it has to be said.
    """
    names = [name for of in groups.values() for name in of]
    parts = [_group(voice, group, of, at) for group, of in groups.items() if of]
    measured = next((name for name in names if name in METRICS), None)
    if measured is not None:
        parts.append(voice.say("staff.help.grammar"))
        parts.append(voice.say("staff.help.examples", examples=_examples(voice, measured, at)))
        parts.append(voice.say("staff.help.reading"))
    return "\n\n".join(parts)


def _group(voice: Voice, group: str, names: Sequence[str], at: str) -> str:
    lines = [_command(voice, name, at) for name in names]
    return "\n".join([voice.say(f"staff.help.group_{group}"), *lines])


def _command(voice: Voice, name: str, at: str) -> str:
    does = voice.say(f"staff.help.{name}")
    return voice.plain("staff.help.line", command=f"/{name}{at}", does=does)


def _examples(voice: Voice, metric: str, at: str) -> str:
    return "\n".join(
        voice.typed(f"/{metric}{at} {rest}")
        for rest in (
            "week",
            "last month touchpoint=support",
            "month by agent",
            "this week vs last week",
        )
    )
