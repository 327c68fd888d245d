"""How the rules in force read: a table of lines about the person, another about each survey."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from bot.operating.settings_words import value_words
from bot.reports.query import quoted
from bot.settings.cadence import WEEK, Cadence
from bot.settings.config import Config, Survey
from bot.words import tables
from bot.words.voice import Voice

Values = Mapping[str, object]
T = TypeVar("T")


@dataclass(frozen=True)
class Rule(Generic[T]):
    """One line: the setting, as in the file, and what fills its words; None if it is off.

    The words are `staff.cadence.<setting>`, with `_off` where there is something to say about that.
    """

    setting: str
    values: Callable[[T], Values | None]


def _lasting(length: timedelta) -> Values | None:
    return {"time": length} if length else None


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


PERSON: tuple[Rule[Cadence], ...] = (
    Rule("floor", lambda it: _lasting(it.floor)),
    Rule("cap", lambda it: {"n": it.cap.asks, "per": it.cap.per}),
    Rule("gap", lambda it: _lasting(it.gap)),
    Rule("patience", _patience),
    Rule("quiet_hours", _quiet_hours),
    Rule("workdays", _days),
    Rule("holidays", lambda it: {"dates": it.holidays} if it.holidays else None),
    Rule("drop_after", lambda it: _lasting(it.drop_after)),
    Rule("later_after", lambda it: _lasting(it.later_after)),
    Rule("no_survey_tags", lambda it: {"tags": it.no_survey_tags} if it.no_survey_tags else None),
)
SURVEY: tuple[Rule[Survey], ...] = (
    Rule("touchpoints", lambda it: {"names": it.touchpoints} if it.touchpoints else None),
    Rule("delay", lambda it: _lasting(it.delay)),
    Rule("expires", lambda it: _lasting(it.expires)),
    Rule("repeat", lambda it: vars(it.repeat)),
    Rule("sample", _sample),
    Rule("min_messages", lambda it: {"n": it.min_messages} if it.min_messages else None),
    Rule("min_duration", lambda it: _lasting(it.min_duration)),
    Rule("quota", lambda it: {"n": it.quota.answers, "per": it.quota.per} if it.quota else None),
    Rule("precision", lambda it: vars(it.precision) if it.precision else None),
    Rule("reminder", lambda it: vars(it.reminder) if it.reminder else None),
    Rule("change_window", lambda it: _lasting(it.change_window)),
    Rule("comment_window", lambda it: _lasting(it.comment_window)),
)


def cadence_text(voice: Voice, config: Config, *, at: str = "") -> str:
    """Write all rules in force; what does not fit is asked for by name."""
    title = voice.say("staff.cadence.title", zone=config.business.timezone)
    person = [voice.say("staff.cadence.person"), *_lines(voice, PERSON, config.cadence)]
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
    return "\n".join([title, *_lines(voice, SURVEY, survey)])


def _lines(voice: Voice, rules: Sequence[Rule[T]], settings: T) -> Iterable[str]:
    for rule in rules:
        key, values = f"staff.cadence.{rule.setting}", rule.values(settings)
        if values is None:
            off = f"{key}_off"
            if voice.words.has("en", off):
                yield voice.say(off)
            continue
        said = {name: value_words(voice, each) for name, each in values.items()}
        count = said.pop("n", None)
        yield voice.say(key, **said) if count is None else voice.count(key, int(count), **said)
