"""Lines that a touchpoint's score should not fall below: told once, again after it was above."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.reports.reading import as_repeats
from bot.services import Services
from bot.settings.watching import Threshold, surveys_warned_of
from bot.surveys.lineage import History
from bot.watch.alert_parts import Subject, measured
from bot.watch.bodies import days_of
from bot.watch.planning_alerts import begun, tell_of_fall
from metrics.control import SIGNAL_FLOOR
from metrics.measure import Measure, in_points
from metrics.repeats import NOBODY_TWICE, Repeats
from metrics.tally import Tally, merged
from storage import paired, tallies, versions, watches
from storage.transaction import Transaction
from storage.watches import Watch

DAYS = 30


@dataclass(frozen=True)
class WarningLine:
    """A line of the settings for one survey, and the score of the last 30 days."""

    threshold: Threshold
    subject: Subject
    question: int
    days: tuple[date, date]
    tally: Tally
    repeats: Repeats
    found: Measure | None

    @property
    def below(self) -> bool | None:
        """Whether the score is below the line; None of fewer than ten answers."""
        if self.found is None or self.found.people < SIGNAL_FLOOR:
            return None
        return in_points(self.subject.metric, self.found.value) < self.threshold.below


async def lines_of(
    services: Services, tx: Transaction, survey: str, *, today: date
) -> list[WarningLine]:
    """Read how the touchpoints of a survey stand to their lines."""
    config = services.config
    wanted = [each for each in config.warnings if survey in surveys_warned_of(each, config.surveys)]
    if not wanted:
        return []
    history = History(await versions.history(tx))
    return [await _line(tx, history, each, survey, today) for each in wanted]


async def _line(
    tx: Transaction, history: History, threshold: Threshold, survey: str, today: date
) -> WarningLine:
    until, place = today + timedelta(days=1), threshold.touchpoint
    since = until - timedelta(days=DAYS)
    rows = await tallies.scores(
        tx, survey=survey, dimension="touchpoint", value=place, since=since, until=until
    )
    shown = history.shown(survey, [row for row in rows if row.scores], wanted=None)
    tally = dict(merged(*(row.scores for row in rows if row.version in shown.numbers)))
    pairs = await paired.pairs(
        tx,
        survey=survey,
        dimension="touchpoint",
        value=place,
        since=since,
        until=until,
        versions=shown.numbers,
    )
    repeats = sum(map(as_repeats, pairs), NOBODY_TWICE)
    subject = Subject(survey, place, shown.metric, shown.points)
    days, found = (since, until), measured(subject, tally, repeats)
    return WarningLine(threshold, subject, min(shown.numbers), days, tally, repeats, found)


async def keep_lines(
    services: Services,
    tx: Transaction,
    lines: Sequence[WarningLine],
    *,
    survey: str,
    now: datetime,
    today: date,
) -> bool:
    """Warn of the scores that fell below their line, and note those that are above again.

    True if anybody is warned.
    """
    found = await watches.of_survey(tx, survey)
    known = {each.value: each for each in found if each.kind == "warning"}
    for gone in known.keys() - {line.threshold.touchpoint for line in lines}:
        await watches.end(tx, known[gone].id, at=now)
    told = False
    for line in lines:
        place = line.threshold.touchpoint
        watch = known.get(place)
        if watch is None:
            watch = await begun(
                tx, survey=survey, kind="warning", value=place, question=line.question
            )
        told |= await _keep(services, tx, line, watch, now=now, today=today)
    return told


async def _keep(
    services: Services,
    tx: Transaction,
    line: WarningLine,
    watch: Watch,
    *,
    now: datetime,
    today: date,
) -> bool:
    if line.below is None or line.below == watch.open:
        return False
    if watch.open:
        await watches.close(tx, watch.id)
        return False
    chat_id = line.threshold.chat or services.config.staff.alerts
    body = {
        "watch": "warning",
        **vars(line.subject),
        "below": line.threshold.below,
        "since": days_of(line.days),
        "after": line.tally,
        "repeats": vars(line.repeats),
    }
    return await tell_of_fall(services, tx, watch, body, chat_id=chat_id, day=today, now=now)
