"""What may be asked of anonymous answers: whole portions are all that there is to add up."""

from dataclasses import replace
from datetime import date

from bot.errors import Refusal
from bot.text.query import Query
from metrics.periods import Period
from storage import comments as kept
from storage import portions
from storage.transaction import Transaction

DAYS_NAMED = 5  # on which answers were counted, in a reply


def refuse_narrow(query: Query, survey: str) -> None:
    """Refuse to cut anonymous answers twice: they are kept by one dimension at most."""
    if len(query.filters) + (query.by is not None) > 1:
        example = f"/{query.command} {query.period.code} survey={survey} by touchpoint"
        raise Refusal("staff.anonymous_twice", survey=survey, example=example)


def refuse_filtered(query: Query, survey: str) -> None:
    """Refuse to narrow anonymous answers that are cut by time already."""
    example = replace(query, survey=survey, metric=None, filters={}).text()
    raise Refusal("staff.anonymous_twice", survey=survey, example=example)


async def counted_on(tx: Transaction, survey: str) -> tuple[date, ...]:
    """Tell on which days portions of a survey were counted last, the oldest first."""
    return tuple(reversed(await portions.days(tx, survey, limit=DAYS_NAMED)))


async def comments(tx: Transaction, survey: str, *, period: Period, limit: int) -> list[str] | None:
    """Read the anonymous comments of a period; they come by tens. None where there are none."""
    words = await kept.anonymous(
        tx, survey=survey, since=period.since, until=period.until, limit=limit
    )
    return [body for _, body in words] or None
