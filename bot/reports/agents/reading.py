"""From /agents to results: everybody beside what chance allows, never a league table."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.errors import Refusal
from bot.reports import reading as reports_reading
from bot.reports.agents.results import MOST_MIXED, Crew, Crews
from bot.reports.each_survey import read_each
from bot.reports.understanding import surveys_meant, surveys_of
from bot.services import Services
from bot.surveys.lineage import History
from bot.text.query import Query
from metrics.funnel import judged, team
from metrics.mix import Cell
from metrics.repeats import Repeats
from metrics.tally import Tally, merged, people
from storage import cells
from storage.tallies import ScoreTally
from storage.transaction import Transaction

_MIXED = ("touchpoint", "channel", "language")


async def agents(services: Services, query: Query) -> Crews:
    """Set the agents of every survey asked for beside one another.

    Refused for a survey that is anonymous.
    """
    chosen = surveys_meant(services, query)
    known = services.versions
    named = [name for name in chosen if not known[name].anonymous]
    if not named:
        open_ones = [name for name in surveys_of(services) if not known[name].anonymous]
        asked = known[open_ones[0]].metric if open_ones else ""
        example = f"/agents {asked} month" if asked else "/responses month"
        raise Refusal("staff.agents.anonymous", survey=chosen[0], example=example)
    read = await read_each(
        services, query, named, partial(_read, query), has=lambda r: r.crew.people
    )
    crews = await asyncio.to_thread(_judged, read)
    return Crews(query, [crew for crew in crews if crew.people] or crews[:1], named)


@dataclass(frozen=True)
class _Read:
    """What was read of one survey: the answers of each agent, and by cell where they differ."""

    crew: Crew
    tallies: Mapping[str, Tally]
    mixes: Mapping[str, Mapping[Cell, Tally]]
    repeats: Mapping[str, Repeats]


async def _read(query: Query, tx: Transaction, history: History, survey: str) -> _Read:
    rows = await reports_reading.scores(
        tx, survey, period=query.period, filters=query.filters, by="agent"
    )
    shown = history.shown(survey, rows, wanted=query.version)
    tallies: dict[str, Tally] = {}
    for row in rows:
        if row.scores and row.version in shown.numbers:
            tallies[row.value] = merged(tallies.get(row.value, {}), row.scores)
    ordered = {key: tallies[key] for key in reports_reading.ordered("agent", tallies)}
    crew = Crew(
        survey=survey,
        metric=shown.metric,
        points=shown.points,
        versions=shown.numbers,
        tally=merged(*ordered.values()),
    )
    repeats = await reports_reading.repeats_by(
        tx, survey, period=query.period, filters=query.filters, shown=shown, by="agent"
    )
    crew = replace(crew, beyond=any(each.beyond for each in repeats.values()))
    if len(ordered) < 2 or not await _is_mixed(tx, query, survey):
        return _Read(crew, ordered, {}, repeats)
    if crew.people > MOST_MIXED:
        return _Read(replace(crew, unmixed=True), ordered, {}, repeats)
    return _Read(crew, ordered, await _mixes(tx, query, crew), repeats)


async def _is_mixed(tx: Transaction, query: Query, survey: str) -> bool:
    """Tell from the daily counts whether there is more than one cell; if not, no row is read."""
    free = [name for name in _MIXED if name not in query.filters]
    if query.filters:  # two dimensions at once are counted from the rows anyway
        return bool(free)
    whole = await reports_reading.scores(tx, survey, period=query.period, filters={})
    for name in free:
        rows = await reports_reading.scores(tx, survey, period=query.period, filters={}, by=name)
        said = {row.value for row in rows if row.scores}
        if len(said) > 1 or (said and _answers(rows) < _answers(whole)):
            return True
    return False


def _answers(rows: Sequence[ScoreTally]) -> int:
    return sum(people(row.scores) for row in rows)


async def _mixes(tx: Transaction, query: Query, crew: Crew) -> dict[str, dict[Cell, Tally]]:
    """Count the answers of each agent by touchpoint, channel and language."""
    period, found = query.period, dict[str, dict[Cell, Tally]]()
    for each in await cells.cells_where(
        tx,
        survey=crew.survey,
        since=period.since,
        until=period.until,
        zone=period.zone,
        filters=query.filters,
    ):
        if each.version in crew.versions:
            mix = found.setdefault(each.agent, {})
            mix[each.cell] = merged(mix.get(each.cell, {}), {each.score: each.people})
    return found


def _judged(read: Sequence[_Read]) -> list[Crew]:
    """Set everybody beside what chance allows, so that one reply names nobody by it."""
    tests = sum(judged(each.tallies) for each in read)
    return [
        replace(
            each.crew,
            team=team(
                each.crew.metric,
                each.crew.points,
                each.tallies,
                mixes=each.mixes,
                repeats=each.repeats,
                tests=tests,
            ),
        )
        for each in read
    ]
