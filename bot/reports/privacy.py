"""What may be shown of anonymous answers: portions of five people and more, whole or not at all."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.errors import Refusal
from bot.text.query import Query
from metrics.periods import Period
from metrics.small_numbers import ANONYMOUS_COMMENTS_FLOOR, ANONYMOUS_FLOOR, visible_groups
from metrics.tally import Tally, merged, people
from storage import anonymous
from storage import comments as kept
from storage.anonymous import DayCell
from storage.tallies import ScoreTally
from storage.transaction import Transaction

LONGEST_WAIT = 25  # answers after which a block is whole, even if it has small groups

_KEPT = ("touchpoint", "channel")  # what an anonymous answer is kept with
_Cell = tuple[str | None, str | None]  # a touchpoint and a channel
_Days = dict[date, dict[_Cell, Tally]]


@dataclass(frozen=True)
class Portion:
    """Five people or more that are counted together everywhere, or nowhere.

    So many answered on each of the days of their block. All have the same touchpoint and channel;
    `named` is False for the rest of a block, who are counted in the whole alone.
    """

    days: Mapping[date, int]
    version: int
    scores: Tally
    cell: _Cell = (None, None)
    named: bool = True

    @property
    def since(self) -> date:
        """The first day."""
        return min(self.days)

    @property
    def last(self) -> date:
        """The last day."""
        return max(self.days)

    @property
    def place(self) -> Mapping[str, str | None]:
        """What the people have in common."""
        return dict(zip(_KEPT, self.cell, strict=True)) if self.named else {}


def refuse_narrow(query: Query, survey: str) -> None:
    """Refuse to cut anonymous answers twice: next to nothing of them would be left to show."""
    if len(query.filters) + (query.by is not None) > 1:
        example = f"/{query.command} {query.period.code} survey={survey} by touchpoint"
        raise Refusal("staff.anonymous_twice", survey=survey, example=example)


def refuse_filtered(query: Query, survey: str) -> None:
    """Refuse to narrow anonymous answers that are cut by time already."""
    example = replace(query, survey=survey, metric=None, filters={}).text()
    raise Refusal("staff.anonymous_twice", survey=survey, example=example)


async def scores(
    tx: Transaction,
    survey: str,
    *,
    period: Period,
    filters: Mapping[str, str],
    by: str | None = None,
) -> list[ScoreTally]:
    """Read what may be shown of the anonymous answers of a period.

    Whatever is asked, portions are added up; so what two replies, or any number of them, leave
    when they are subtracted is made of portions too, and is nobody or five people and more.
    """
    return shown(await anonymous.by_day(tx, survey), period=period, filters=filters, by=by)


def shown(
    rows: Iterable[DayCell], *, period: Period, filters: Mapping[str, str], by: str | None = None
) -> list[ScoreTally]:
    """Choose the portions whose every day is in the period and who are named as was asked."""
    return [
        ScoreTally(_value(each, by), each.last, each.version, dict(each.scores), 0, each.days)
        for each in portions(rows)
        if period.since <= each.since
        and each.last < period.until
        and all(each.place.get(key) == value for key, value in filters.items())
        and (by is None or each.place.get(by) is not None)
    ]


def _value(portion: Portion, by: str | None) -> str:
    return (by and portion.place.get(by)) or ""


def portions(rows: Iterable[DayCell]) -> list[Portion]:
    """Divide answers into portions; up to four of each version are left waiting.

    A block is some whole days of one version, on which each group (one touchpoint and channel)
    has five people, or all together are 25: a day, or else a run of days that are no block alone.
    A run that has not ended is a block for the time being. Groups of a block that may be shown
    side by side (`visible_groups`) are portions, and all others together are one.
    """
    versions: dict[int, _Days] = {}
    for row in rows:
        day = versions.setdefault(row.version, {}).setdefault(row.day, {})
        cell = (row.touchpoint, row.channel)
        day[cell] = merged(day[cell], row.scores) if cell in day else row.scores
    return [
        portion
        for version in sorted(versions)
        for run in _blocks(versions[version])
        for portion in _divided(version, run, versions[version])
    ]


def _blocks(days: _Days) -> Iterable[Sequence[date]]:
    sizes = {
        day: {cell: people(tally) for cell, tally in groups.items()} for day, groups in days.items()
    }

    def is_whole(run: Sequence[date]) -> bool:
        groups: Counter[_Cell] = Counter()
        for day in run:
            groups.update(sizes[day])
        return min(groups.values()) >= ANONYMOUS_FLOOR or groups.total() >= LONGEST_WAIT

    found, waiting = runs(days, is_whole)
    return [*found, waiting] if waiting else found


def runs(
    days: Iterable[date], is_whole: Callable[[Sequence[date]], bool]
) -> tuple[list[list[date]], list[date]]:
    """Take days together until they are whole, those that are so alone left out of it.

    Also gives the newest days, which are not whole yet.
    """
    found: list[list[date]] = []
    waiting: list[date] = []
    for day in sorted(days):
        if is_whole([day]):
            found.append([day])
            continue
        waiting = [*waiting, day]
        if is_whole(waiting):
            found.append(waiting)
            waiting = []
    return found, waiting


def _divided(version: int, run: Sequence[date], days: _Days) -> list[Portion]:
    groups = {repr(cell): cell for day in run for cell in days[day]}
    whole = {key: _portion(version, run, days, [cell]) for key, cell in groups.items()}
    named = visible_groups({key: people(each.scores) for key, each in whole.items()})
    rest = [cell for key, cell in groups.items() if key not in named]
    found = [replace(whole[key], cell=groups[key], named=True) for key in sorted(named)]
    others = _portion(version, run, days, rest)
    return [*found, others] if people(others.scores) >= ANONYMOUS_FLOOR else found


def _portion(version: int, run: Sequence[date], days: _Days, cells: Collection[_Cell]) -> Portion:
    """Take together some groups of a block; all its days are those of the portion."""
    tallies = {
        day: merged(*(days[day][cell] for cell in cells if cell in days[day])) for day in run
    }
    numbers = {day: people(tally) for day, tally in tallies.items()}
    return Portion(numbers, version, merged(*tallies.values()), named=False)


async def comments(tx: Transaction, survey: str, *, period: Period, limit: int) -> list[str] | None:
    """Read the anonymous comments that may be shown of a period; None where ten did not answer.

    Days are taken together until ten have answered on them, and what was written on them or on
    the days after, until somebody answered again, is shown together.
    """
    answered: dict[date, int] = {}
    for row in await anonymous.by_day(tx, survey):
        answered[row.day] = answered.get(row.day, 0) + people(row.scores)
    found, _ = runs(
        answered, lambda run: sum(answered[day] for day in run) >= ANONYMOUS_COMMENTS_FLOOR
    )
    fit = {day for run in found if period.since <= run[0] and run[-1] < period.until for day in run}
    if not fit:
        return None
    days = sorted(answered)
    after = bisect_right(days, max(fit))
    until = days[after] if after < len(days) else date.max
    words = await kept.anonymous(tx, survey=survey, since=min(fit), until=until, limit=limit)
    return [body for day, body in words if days[bisect_right(days, day) - 1] in fit]
