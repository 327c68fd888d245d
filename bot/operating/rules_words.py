"""How the rules in force read: a table of lines about the person, another about each survey."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import TypeVar

from bot.operating.settings_words import value_words
from bot.settings.cadence import WEEK, Cadence
from bot.settings.config import Config, Survey
from bot.settings.sections import Section
from bot.text.query import quoted
from bot.words import tables
from bot.words.voice import Voice

Values = Mapping[str, object]
T = TypeVar("T", bound=Section)


def _patience(cadence: Cadence) -> Values | None:
    patience = cadence.patience
    grows = patience.factor > 1 and cadence.gap and patience.limit > cadence.gap
    return vars(patience) if grows else None


def _quiet_hours(cadence: Cadence) -> Values | None:
    quiet = cadence.quiet_hours
    return vars(quiet) if quiet.start != quiet.end else None


def _days(cadence: Cadence) -> Values | None:
    return {"days": cadence.workdays} if len(cadence.workdays) < len(WEEK) else None


def _sample(survey: Survey) -> Values | None:
    if survey.sample >= 1:
        return None
    return {"percent": survey.sample * 100, "time": survey.sample_period}


# What fills the words of a setting, where its value alone does not; None if it is off.
_PERSON: Mapping[str, Callable[[Cadence], Values | None]] = {
    "patience": _patience,
    "quiet_hours": _quiet_hours,
    "workdays": _days,
}
_SURVEY: Mapping[str, Callable[[Survey], Values | None]] = {"sample": _sample}


def cadence_text(voice: Voice, config: Config, *, at: str = "") -> str:
    """Write all rules in force; what does not fit is asked for by name."""
    title = voice.say("staff.cadence.title", zone=config.business.timezone)
    person = [voice.say("staff.cadence.person"), *_lines(voice, config.cadence, _PERSON)]
    blocks = ["\n".join([title, "", *person])]
    if len(config.surveys) > 1:
        blocks.append(voice.say("staff.cadence.order"))
    blocks += [_survey(voice, name, each) for name, each in config.surveys.items()]
    text, left = tables.fitting(blocks)
    if not left:
        return text
    example = f"/cadence{at} {quoted(list(config.surveys)[-left])}"
    return f"{text}\n\n{voice.say('staff.cadence.more', left=left, example=example)}"


def survey_cadence_text(voice: Voice, config: Config, name: str, *, at: str = "") -> str:
    """Write the rules of one survey, and where the others are."""
    block = _survey(voice, name, config.surveys[name])
    return f"{block}\n\n{voice.say('staff.cadence.person_too', command=f'/cadence{at}')}"


def _survey(voice: Voice, name: str, survey: Survey) -> str:
    metric = voice.plain(f"staff.metric_name.{survey.metric}")
    title = voice.say("staff.cadence.survey", name=name, metric=metric)
    return "\n".join([title, *_lines(voice, survey, _SURVEY)])


def _lines(
    voice: Voice, settings: T, own: Mapping[str, Callable[[T], Values | None]]
) -> Iterable[str]:
    """Say every setting that has words, in their order in the section.

    The words are `staff.cadence.<setting>`, with `_off` where there is something to say about that.
    """
    for name in type(settings).model_fields:
        key = f"staff.cadence.{name}"
        values = own[name](settings) if name in own else _values(getattr(settings, name))
        if values and voice.words.has("en", key):
            yield _line(voice, key, values)
        elif not values and voice.words.has("en", f"{key}_off"):
            yield voice.say(f"{key}_off")


def _line(voice: Voice, key: str, values: Values) -> str:
    said = {name: value_words(voice, each) for name, each in values.items()}
    count = said.pop("n", None)
    return voice.say(key, **said) if count is None else voice.count(key, int(count), **said)


def _values(value: object) -> Values | None:
    if not value:
        return None
    if isinstance(value, Section):
        return {"n" if isinstance(each, int) else name: each for name, each in vars(value).items()}
    kinds = {timedelta: "time", int: "n", tuple: "names"}
    name = next((name for kind, name in kinds.items() if isinstance(value, kind)), "value")
    return {name: value}
