"""What a message about a change holds: counts as they were when it was noticed, comments of now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.reports.reading import as_repeats
from bot.reports.themes.tone import divergence_of, lowest_of, soured, tone_body
from bot.services import Services
from bot.surveys.question import Screen
from bot.watch.alert_parts import Subject, measured
from bot.watch.bodies import Body, Span, days_of, period_of, span_of, told_of
from bot.watch.change_words import Change, ScoreMoved, change_screen
from bot.watch.figure_alerts import figure_body, figure_screen
from bot.watch.standing import Seen, Standing
from bot.watch.warning_words import threshold_screen, tone_screen
from bot.watch.weekly_figures import FIGURES
from bot.watch.weekly_surveys import SurveySeen
from metrics.calendar_units import first_day
from metrics.control import Subgroup, moved_most, subgroup
from metrics.periods import Period
from metrics.repeats import NOBODY_TWICE, Repeats
from metrics.tally import Tally, merged
from storage import comments, paired, tallies
from storage.comments import CommentRow
from storage.deliveries import Delivery
from storage.tallies import ScoreTally
from storage.transaction import Transaction

SEGMENTS = ("touchpoint", "channel", "language")  # never agents: a change is nobody's fault
MOST_SEGMENTS = 3
MOST_COMMENTS = 3
_NOBODY = (NOBODY_TWICE, NOBODY_TWICE)

_Moved = tuple[str, Tally, Tally, list[dict[str, int]]]  # a value, before, since, repeats of both


async def change_body(
    services: Services, tx: Transaction, seen: Seen, told: Sequence[Standing], *, today: date
) -> Body:
    """Put together what the message about the first of these says, the others named in it."""
    lead, *others = told
    span = span_of(lead, until=first_day("week", today))
    body = {
        "watch": seen.name if seen.name in FIGURES else "change",
        "id": lead.watch.id,
        "direction": lead.direction,
        "usual": days_of(span.usual),
        "since": days_of(span.since),
        "also": [each.watch.value for each in others],
    }
    if isinstance(seen, SurveySeen):
        return {**body, **await _survey_body(services, tx, seen, lead, span)}
    return {**body, **await figure_body(services, tx, seen, lead, span, today=today)}


async def _survey_body(
    services: Services, tx: Transaction, seen: SurveySeen, lead: Standing, span: Span
) -> Body:
    place, whole = lead.watch.value, lead.watch.kind == "total"
    rows = await rows_of(tx, seen, lead.watch.kind, span)
    before, after = sides([row for row in rows if row.value == place], span)
    again = await _again(tx, seen, lead.watch.kind, span)
    since, until = span.since
    holds = whole and lead.direction == "up"
    sour = (
        await soured(services, tx, seen.name, seen.shown, until=until, since=since)
        if holds
        else None
    )
    return {
        **vars(seen.subject(place)),
        "before": before,
        "after": after,
        "again": [vars(each) for each in again.get(place, _NOBODY)],
        "moved": await _moved(tx, seen, lead, span) if whole else [],
        "tone": tone_body(sour) if sour else None,
        "versions": list(seen.shown.numbers),
    }


async def rows_of(
    tx: Transaction, seen: SurveySeen, dimension: str, span: Span
) -> list[ScoreTally]:
    """Read the daily counts of the versions that count together."""
    rows = await tallies.scores(
        tx, survey=seen.name, dimension=dimension, since=span.usual[0], until=span.since[1]
    )
    return [row for row in rows if row.version in seen.shown.numbers]


def sides(rows: Sequence[ScoreTally], span: Span) -> tuple[Tally, Tally]:
    """Add up the answers of both spans."""
    before = (row.scores for row in rows if span.usual[0] <= row.day < span.usual[1])
    after = (row.scores for row in rows if span.since[0] <= row.day < span.since[1])
    return dict(merged(*before)), dict(merged(*after))


async def _again(
    tx: Transaction, seen: SurveySeen, dimension: str, span: Span
) -> dict[str, tuple[Repeats, Repeats]]:
    """Read how often people repeat themselves in both spans, by the values of a dimension."""
    if seen.shown.anonymous:
        return {}
    found: dict[str, tuple[Repeats, Repeats]] = {}
    for at, (since, until) in enumerate((span.usual, span.since)):
        for row in await paired.pairs(
            tx,
            survey=seen.name,
            dimension=dimension,
            since=since,
            until=until,
            versions=seen.shown.numbers,
        ):
            usual, now = found.get(row.value, _NOBODY)
            found[row.value] = (usual, as_repeats(row)) if at else (as_repeats(row), now)
    return found


async def _moved(tx: Transaction, seen: SurveySeen, lead: Standing, span: Span) -> list[_Moved]:
    """Choose the segments that moved most the same way."""
    found: dict[tuple[str, str], tuple[Tally, Tally]] = {}
    again: dict[tuple[str, str], tuple[Repeats, Repeats]] = {}
    for dimension in SEGMENTS:
        rows = await rows_of(tx, seen, dimension, span)
        values = sorted({row.value for row in rows})
        if len(values) < 2:
            continue  # one value is the whole again
        for value in values:
            found[dimension, value] = sides([row for row in rows if row.value == value], span)
        for value, both in (await _again(tx, seen, dimension, span)).items():
            again[dimension, value] = both
    groups = {}
    for key, (before, since) in found.items():
        usual, now = again.get(key, _NOBODY)
        groups[key] = _group(seen, before, usual), _group(seen, since, now)
    most = moved_most(groups, down=lead.direction == "down", most=MOST_SEGMENTS)
    return [(key[1], *found[key], [vars(each) for each in again.get(key, _NOBODY)]) for key in most]


def _group(seen: SurveySeen, tally: Tally, repeats: Repeats) -> Subgroup | None:
    """Sum up answers, as many as tell as much as theirs would if all were of different people."""
    group = subgroup(seen.shown.metric, seen.shown.points, tally)
    found = measured(seen.subject(""), tally, repeats)
    if group is None or found is None:
        return None
    return replace(group, people=max(1, round(group.people / found.design)))


async def draw_change(
    services: Services, tx: Transaction, delivery: Delivery, _now: datetime
) -> Screen:
    """Draw a message about a change, a crossed line or worse comments."""
    body = delivery.body
    voice = services.voice(services.config.business.default_language)
    if body["watch"] in FIGURES:
        return figure_screen(services, voice, body)
    subject = Subject(body["survey"], body["touchpoint"], body["metric"], body["points"])
    since, after = period_of(services, body["since"]), _tally(body["after"])
    if body["watch"] == "warning":
        low = await _low(services, tx, subject, since)
        repeats = Repeats(**body.get("repeats", {}))
        line = body["below"]
        return threshold_screen(voice, subject, since, after, below=line, repeats=repeats, low=low)
    before = _tally(body["before"])
    if body["watch"] == "tone":
        return tone_screen(voice, subject, since, (before, after), divergence_of(body["tone"]))
    tone = divergence_of(body["tone"]) if body.get("tone") else None
    moved = [
        ScoreMoved(value, _tally(b), _tally(a), _repeats(rest[0] if rest else ()))
        for value, b, a, *rest in body["moved"]  # older ones were kept without repeats
    ]
    low = await _low(services, tx, subject, since) if body["direction"] == "down" else []
    told, again = told_of(services, body), _repeats(body.get("again", ()))
    return change_screen(voice, Change(told, subject, before, after, again, moved, low, tone))


def _repeats(stored: Sequence[Mapping[str, int]]) -> tuple[Repeats, Repeats]:
    usual, now = stored or ({}, {})
    return Repeats(**usual), Repeats(**now)


def _tally(stored: Mapping[str, int]) -> Tally:
    return {int(score): count for score, count in stored.items()}


async def _low(
    services: Services, tx: Transaction, subject: Subject, days: Period
) -> list[CommentRow]:
    """Read a few words said with low scores; they stand with their answers and nowhere else."""
    if subject.survey not in services.versions:
        return []
    return await comments.page(
        tx,
        survey=subject.survey,
        since=days.since,
        until=days.until,
        zone=days.zone,
        filters={"touchpoint": subject.touchpoint} if subject.touchpoint else {},
        highest=lowest_of(services, subject.survey),
        limit=MOST_COMMENTS,
    )
