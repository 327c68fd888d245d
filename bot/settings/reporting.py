"""What an operator can say about the figures that staff ask for."""

import re
from datetime import time, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from bot.settings.cadence import WEEK, Weekday
from bot.settings.sections import Duration, Section, TimeOfDay

_TOUCHPOINT = re.compile(r"[a-z0-9_-]{1,32}", re.ASCII)


def _check_touchpoints(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value or not all(_TOUCHPOINT.fullmatch(each) for each in value):
        raise ValueError('touchpoints are written ["support"], made of a-z, 0-9, _ and -')
    return value


def _check_days(value: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
    if not value:
        raise ValueError('an office is open on some day, such as ["mon", "tue", "wed"]')
    return value


class IndexWeights(Section):
    """How much each metric counts in the index; another choice is another version."""

    csat: float = Field(default=1.0, ge=0, le=100)
    nps: float = Field(default=1.0, ge=0, le=100)
    ces: float = Field(default=1.0, ge=0, le=100)
    version: int = Field(default=1, ge=1)

    @model_validator(mode="after")
    def _some(self) -> "IndexWeights":
        if not self.csat + self.nps + self.ces:
            raise ValueError("an index needs a metric that counts: give one of them more than 0")
        return self


class Office(Section):
    """When somebody is there to reply: waiting times stand still outside these hours."""

    opens: TimeOfDay = Field(default=time(9), alias="from")
    closes: TimeOfDay = Field(default=time(18), alias="to")
    days: Annotated[tuple[Weekday, ...], AfterValidator(_check_days)] = WEEK[:5]


class Reports(Section):
    """How figures are shown."""

    pictures: bool = True
    lead: Literal["nps", "csat", "ces"] = "nps"
    index: IndexWeights = IndexWeights()
    office: Office | None = None
    contacts: Annotated[tuple[str, ...], AfterValidator(_check_touchpoints)] = ("support",)
    settling: Duration = timedelta(days=7)
    first_reply_target: Annotated[Duration, Field(gt=timedelta())] | None = None
