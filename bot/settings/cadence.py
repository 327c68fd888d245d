"""What an operator can say about how often anybody may be asked, and how many."""

from datetime import date, timedelta
from typing import Literal, get_args

from pydantic import Field, ValidationInfo, field_validator

from bot.settings.sections import Duration, Section, TimeOfDay, duration_text

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = get_args(Weekday)
_DAY = timedelta(days=1)
_WIDEST = 50  # points, beyond which an interval says next to nothing
_LEAST_AWAKE = timedelta(hours=1)


class Cap(Section):
    """The most asks in a rolling window."""

    asks: int = 3
    per: Duration = Field(default=timedelta(days=90), gt=timedelta())

    @field_validator("asks")
    @classmethod
    def _some(cls, value: int) -> int:
        if value < 1:
            raise ValueError(f"a cap of {value} lets nobody be asked: allow at least 1")
        return value


class QuietHoursSetting(Section):
    """The hours in which nobody is asked; none when they end as they begin."""

    start: TimeOfDay = Field(default="21:00", alias="from", validate_default=True)
    end: TimeOfDay = Field(default="09:00", alias="to", validate_default=True)

    @property
    def awake(self) -> timedelta:
        """How much of a day they leave for asks."""
        start, end = (
            timedelta(hours=each.hour, minutes=each.minute) for each in (self.start, self.end)
        )
        return (start - end) % _DAY or _DAY


class Patience(Section):
    """How the gap grows with asks that were ignored."""

    factor: float = Field(default=2.0, ge=1, le=100)
    limit: Duration = timedelta(days=180)


class QuotaSetting(Section):
    """As many answers as are wanted in a rolling window."""

    answers: int
    per: Duration = Field(default=timedelta(days=30), gt=timedelta())

    @field_validator("answers")
    @classmethod
    def _some(cls, value: int) -> int:
        if value < 1:
            raise ValueError(f"a quota of {value} asks nobody: want at least 1, or remove it")
        return value


class PrecisionSetting(Section):
    """How sure the figure shall be, plus or minus, over a rolling window."""

    points: float
    per: Duration = timedelta(days=30)

    @field_validator("points")
    @classmethod
    def _possible(cls, value: float) -> float:
        if not 0 < value <= _WIDEST:
            raise ValueError(
                f"plus or minus {value:g} points is not to be had: write more than 0 and at most "
                f"{_WIDEST}, such as 10"
            )
        return value

    @field_validator("per")
    @classmethod
    def _whole_days(cls, value: timedelta) -> timedelta:
        if value < _DAY or value % _DAY:
            raise ValueError('the window is counted in whole days, such as "30d"')
        return value


class Reminder(Section):
    """One more message about a question that is still open."""

    after: Duration = Field(default=timedelta(days=3), gt=timedelta())


class Cadence(Section):
    """How often one person may be asked, over all surveys."""

    floor: Duration = timedelta(hours=24)
    cap: Cap = Cap()
    gap: Duration = timedelta(days=7)
    patience: Patience = Field(default=Patience(), validate_default=True)
    quiet_hours: QuietHoursSetting = QuietHoursSetting()
    workdays: tuple[Weekday, ...] = WEEK
    holidays: tuple[date, ...] = ()
    drop_after: Duration = Field(default=timedelta(hours=24), gt=timedelta())
    later_after: Duration = timedelta(hours=24)
    no_survey_tags: tuple[str, ...] = ("no-survey",)

    @property
    def working_weekdays(self) -> frozenset[int]:
        """The working days as numbers, Monday being 0."""
        return frozenset(WEEK.index(day) for day in self.workdays)

    @field_validator("workdays")
    @classmethod
    def _some_day(cls, value: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
        if not value:
            raise ValueError(
                "without a working day nobody is ever asked: name at least one, or remove the line "
                "for all seven"
            )
        return value

    @field_validator("quiet_hours")
    @classmethod
    def _leave_an_hour(cls, value: QuietHoursSetting) -> QuietHoursSetting:
        if value.awake < _LEAST_AWAKE:
            raise ValueError(
                f"these leave {duration_text(value.awake)} a day for asks: leave at least an hour, "
                "or make `from` and `to` the same for no quiet hours"
            )
        return value

    @field_validator("patience")
    @classmethod
    def _does_not_shorten(cls, value: Patience, info: ValidationInfo) -> Patience:
        gap = info.data.get("gap")
        if gap is not None and value.limit < gap:
            raise ValueError(
                f'with limit = "{duration_text(value.limit)}" an ignored ask would shorten the gap '
                f'of "{duration_text(gap)}": make the limit at least as long as the gap'
            )
        return value
