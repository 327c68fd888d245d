"""What an operator can say about one survey."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from bot.gates import facts
from bot.settings.cadence import Cadence, PrecisionSetting, QuotaSetting, Reminder
from bot.settings.mistakes import Place, nearest
from bot.settings.sections import Duration, Language, Section, duration_text
from bot.settings.wording import FollowUp, Names, SurveyText
from metrics.catalogue import METRICS

_REPEAT = {
    "relationship": {"after_answer": timedelta(days=90), "after_silence": timedelta(days=30)},
    "interaction": {"after_answer": timedelta(days=7), "after_silence": timedelta(days=7)},
}

Name = Annotated[str, Field(min_length=1, max_length=64)]


class Repeat(Section):
    """When the same person may be asked the same again."""

    after_answer: Duration
    after_silence: Duration


RECOVERY = "recovery"  # the metric that is asked after a closed case, and after nothing else


def _delay(data: dict[str, Any]) -> timedelta:
    """Ask soon after an interaction, and some days after a case."""
    return timedelta(days=3) if data.get("metric") == RECOVERY else timedelta(minutes=10)


class Survey(Section):
    """One question: its metric is the only key that it must have."""

    metric: str
    scale: int = Field(default_factory=lambda data: _default(data, "default_points", 5))
    about: Literal["interaction", "relationship"] = Field(
        default_factory=lambda data: _default(data, "default_about", "interaction"),
    )
    touchpoints: tuple[Name, ...] = ()
    delay: Duration = Field(default_factory=_delay)
    expires: Duration = Field(default=timedelta(days=14), gt=timedelta())
    repeat: Repeat = Field(default_factory=dict, validate_default=True)
    sample: float = Field(default=1.0, le=1)
    sample_period: Duration = Field(default=timedelta(days=90), gt=timedelta())
    min_messages: int = Field(default=0, ge=0)
    min_duration: Duration = timedelta()
    quota: QuotaSetting | None = None
    precision: PrecisionSetting | None = None
    reminder: Reminder | None = None
    change_window: Duration = timedelta(minutes=10)
    comment_window: Duration = timedelta(hours=24)
    anonymous: bool = Field(default_factory=lambda data: data.get("metric") == "enps")
    # of anonymous answers: others are kept with all of their dimensions
    portions_by: Literal["touchpoint", "channel", "language"] | None = None
    name: Names = Field(default_factory=dict)
    cannot_say: bool = False
    purpose: str = Field(default="", max_length=300)
    continues: str | None = Field(default=None, max_length=200)
    text: dict[Language, SurveyText] = Field(default_factory=dict)
    follow_up: tuple[FollowUp, ...] = ()

    @property
    def points(self) -> int:
        """How many scores a customer can choose from."""
        return self.scale

    def rules(self, cadence: Cadence, zone: ZoneInfo) -> facts.Rules:
        """Give what the gates go by: the survey's own clock and the person's."""
        quota, precision = self.quota, self.precision
        return facts.Rules(
            delay=self.delay,
            floor=cadence.floor,
            gap=cadence.gap,
            cap_asks=cadence.cap.asks,
            cap_per=cadence.cap.per,
            after_answer=self.repeat.after_answer,
            after_silence=self.repeat.after_silence,
            patience_factor=cadence.patience.factor,
            patience_limit=cadence.patience.limit,
            drop_after=cadence.drop_after,
            quiet_hours=facts.QuietHours(cadence.quiet_hours.start, cadence.quiet_hours.end, zone),
            sample=self.sample,
            sample_period=self.sample_period,
            no_survey_tags=frozenset(cadence.no_survey_tags),
            min_messages=self.min_messages,
            min_duration=self.min_duration,
            working_days=facts.WorkingDays(cadence.working_weekdays, frozenset(cadence.holidays)),
            quota=facts.Quota(quota.answers, quota.per, self.anonymous) if quota else None,
            precision=facts.Precision(precision.points, precision.per, self.metric, self.points)
            if precision
            else None,
        )

    @field_validator("metric")
    @classmethod
    def _known_metric(cls, value: str) -> str:
        if value not in METRICS:
            near = nearest(value, METRICS)
            raise ValueError(f'no metric is called "{value}"' + (near or f": {', '.join(METRICS)}"))
        return value

    @field_validator("scale")
    @classmethod
    def _known_scale(cls, value: int, info: ValidationInfo) -> int:
        metric = info.data.get("metric")
        if metric and value not in METRICS[metric].scales:
            choices = " or ".join(str(points) for points in METRICS[metric].scales)
            raise ValueError(f"{metric} is asked on {choices} points")
        return value

    @field_validator("repeat", mode="before")
    @classmethod
    def _repeat_as_usual(cls, value: object, info: ValidationInfo) -> object:
        usual = _REPEAT[info.data.get("about", "interaction")]
        return {**usual, **value} if isinstance(value, dict) else value

    @field_validator("sample")
    @classmethod
    def _somebody(cls, value: float) -> float:
        if value <= 0:
            raise ValueError(
                f"a sample of {value:g} asks nobody: write a share above 0, or remove the survey"
            )
        return value

    @field_validator("touchpoints")
    @classmethod
    def _after_a_case(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if value and info.data.get("metric") == RECOVERY:
            raise ValueError("recovery is asked after a closed case: leave touchpoints out")
        return value

    @field_validator("precision")
    @classmethod
    def _has_an_interval(
        cls, value: PrecisionSetting | None, info: ValidationInfo
    ) -> PrecisionSetting | None:
        metric = info.data.get("metric")
        if value is not None and metric and METRICS[metric].kind == "mean":
            fitting = ", ".join(name for name, each in METRICS.items() if each.kind != "mean")
            raise ValueError(
                f"precision needs a metric with a share or a net score: {fitting}; remove it, or "
                "set a quota"
            )
        return value

    @field_validator("reminder")
    @classmethod
    def _before_the_end(cls, value: Reminder | None, info: ValidationInfo) -> Reminder | None:
        expires = info.data.get("expires")
        if value is not None and expires is not None and value.after >= expires:
            raise ValueError(
                f'a reminder after "{duration_text(value.after)}" comes when the question is '
                f'closed: remind earlier than "{duration_text(expires)}", as `expires` says'
            )
        return value

    @field_validator("change_window")
    @classmethod
    def _within_its_life(cls, value: timedelta, info: ValidationInfo) -> timedelta:
        expires = info.data.get("expires")
        if expires is not None and value > expires:
            raise ValueError(
                f'an answer could be changed for longer than the question is open: at most "'
                f'{duration_text(expires)}", as `expires` says'
            )
        return value

    @field_validator("anonymous")
    @classmethod
    def _staff_stay_unknown(cls, value: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 - pydantic's
        if info.data.get("metric") == "enps" and not value:
            raise ValueError("enps is always anonymous")
        if info.data.get("metric") == RECOVERY and value:
            raise ValueError("recovery is about one person's case, and cannot be anonymous")
        return value

    @field_validator("text")
    @classmethod
    def _labels_fit(
        cls, value: dict[str, SurveyText], info: ValidationInfo
    ) -> dict[str, SurveyText]:
        metric, points = info.data.get("metric"), info.data.get("scale")
        scores = {score for text in value.values() for score in text.labels}
        if metric and points and scores:
            scale = METRICS[metric].scales[points]
            if wrong := sorted(each for each in scores if each not in scale):
                raise ValueError(
                    f"a label is for the score {wrong[0]}: {metric} has scores from {scale.low} "
                    f"to {scale.high}"
                )
        return value

    @field_validator("follow_up")
    @classmethod
    def _bands_fit(cls, value: tuple[FollowUp, ...], info: ValidationInfo) -> tuple[FollowUp, ...]:
        metric, points = info.data.get("metric"), info.data.get("scale")
        if metric and points:
            scale = METRICS[metric].scales[points]
            if any(each.scores[0] not in scale or each.scores[1] not in scale for each in value):
                raise ValueError(f"{metric} has scores from {scale.low} to {scale.high}")
        bands = sorted(each.scores for each in value)
        if any(later[0] <= earlier[1] for earlier, later in pairwise(bands)):
            raise ValueError("two bands share a score")
        return value


def check_can_be_asked(surveys: Mapping[str, Survey], *, drop_after: timedelta) -> None:
    """Refuse every survey whose delay is longer than an interaction is remembered for an ask."""
    wrong: dict[Place, str] = {
        (name, "delay"): (
            f'a question that waits "{duration_text(each.delay)}" is never asked, because '
            f'[cadence] drop_after = "{duration_text(drop_after)}": shorten the delay, or '
            "lengthen drop_after"
        )
        for name, each in surveys.items()
        if each.delay > drop_after and each.metric != RECOVERY
    }
    refuse("surveys", wrong)


def refuse(table: str, wrong: Mapping[Place, str]) -> None:
    """Raise a ValidationError that says what is wrong at each place of a table, if anything is."""
    found = [
        InitErrorDetails(
            type=PydanticCustomError("refused", "{words}", {"words": words}), loc=place, input=None
        )
        for place, words in wrong.items()
    ]
    if found:
        raise ValidationError.from_exception_data(table, found)


def _default(data: dict[str, Any], what: str, otherwise: Any) -> Any:  # noqa: ANN401 - points or a word
    """Take a default from the metric, if the metric is right."""
    return getattr(METRICS[data["metric"]], what) if "metric" in data else otherwise
