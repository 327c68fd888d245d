"""What every staff command needs first: its query, the surveys it may name, known values."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.errors import Refusal
from bot.reports.corrections import parse_query
from bot.reports.measured import NAMED_ONLY, not_measured
from bot.services import Services
from bot.text.known import Known, SeenValues
from bot.text.query import Form, Query, command_of, quoted
from bot.words.naming import NAMED, DisplayNames
from metrics.catalogue import METRICS
from storage.filter_values import Values


def today(services: Services) -> date:
    """Give the local day in the zone of the business."""
    return services.clock().astimezone(services.zone).date()


def query_of(services: Services, text: str) -> Query:
    """Read a command that asks for a report; a Refusal says what is wrong with it."""
    asked, command = surveys_of(services), command_of(text)
    names = services.config.names
    usual = surveys_of(services, command) if command in METRICS else []
    form = services.reports[command].form
    day, zone = today(services), services.zone
    called = [*asked, *(each for words in names.survey.values() for each in words.values())]
    shown_as, about = _shown_as(services, command), usual
    if shown_as != command:
        about = surveys_of(services, shown_as)
    query = parse_query(
        text,
        form,
        today=day,
        zone=zone,
        surveys=called,
        usual=about,
        known=known_here(services),
        values=values_of(services, about or _about(services, form), form),
        shown_as=shown_as,
    )
    return _by_ids(query, names)


def _shown_as(services: Services, command: str) -> str:
    """Give the command that examples show: of a metric that nothing measures here, the lead's."""
    if command not in METRICS or surveys_of(services, command):
        return command
    return _lead(services)


def _about(services: Services, form: Form) -> Sequence[str]:
    """Name the surveys that a report is about; none where it counts interactions."""
    return surveys_of(services) if {"survey", "language"} & set(form.filters) else ()


def _by_ids(query: Query, names: DisplayNames) -> Query:
    """Put ids in the place of the names that people read."""
    filters = dict(query.filters)
    if "touchpoint" in filters:
        filters["touchpoint"] = names.id_of("touchpoint", filters["touchpoint"])
    survey = query.survey and names.id_of("survey", query.survey)
    theme = query.theme and names.id_of("theme", query.theme)
    return replace(query, survey=survey, theme=theme, filters=filters)


def surveys_of(services: Services, metric: str | None = None) -> list[str]:
    """List the surveys with a metric: those in the configuration first, in its order."""
    known = services.versions
    names = [*services.config.surveys, *sorted(known.keys() - services.config.surveys.keys())]
    return [name for name in names if name in known and metric in (None, known[name].metric)]


def surveys_meant(services: Services, query: Query) -> list[str]:
    """Choose the survey named, else those with the metric named, else those of the lead metric.

    Refused if there is none, or the survey named has another metric.
    """
    if query.survey is not None:
        metric = services.versions[query.survey].metric
        if query.metric not in (None, metric):
            example = f"/{query.command} {query.period.code} survey={quoted(query.survey)}"
            raise Refusal("staff.other_metric", survey=query.survey, example=example)
        return [query.survey]
    metric = query.metric or _lead(services)
    offered = surveys_of(services, metric)
    if not offered:
        raise not_measured(services.config, metric, query)
    return offered


def _lead(services: Services) -> str:
    """Give the lead metric, or one that is asked."""
    lead = services.config.reports.lead
    asked = [services.versions[name].metric for name in surveys_of(services)]
    open_to_all = [metric for metric in asked if metric != NAMED_ONLY]
    return lead if lead in open_to_all else next(iter(open_to_all), "csat")


def every_survey(services: Services, query: Query) -> Sequence[str]:
    """Name the surveys of a report that shows all there are, or the one that is named."""
    return [query.survey] if query.survey is not None else surveys_of(services)


def own_surveys(services: Services, query: Query) -> Sequence[str]:
    """Name the surveys with the metric that a report is about."""
    return [query.survey] if query.survey is not None else surveys_of(services, query.command)


def no_survey(_services: Services, _query: Query) -> Sequence[str]:
    """Name none, for a report that shows no scores."""
    return ()


def known_here(services: Services) -> Known:
    """Give what is known to be a value, by what people call it."""
    return _seen(services).known


def values_of(services: Services, surveys: Sequence[str], form: Form) -> Values:
    """Give the values that a command has something to show of, by dimension."""
    seen = _seen(services)
    found: dict[str, list[str]] = defaultdict(list)
    for values in [seen.by_survey.get(each, {}) for each in surveys] or [seen.ended]:
        for dimension, each in values.items():
            found[dimension] += each
    return {key: found[key] for key in form.filters if key in found}


def _seen(services: Services) -> SeenValues:
    """Give what was last looked up, with the names of the settings in force."""
    seen, names = services.seen, services.config.names
    if seen is None or seen.named is not names:
        earlier = seen or SeenValues(names)
        seen = services.seen = seen_values(services, earlier.by_survey, earlier.ended)
    return seen


def seen_values(services: Services, by_survey: Mapping[str, Values], ended: Values) -> SeenValues:
    """Give what has been seen a name, with what the settings name."""
    names = services.config.names
    values: dict[str, set[str]] = defaultdict(set)
    for each in (*by_survey.values(), ended):
        for dimension, some in each.items():
            values[dimension] |= set(some)
    values["touchpoint"] |= {
        touchpoint
        for survey in services.config.surveys.values()
        for touchpoint in survey.touchpoints
    }
    values["survey"] |= services.versions.keys()
    values["theme"] |= names.theme.keys()
    kinds: tuple[str, ...] = (*NAMED, "reason")
    called = {
        kind: {key: tuple(words.values()) for key, words in getattr(names, kind).items()}
        for kind in kinds
    }
    return SeenValues(names, Known(values, called), by_survey, ended)
