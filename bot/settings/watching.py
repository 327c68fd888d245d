"""What an operator can say about alerts on changes: when to warn, which words complain."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from bot.settings.mistakes import nearest
from bot.settings.sections import Language, Section
from bot.settings.survey import Survey, refuse
from bot.settings.theme import Keywords
from metrics.catalogue import METRICS

_SHARE = (0.0, 100.0)
_NET = (-100.0, 100.0)


class Watch(Section):
    """Alerts on what changes from week to week."""

    changes: bool = True
    complaint_words: dict[Language, Keywords] = Field(default_factory=dict)


class Threshold(Section):
    """A line that the score of a touchpoint should not fall below."""

    touchpoint: Annotated[str, Field(min_length=1, max_length=64)]
    below: float
    survey: str | None = None
    chat: Annotated[int, Field(gt=-(2**53), lt=2**53)] | None = None


def surveys_warned_of(warning: Threshold, surveys: Mapping[str, Survey]) -> list[str]:
    """List the surveys that a warning looks at: the one named, else all asked at its touchpoint."""
    if warning.survey is not None:
        return [warning.survey] if warning.survey in surveys else []
    return [
        name
        for name, survey in surveys.items()
        if not survey.anonymous and _asks_about(survey, warning.touchpoint)
    ]


def check_warnings(warnings: Sequence[Threshold], surveys: Mapping[str, Survey]) -> None:
    """Refuse a warning that could never be given, or that could be read in two ways."""
    found = [_mistake(warnings[:at], each, surveys) for at, each in enumerate(warnings)]
    refuse("warnings", {(at, key): words for at, (key, words) in enumerate(found) if words})


def _mistake(
    others: Sequence[Threshold], warning: Threshold, surveys: Mapping[str, Survey]
) -> tuple[str, str]:
    """Say which key is wrong and how; no words if none is."""
    looked_at = surveys_warned_of(warning, surveys)
    if warning.survey is not None and (words := _of_survey(warning, surveys)):
        return "survey", words
    if not any(_asks_about(surveys[name], warning.touchpoint) for name in looked_at):
        return "touchpoint", _no_touchpoint(warning, surveys)
    units = {_unit(surveys[name]) for name in looked_at}
    if len(units) > 1:
        names = ", ".join(looked_at)
        return "touchpoint", f"name a survey: {names} are not measured in one unit"
    (low, high), *_ = units
    if not low <= warning.below <= high:
        return "below", f"should be from {low:g} to {high:g}, the unit of the metric"
    told = {name for each in others for name in _looked_at(each, warning, surveys)}
    return "touchpoint", "it has a warning already" if told & set(looked_at) else ""


def _looked_at(other: Threshold, warning: Threshold, surveys: Mapping[str, Survey]) -> list[str]:
    return surveys_warned_of(other, surveys) if other.touchpoint == warning.touchpoint else []


def _of_survey(warning: Threshold, surveys: Mapping[str, Survey]) -> str:
    name = warning.survey or ""
    if name not in surveys:
        return f'no survey is called "{name}"' + nearest(name, surveys)
    return "an anonymous survey is not watched" if surveys[name].anonymous else ""


def _asks_about(survey: Survey, touchpoint: str) -> bool:
    return not survey.touchpoints or touchpoint in survey.touchpoints


def _no_touchpoint(warning: Threshold, surveys: Mapping[str, Survey]) -> str:
    known = sorted({each for survey in surveys.values() for each in survey.touchpoints})
    close = nearest(warning.touchpoint, known)
    return f'no survey asks about "{warning.touchpoint}"' + (close or f": {', '.join(known)}")


def _unit(survey: Survey) -> tuple[float, float]:
    """Give the lowest and the highest value of a metric as it is shown."""
    kind = METRICS[survey.metric].kind
    if kind == "share":
        return _SHARE
    if kind == "net":
        return _NET
    scale = METRICS[survey.metric].scales[survey.points]
    return float(scale.low), float(scale.high)
