"""How the list of surveys reads that staff ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.settings.config import Survey
from bot.text.query import quoted
from bot.words import dates, tables
from bot.words.voice import Voice
from metrics.catalogue import scale_of
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
