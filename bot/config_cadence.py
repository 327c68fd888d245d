"""What an operator can say about one person's clock: how often anybody may be asked."""

from datetime import timedelta

from pydantic import Field, ValidationInfo, field_validator

from bot.config_parts import Duration, Section, TimeOfDay, duration_text

_DAY = timedelta(days=1)
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


class QuietHours(Section):
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


class Cadence(Section):
    """How often one person may be asked, over all surveys."""

    floor: Duration = timedelta(hours=24)
    gap: Duration = timedelta(days=7)
    cap: Cap = Cap()
    quiet_hours: QuietHours = QuietHours()
    patience: Patience = Field(default=Patience(), validate_default=True)
    drop_after: Duration = Field(default=timedelta(hours=24), gt=timedelta())
    later_after: Duration = timedelta(hours=24)

    @field_validator("quiet_hours")
    @classmethod
    def _leave_an_hour(cls, value: QuietHours) -> QuietHours:
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
