"""What may be shown of anonymous answers: no small group, and none that can be worked out."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from bot.errors import Refusal
from bot.flows import reading
from bot.query import Query
from metrics.small_numbers import visible_groups
from storage.database import Transaction


def refuse_narrow(query: Query, survey: str) -> None:
    """Refuse to cut anonymous answers twice: groups shown side by side would give a third away."""
    if len(query.filters) + (query.by is not None) > 1:
        example = f"/{query.command} {query.period.code} survey={survey} by touchpoint"
        raise Refusal("staff.anonymous_twice", survey=survey, example=example)


def refuse_filtered(query: Query, survey: str) -> None:
    """Refuse to narrow anonymous answers that are cut by time already."""
    example = replace(query, survey=survey, metric=None, filters={}).text()
    raise Refusal("staff.anonymous_twice", survey=survey, example=example)


def visible(groups: Mapping[str, int]) -> set[str]:
    """Choose the groups that may be shown: five people or more, and what stays hidden as well."""
    return visible_groups(groups)


async def is_given_away(
    tx: Transaction, query: Query, survey: str, *, numbers: Collection[int]
) -> bool:
    """Tell whether a filtered group, or what is left without it, is too small to be shown."""
    ((dimension, value),) = query.filters.items()
    cut = await reading.scores(tx, survey, period=query.period, filters={}, by=dimension)
    whole = await reading.scores(tx, survey, period=query.period, filters={})
    groups = reading.people_by(dimension, cut, numbers=numbers)
    groups[""] = sum(reading.people_by("version", whole, numbers=numbers).values()) - sum(
        groups.values()
    )
    return value not in visible(groups)
