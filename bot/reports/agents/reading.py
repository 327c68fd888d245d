"""From /agents to results: everybody beside what chance allows, never a league table."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from bot.errors import Refusal
from bot.reports import reading as reports_reading
from bot.reports.agents.results import Crew, Crews
from bot.reports.each_survey import read_each
from bot.reports.understanding import surveys_meant, surveys_of
from bot.services import Services
from bot.surveys.lineage import History
from bot.text.query import Query
from metrics.funnel import team
from metrics.tally import Tally, merged
from storage.transaction import Transaction


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
    read = await read_each(services, query, named, partial(_crew, query), has=lambda c: c[0].people)
    crews = [_judged(*each) for each in read]
    return Crews(query, [crew for crew in crews if crew.people] or crews[:1], named)


async def _crew(
    query: Query, tx: Transaction, history: History, survey: str
) -> tuple[Crew, Mapping[str, Tally]]:
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
    return crew, ordered


def _judged(crew: Crew, tallies: Mapping[str, Tally]) -> Crew:
    """Set everybody beside what chance allows."""
    return replace(crew, team=team(crew.metric, crew.points, tallies))
